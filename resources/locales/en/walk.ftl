# The way of one person through a rehearsal.

walk-assignment-yes = assigned
walk-condition-holds = { $filter }: { $attribute } { $operator } “{ $operand }” matches “{ $value }”
walk-condition-ignored = { $filter }: Entra ignores { $attribute } { $operator } “{ $operand }”, so it excludes nobody
walk-condition-no = { $filter }: { $attribute } { $operator } “{ $operand }” does not match “{ $value }”
walk-condition-empty = { $filter }: { $attribute } { $operator } “{ $operand }” does not match, because { $attribute } is empty
walk-condition-case = { $filter }: { $attribute } { $operator } “{ $operand }” does not match “{ $value }”, only because of letter case
walk-condition-number = { $filter }: { $attribute } { $operator } “{ $operand }” compares whole numbers, but one side is not a whole number
walk-condition-several = { $filter }: { $attribute } { $operator } “{ $operand }” does not match, because { $attribute } has several values
walk-match-none = no account has { $attribute } “{ $value }”
walk-match-one = one account has { $attribute } “{ $value }”: { $id }
walk-match-untold = { $why ->
    [status] CloudGate answered the search for { $attribute } “{ $value }” with status { $status }
    [silent] CloudGate did not answer the search for { $attribute } “{ $value }” in time
    [answer] CloudGate’s answer to the search for { $attribute } “{ $value }” cannot be used
   *[other] CloudGate was not asked for { $attribute } “{ $value }”
}
walk-match-several = { $count } accounts have { $attribute } “{ $value }”
walk-match-empty = { $attribute } has no matching value
walk-match-failed = the matching value cannot be calculated ({ $code })
walk-group-assigned = assigned
walk-group-all = every group is in scope
walk-group-security = a security group
walk-group-coming = { $count ->
    [0] no member will have an account
    [one] 1 member will have an account:
   *[other] { $count } members will have an account:
}
walk-group-staying = { $count ->
    [0] no member is skipped
    [one] 1 member is skipped or disabled:
   *[other] { $count } members are skipped or disabled:
}
walk-group-nested = it contains the nested group { $group }, whose members Entra does not provision
walk-group-unread = { $count ->
    [one] 1 member was not read, because the group brings nobody into scope
   *[other] { $count } members were not read, because the group brings nobody into scope
}
