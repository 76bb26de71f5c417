# The way of one person through a rehearsal.

explain-assignment-yes = assigned
explain-condition-holds = { $filter }: { $attribute } { $operator } “{ $operand }” matches “{ $value }”
explain-condition-ignored = { $filter }: Entra ignores { $attribute } { $operator } “{ $operand }”, so it excludes nobody
explain-condition-no = { $filter }: { $attribute } { $operator } “{ $operand }” does not match “{ $value }”
explain-condition-empty = { $filter }: { $attribute } { $operator } “{ $operand }” does not match, because { $attribute } is empty
explain-condition-case = { $filter }: { $attribute } { $operator } “{ $operand }” does not match “{ $value }”, only because of letter case
explain-condition-number = { $filter }: { $attribute } { $operator } “{ $operand }” compares whole numbers, but one side is not a whole number
explain-condition-several = { $filter }: { $attribute } { $operator } “{ $operand }” does not match, because { $attribute } has several values
explain-match-none = no account has { $attribute } “{ $value }”
explain-match-one = one account has { $attribute } “{ $value }”: { $id }
explain-match-untold = { $why ->
    [status] CloudGate answered the search for { $attribute } “{ $value }” with status { $status }
    [silent] CloudGate did not answer the search for { $attribute } “{ $value }” in time
    [answer] CloudGate’s answer to the search for { $attribute } “{ $value }” cannot be used
   *[other] CloudGate was not asked for { $attribute } “{ $value }”
}
explain-match-several = { $count } accounts have { $attribute } “{ $value }”
explain-match-empty = { $attribute } has no matching value
explain-match-failed = the matching value cannot be calculated ({ $code })
explain-group-assigned = assigned
explain-group-all = every group is in scope
explain-group-security = a security group
explain-group-coming = { $count ->
    [0] no member will have an account
    [one] 1 member will have an account:
   *[other] { $count } members will have an account:
}
explain-group-staying = { $count ->
    [0] no member is skipped
    [one] 1 member is skipped or disabled:
   *[other] { $count } members are skipped or disabled:
}
explain-group-nested = it contains the nested group { $group }, whose members Entra does not provision
explain-group-unread = { $count ->
    [one] 1 member was not read, because the group brings nobody into scope
   *[other] { $count } members were not read, because the group brings nobody into scope
}
