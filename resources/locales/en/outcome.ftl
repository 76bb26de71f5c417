# The outcome as one picture, in the window and in reports; see wizard/provisioning/outcome.py.

outcome-title = The outcome
outcome-label-tenant = In the tenant
outcome-label-assigned = Assigned
outcome-label-inside = Pass the filters
outcome-label-happens = What happens
outcome-bar-tenant = { $count ->
    [one] { $count } user
   *[other] { $count } users
}
outcome-bar-assigned = { $count }
outcome-bar-inside = { $count }
outcome-note-unassigned = { $count } not assigned
outcome-note-filtered = { $count } left out by filters
outcome-key-create = { $count } to create
outcome-key-update = { $count } to update
outcome-key-disable = { $count } to disable
outcome-key-delete = { $count } to delete
outcome-key-clash = { $count ->
    [one] { $count } blocking issue
   *[other] { $count } blocking issues
}
outcome-key-unchanged = { $count } without a change
outcome-key-skip = { $count } skipped
outcome-key-groups = { $count ->
    [one] { $count } group
   *[other] { $count } groups
}
outcome-key-groups-clash = { $count ->
    [one] { $count } group
   *[other] { $count } groups
}, { $issues ->
    [one] { $issues } blocking issue
   *[other] { $issues } blocking issues
}
outcome-so-far-done = { $part }: { $done } done
outcome-so-far-failed = { $part }: { $done } done, { $failed } failed
outcome-so-far-only-failed = { $part }: { $failed } failed
outcome-so-far-done-other = { $part }: { $done } done, { $other } different
outcome-so-far-failed-other = { $part }: { $done } done, { $failed } failed, { $other } different
outcome-bar-spoken = { $label }: { $count }
outcome-press = Shows only these in the table
outcome-press-there = Shows these in the preview
outcome-press-log = Shows only their entries in the log
outcome-all = Show all
outcome-as-table = Show as a table
outcome-as-picture = Show as a picture
outcome-column-part = Stage or action
outcome-column-count = Users
outcome-column-done = Done
outcome-column-failed = Failed
outcome-row-unassigned = Not assigned
outcome-row-filtered = Left out by filters
outcome-row-create = To create
outcome-row-update = To update
outcome-row-disable = To disable
outcome-row-delete = To delete
outcome-row-clash = Blocking issues
outcome-row-unchanged = Without a change
outcome-row-skip = Skipped
outcome-row-groups = Groups
outcome-not-read = These users were not read, because only assigned users are in scope.
outcome-to-assign = Assign users and groups
outcome-lead = { $parts }.
outcome-lead-planned = Planned: { $planned }
outcome-lead-so-far = { $done } of { $total } done. { $planned }
outcome-lead-so-far-failed = { $done } of { $total } done, { $failed } failed. { $planned }
outcome-lead-nobody = No users are in scope.
outcome-lead-unassigned = { $count ->
    [one] { $count } user in the tenant is not assigned
   *[other] { $count } users in the tenant are not assigned
}.
outcome-lead-groups = { $count ->
    [one] { $count } group is included
   *[other] { $count } groups are included
}.
outcome-lead-groups-clash = { $count ->
    [one] { $count } group is included
   *[other] { $count } groups are included
}; { $issues ->
    [one] 1 has a blocking issue
   *[other] { $issues } have a blocking issue
}.
outcome-says-create = { $count ->
    [one] { $count } new user
   *[other] { $count } new users
}
outcome-says-matched = { $count } matched ({ $update } to update, { $unchanged } without a change)
outcome-says-matched-update = { $count } matched and updated
outcome-says-matched-unchanged = { $count } matched without a change
outcome-says-disable = { $count } to disable
outcome-says-delete = { $count } to delete
outcome-says-clash = { $count ->
    [one] { $count } blocking issue
   *[other] { $count } blocking issues
}
outcome-says-left = { $count } left out ({ $reasons })
outcome-says-left-only = { $count } left out
outcome-says-left-because = { $count } left out because { $reasons }
outcome-left-filtered = { $count } by filters
outcome-left-blocked = { $count } with sign-in blocked
outcome-left-soft-deleted = { $count } deleted in Entra
outcome-left-ImportSkipped = { $count } without a matching value
outcome-left-ignored = { $count } excluded by an expression
outcome-left-off = { $count } because the mapping does not create or update
outcome-left-more = { $count } for other reasons
outcome-because-filtered = { $count ->
    [one] it does not pass the filters
   *[other] they do not pass the filters
}
outcome-because-blocked = { $count ->
    [one] its sign-in is blocked
   *[other] their sign-in is blocked
}
outcome-because-soft-deleted = { $count ->
    [one] it was deleted in Entra
   *[other] they were deleted in Entra
}
outcome-because-ImportSkipped = { $count ->
    [one] it has no matching value
   *[other] they have no matching value
}
outcome-because-ignored = { $count ->
    [one] an expression excludes it
   *[other] an expression excludes them
}
outcome-because-off = the mapping does not create or update
