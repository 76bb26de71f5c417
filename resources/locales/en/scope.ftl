scope-field-scope = Scope
    .help = Assigned users and groups is the safer choice, and what the tutorial describes.
scope-field-scope-assigned = Only assigned users and groups
scope-field-scope-all = All users and groups
    .help = Everybody in the tenant is in scope, including service accounts and guests, unless a filter excludes them.
scope-field-user-filter = Scoping filters for users
scope-filters = Scoping filters for users
scope-filters-none = No filter: everybody in scope is provisioned
scope-filters-none-help = All conditions in a filter must match (AND). A user who passes any filter is in scope (OR).
scope-add-filter = Add filter
scope-add-condition = Add condition
scope-remove-filter = Remove filter
scope-remove-condition = Remove condition
scope-or = or
scope-and = and
scope-filter-name = Filter { $number }
scope-attribute = Attribute
scope-operator = Operator
scope-values = Show the values that exist
scope-value = Value
scope-look = Refresh
scope-looking = Calculating who is in scope
scope-effects = In scope
scope-not-counted = Complete the filters to see who is in scope
scope-not-counted-signed-out = Sign in to see who is in scope
scope-inside = in scope
scope-entering = added
scope-leaving = removed (will be disabled)
scope-outside = out of scope
scope-column-name = Name
scope-column-user = Username
scope-column-what = Change
scope-column-why = Why
scope-what-inside = in scope
scope-what-entering = added
scope-what-leaving = removed
scope-what-outside = out of scope
scope-why-member = member of { $group }
scope-nobody = Nobody is in scope: no account would be created.
scope-fares-holds = { $count } of { $total } match.
scope-fares-case = { $count ->
    [one] 1 does not match only because of letter case:
   *[other] { $count } do not match only because of letter case:
} { $names }{ $more ->
    [0] .
   *[other] {" "}and { $more } more.
}
scope-fares-empty = { $count ->
    [one] 1 has no value:
   *[other] { $count } have no value:
} { $names }{ $more ->
    [0] .
   *[other] {" "}and { $more } more.
}
scope-fares-number = { $count ->
    [one] For 1, a value is not a whole number:
   *[other] For { $count }, a value is not a whole number:
} { $names }{ $more ->
    [0] .
   *[other] {" "}and { $more } more.
}
scope-fares-several = { $count ->
    [one] 1 has several values:
   *[other] { $count } have several values:
} { $names }{ $more ->
    [0] .
   *[other] {" "}and { $more } more.
}
scope-save = &Save
scope-restart-title = Restart provisioning
scope-restart-why = The scope is saved, but Entra continues to provision all users until provisioning is restarted. The restart can disable users who are not assigned; you will see their names first.
scope-restart-go = Restart provisioning…
scope-restarting = Restarting provisioning
scope-saving = Saving scope and filters
scope-leaving-warning = { $count ->
    [one] 1 person would leave scope and be disabled in CloudGate:
   *[other] { $count } people would leave scope and be disabled in CloudGate:
} { $names }
scope-leaving-unprovisioned = removed
scope-leaving-unprovisioned-warning = { $count ->
    [one] 1 person would leave scope and would not be provisioned:
   *[other] { $count } people would leave scope and would not be provisioned:
} { $names }
