# The outcome as one picture, in the window and in reports; see wizard/provisioning/picture.py.

picture-title = The outcome
picture-label-tenant = In the tenant
picture-label-assigned = Assigned
picture-label-inside = Pass the filters
picture-label-happens = What happens
picture-bar-tenant = { $count ->
    [one] { $count } user
   *[other] { $count } users
}
picture-bar-assigned = { $count }
picture-bar-inside = { $count }
picture-note-unassigned = { $count } not assigned
picture-note-filtered = { $count } left out by filters
picture-key-create = { $count } to create
picture-key-update = { $count } to update
picture-key-disable = { $count } to disable
picture-key-delete = { $count } to delete
picture-key-clash = { $count ->
    [one] { $count } blocking issue
   *[other] { $count } blocking issues
}
picture-key-unchanged = { $count } without a change
picture-key-skip = { $count } skipped
picture-key-groups = { $count ->
    [one] { $count } group
   *[other] { $count } groups
}
picture-key-groups-clash = { $count ->
    [one] { $count } group
   *[other] { $count } groups
}, { $issues ->
    [one] { $issues } blocking issue
   *[other] { $issues } blocking issues
}
picture-so-far-done = { $part }: { $done } done
picture-so-far-failed = { $part }: { $done } done, { $failed } failed
picture-so-far-only-failed = { $part }: { $failed } failed
picture-so-far-done-other = { $part }: { $done } done, { $other } different
picture-so-far-failed-other = { $part }: { $done } done, { $failed } failed, { $other } different
picture-bar-spoken = { $label }: { $count }
picture-press = Shows only these in the table
picture-press-there = Shows these in the preview
picture-press-log = Shows only their entries in the log
picture-all = Show all
picture-as-table = Show as a table
picture-as-picture = Show as a picture
picture-column-part = Stage or action
picture-column-count = Users
picture-column-done = Done
picture-column-failed = Failed
picture-row-unassigned = Not assigned
picture-row-filtered = Left out by filters
picture-row-create = To create
picture-row-update = To update
picture-row-disable = To disable
picture-row-delete = To delete
picture-row-clash = Blocking issues
picture-row-unchanged = Without a change
picture-row-skip = Skipped
picture-row-groups = Groups
picture-not-read = These users were not read, because only assigned users are in scope.
picture-to-assign = Assign users and groups
picture-lead = { $parts }.
picture-lead-planned = Planned: { $planned }
picture-lead-so-far = { $done } of { $total } done. { $planned }
picture-lead-so-far-failed = { $done } of { $total } done, { $failed } failed. { $planned }
picture-lead-nobody = No users are in scope.
picture-lead-unassigned = { $count ->
    [one] { $count } user in the tenant is not assigned
   *[other] { $count } users in the tenant are not assigned
}.
picture-lead-groups = { $count ->
    [one] { $count } group is included
   *[other] { $count } groups are included
}.
picture-lead-groups-clash = { $count ->
    [one] { $count } group is included
   *[other] { $count } groups are included
}; { $issues ->
    [one] one has a blocking issue
   *[other] { $issues } have a blocking issue
}.
picture-says-create = { $count ->
    [one] { $count } new user
   *[other] { $count } new users
}
picture-says-matched = { $count } matched ({ $update } to update, { $unchanged } without a change)
picture-says-matched-update = { $count } matched and updated
picture-says-matched-unchanged = { $count } matched without a change
picture-says-disable = { $count } to disable
picture-says-delete = { $count } to delete
picture-says-clash = { $count ->
    [one] { $count } blocking issue
   *[other] { $count } blocking issues
}
picture-says-left = { $count } left out ({ $reasons })
picture-says-left-only = { $count } left out
picture-says-left-because = { $count } left out because { $reasons }
picture-left-filtered = { $count } by filters
picture-left-blocked = { $count } with sign-in blocked
picture-left-soft-deleted = { $count } deleted in Entra
picture-left-ImportSkipped = { $count } without a matching value
picture-left-ignored = { $count } excluded by an expression
picture-left-off = { $count } because the mapping does not create or update
picture-left-more = { $count } for other reasons
picture-because-filtered = { $count ->
    [one] it does not pass the filters
   *[other] they do not pass the filters
}
picture-because-blocked = { $count ->
    [one] its sign-in is blocked
   *[other] their sign-in is blocked
}
picture-because-soft-deleted = { $count ->
    [one] it was deleted in Entra
   *[other] they were deleted in Entra
}
picture-because-ImportSkipped = { $count ->
    [one] it has no matching value
   *[other] they have no matching value
}
picture-because-ignored = { $count ->
    [one] an expression excludes it
   *[other] an expression excludes them
}
picture-because-off = the mapping does not create or update
