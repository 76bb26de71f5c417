users-reading = Reading the mappings from Entra
users-saving = Saving the mappings and verifying them
users-tables = Entra does not show which expressions it accepts; checking against this program’s own list
users-reading-people = { $total ->
    [0] reading people: { $done }
   *[other] reading { $done } of { $total } people
}
users-counting = { $value } of { $done } have a value; { $people } in total
users-field-user-rows = User mappings
users-field-user-actions-all = Turn on create, update and delete where they are off
    .help = “No” leaves the actions of the mapping as they are in Entra. A mapping that was not changed has all three on.
users-column-source = Entra ID source
users-column-target = CloudGate target
users-column-match = Match
users-column-apply = Applies
users-column-default = Status
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
users-chip-differs = changed
users-chip-added = added
users-try = Try it on a user
users-try-group = This mapping
users-no-person = There is no user to try it on yet
users-target = Target attribute
users-expression = Source
    .help = [attribute], "text", or a function: Join(…)
users-result = Result
users-result-unfinished = expression incomplete
users-result-empty = no value: the attribute is not sent
users-result-error = cannot be evaluated for this user
users-applies = Applies
users-default = Default if source is empty
    .help = Used only for new accounts
users-matching = Matching
    .help = Matching precedence: attributes with a number are used to find existing accounts, and 1 is tried first.
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
    [0] no changes from default
    [one] 1 changed
   *[other] { $differs } changed
} · { $problems ->
    [0] no problems
    [one] 1 problem
   *[other] { $problems } problems
}
users-unsaved = not saved yet
users-saved = saved
users-give = { $value } of { $people } assigned users have a value
users-changes = Changes
users-change-added = { $target } is added, from { $new }.
users-change-removed = { $target } is removed.
users-change-source = { $target }: the source changes from { $old } to { $new }.
users-change-default = { $target }: the value for an empty source changes from “{ $old }” to “{ $new }”.
users-change-matching = { $target }: the matching precedence changes from { $old } to { $new }.
users-change-flow = { $target }: “Applies” changes from { $old } to { $new }.
users-change-actions = The allowed actions change from { $old } to { $new }.
users-no-changes = No changes.
users-compare-saved = from the saved mappings
users-compare-default = from the default
users-all-changes = Show all { $count }
users-fewer = Show fewer
users-nothing = nothing
users-unfinished = This is not a valid expression yet. Until it is, the row keeps its last valid source.
users-unfinished-chip = not finished
users-undo = Undo
    .help = Undo the last edit (Ctrl+Z)
users-redo = Redo
    .help = Redo the edit (Ctrl+Shift+Z or Ctrl+Y)
users-import = Import…
users-import-title = Choose a synchronization schema
users-imported = { $count ->
    [one] 1 mapping was read from the file. Nothing is saved yet.
   *[other] { $count } mappings were read from the file. Nothing is saved yet.
}
users-imported-problems = { $count ->
    [one] It has a problem, which is listed below the mappings.
   *[other] It has { $count } problems, which are listed below the mappings.
}
users-result-unfit = Not a value of this attribute’s type ({ $type })
users-export = Export…
users-export-title = Save the synchronization schema
users-export-file = { $setup } - CloudGate mappings
users-exported = The schema is saved as { $file }.
users-fix = Fix
users-problems = Problems
users-problems-count = { $count ->
    [one] 1 problem
   *[other] { $count } problems
}
users-all-problems = Show all { $count }
users-more-problems = and { $count } more
users-problem-show = Show
users-problem-put-back = Restore it
users-problem-scope = Open the filters
users-severity-error = Error
users-severity-warning = Warning
users-severity-advice = Advice
users-save-anyway = Save anyway
users-save-anyway-title = Save with new problems?
users-save-anyway-lead = { $count ->
    [one] Your changes introduce a problem that the saved mapping does not have:
   *[other] Your changes introduce { $count } problems that the saved mapping does not have:
}
users-close = Close
users-concerned = It affects { $names }{ $more ->
    [0] .
    [one] {" "}and 1 more.
   *[other] {" "}and { $more } more.
}
users-note = { $target } · { $type }
users-note-saved = { $target } · { $type } · saved: “{ $old }”
users-note-held = { $target } · { $type } · was “{ $old }”
users-type-string = text
users-type-boolean = true or false
users-type-integer = whole number
users-type-datetime = date and time
users-type-reference = reference
users-type-binary = binary
users-values = { $distinct ->
    [one] all the same
   *[other] { $distinct } different values
}, longest: { $longest ->
    [one] 1 character
   *[other] { $longest } characters
}
users-empty = No value for { $names }{ $more ->
    [0] {""}
    [one] {" "}and 1 more
   *[other] {" "}and { $more } more
}
users-population-changed = { $count ->
    [one] Changes for { $name }
   *[other] Changes for { $count } people, { $name }
}: { $old } → { $new }
users-population-differing = { $count ->
    [one] CloudGate has another value for { $name }
   *[other] CloudGate has another value for { $name } and others, { $count } in total
}
users-population-same = Accounts that exist in CloudGate have the same value
users-show-who = Show who
users-who-title = Values for { $target }
users-who-everybody = Everybody ({ $count })
users-who-empty = No value ({ $count })
users-who-failed = Problem ({ $count })
users-who-changed = Changes ({ $count })
users-who-differing = Different in CloudGate ({ $count })
users-who-person = Person
users-who-result = Result
users-who-before = With saved mapping
users-who-held = CloudGate has
users-who-problem = Problem
users-who-first = The first { $shown } of { $count } are shown.
users-who-choose = Press Enter or double-click to try the mapping on that person.
