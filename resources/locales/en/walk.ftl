# The way of one person through a rehearsal.

walk-assignment-yes = assigned
walk-condition-holds = { $filter }: { $attribute } { $operator } “{ $operand }” holds for “{ $value }”
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
