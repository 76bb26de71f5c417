users-reading = Reading the mappings from Entra
users-saving = Saving the mappings and reading them back
users-field-user-rows = User mappings
users-column-source = Entra ID (source)
users-column-target = CloudGate (target)
users-column-match = Match
users-column-apply = Apply
users-column-default = Default?
users-match = { $rank ->
    [1] 1st
    [2] 2nd
    [3] 3rd
   *[other] { $rank }th
}
users-none = none
users-always = Always
users-on-create = On creation
users-chip-default = default
users-chip-differs = differs
users-chip-added = added
users-try = Try it on a user
users-try-group = This mapping
users-no-person = Nobody to try it on yet
users-target = Target attribute
users-expression = Source
    .help = [attribute], "text", or a function such as Join(" ", [givenName], [surname])
users-result = Result
users-result-empty = no value: the attribute is not sent
users-result-error = cannot be evaluated for this user
users-applies = Applies
users-default = If the source is empty
    .help = Used only when an account is created.
users-matching = Matching
    .help = Matching precedence: attributes with a number find existing accounts, and 1 is tried first.
users-matching-none = none
users-add = Add mapping
users-remove = Remove
users-restore = Restore defaults
users-revert = Discard changes
users-save = &Save
users-search-placeholder = Filter by attribute…
users-count = { $count ->
    [one] 1 mapping
   *[other] { $count } mappings
} · { $differs ->
    [0] all as by default
    [one] 1 differs from the default
   *[other] { $differs } differ from the default
} · { $problems ->
    [0] no problems
    [one] 1 problem
   *[other] { $problems } problems
}
users-unsaved = not saved yet
users-saved = saved
users-give = { $value } of { $people } assigned users give a value
users-enabled = Provision groups to CloudGate
users-changes = Not saved yet
users-change-added = { $target } is added, from { $new }.
users-change-removed = { $target } is removed.
users-change-source = { $target }: the source changes from { $old } to { $new }.
users-change-default = { $target }: the value for an empty source changes from “{ $old }” to “{ $new }”.
users-change-matching = { $target }: the matching precedence changes from { $old } to { $new }.
users-change-flow = { $target }: applies changes from { $old } to { $new }.
