scope-field-scope = Scope
    .help = Assigned only is the safer choice, and what the tutorial describes.
scope-field-scope-assigned = Only assigned users and groups
scope-field-scope-all = All users and groups
scope-field-user-filter = Scoping filters for users
scope-all-warning = Everybody in the tenant comes into scope, service accounts and guests included, unless a filter keeps them out.
scope-filters = Scoping filters for users
scope-filters-none = No filter: everybody in scope is provisioned
scope-filters-none-help = A filter lets only those through for whom all its conditions hold. Of several filters, one has to hold.
scope-add-filter = Add filter
scope-add-condition = Add condition
scope-remove-filter = Remove filter
scope-remove-condition = Remove condition
scope-or = or
scope-and = and
scope-filter-name = Filter { $number }
scope-attribute = Attribute
scope-operator = Operator
scope-value = Value
scope-look = Read again
scope-looking = Computing who is in scope
scope-effects = In scope
scope-inside = in scope
scope-entering = come in newly
scope-leaving = leave and are disabled
scope-outside = stay outside
scope-column-name = Name
scope-column-user = User name
scope-column-what = Change
scope-column-why = Why
scope-what-inside = in scope
scope-what-entering = comes in
scope-what-leaving = leaves
scope-what-outside = outside
scope-why-member = member of { $group }
scope-nobody = Nobody is in scope: no account would be created.
scope-fares-holds = It holds for { $count } of { $total }.
scope-fares-case = { $count ->
    [one] One fails only by letter case:
   *[other] { $count } fail only by letter case:
} { $names }{ $more ->
    [0] .
   *[other] {" "}and { $more } more.
}
scope-fares-empty = { $count ->
    [one] One has no value:
   *[other] { $count } have no value:
} { $names }{ $more ->
    [0] .
   *[other] {" "}and { $more } more.
}
scope-fares-number = { $count ->
    [one] For one a side is no whole number:
   *[other] For { $count } a side is no whole number:
} { $names }{ $more ->
    [0] .
   *[other] {" "}and { $more } more.
}
scope-fares-several = { $count ->
    [one] One has several values:
   *[other] { $count } have several values:
} { $names }{ $more ->
    [0] .
   *[other] {" "}and { $more } more.
}
scope-save = &Save
scope-restart-title = Restart provisioning
scope-restart-why = The scope is saved, but Entra goes on provisioning all users until provisioning is restarted. The restart can disable users who are not assigned; you see them by name first.
scope-restart-go = Restart provisioning…
scope-restarting = Restarting provisioning
scope-saving = Saving scope and filters
scope-leaving-warning = { $count ->
    [one] One person would leave scope and be disabled in CloudGate:
   *[other] { $count } people would leave scope and be disabled in CloudGate:
} { $names }
