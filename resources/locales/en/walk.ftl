# The way of one person through a rehearsal.

walk-assignment-yes = assigned
walk-condition-holds = { $filter }: { $attribute } { $operator } “{ $operand }” holds for “{ $value }”
walk-condition-ignored = { $filter }: Entra ignores { $attribute } { $operator } “{ $operand }”, so it keeps nobody out
walk-condition-no = { $filter }: { $attribute } { $operator } “{ $operand }” does not hold for “{ $value }”
walk-condition-empty = { $filter }: { $attribute } { $operator } “{ $operand }” does not hold, because { $attribute } is empty
walk-condition-case = { $filter }: { $attribute } { $operator } “{ $operand }” does not hold for “{ $value }”, only by letter case
walk-condition-number = { $filter }: { $attribute } { $operator } “{ $operand }” compares whole numbers, and one side is none
walk-condition-several = { $filter }: { $attribute } { $operator } “{ $operand }” does not hold, because { $attribute } has several values
walk-match-none = no account has { $attribute } “{ $value }”
walk-match-one = one account has { $attribute } “{ $value }”: { $id }
walk-match-several = { $count } accounts have { $attribute } “{ $value }”
walk-match-empty = { $attribute } has no value to match by
walk-match-failed = the matching value cannot be computed ({ $code })
walk-group-assigned = assigned
walk-group-all = every group is in scope
walk-group-security = a security group
walk-group-coming = { $count ->
    [0] no member has an account afterwards
    [one] 1 member has an account afterwards:
   *[other] { $count } members have an account afterwards:
}
walk-group-staying = { $count ->
    [0] no member is left out
    [one] 1 member is left out or disabled:
   *[other] { $count } members are left out or disabled:
}
walk-group-nested = the group { $group } is in it, which Entra does not read through
walk-group-unread = { $count ->
    [one] 1 member was not read, since the group brings nobody
   *[other] { $count } members were not read, since the group brings nobody
}
