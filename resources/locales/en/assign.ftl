assign-field-assignments = Users and groups
assign-progress = Assigning { $name }
assign-search = Find people and groups
assign-search-placeholder = Type a name or an address
assign-searching = Searching
assign-search-hint = At least two letters. The server searches names, user names and mail addresses.
assign-search-none = Nobody found for “{ $text }”
assign-search-none-help = Entra finds the beginning of words. Try another part of the name.
assign-kind-User = user
assign-kind-Group = group
assign-kind-ServicePrincipal = application
assign-flag-disabled = sign-in blocked
assign-flag-guest = guest
assign-flag-dynamic = dynamic
assign-flag-not-security = not a security group
assign-column-name = Name
assign-column-kind = Kind
assign-column-address = Address
assign-column-note = Note
assign-column-role = Role
assign-column-state = State
assign-role = Role for the ones you add
assign-role-default-access = Default Access
assign-role-help = The tutorial warns that Default Access is left out. That has not been so since 2020; { $role } satisfies both.
assign-add = &Add to the list
assign-chosen = To be assigned, and assigned
assign-remove = Remove
assign-state-planned = will be assigned
assign-state-assigned = assigned
assign-empty = Nobody chosen yet
assign-empty-help = Begin with one person whom you can ask whether it worked. Groups come afterwards.
assign-go = A&ssign
assign-working = Assigning, and reading back
assign-removing = Removing the assignment
assign-removing-progress = Removing the assignment of { $name }
assign-removed = No longer assigned: { $names }
assign-undo = Assign again
assign-undone = Assigned again, with the same role
assign-undone-help = If a cycle ran in between, the next one enables the accounts again. A group that was deleted in CloudGate is created again.
assign-count = { $users ->
    [one] 1 user
   *[other] { $users } users
} and { $groups ->
    [one] 1 group
   *[other] { $groups } groups
} assigned
assign-behind-title = Who is behind { $name }
assign-behind-people = { $count ->
    [0] Nobody is directly in this group.
    [one] One person is directly in this group and comes into scope.
   *[other] { $count } people are directly in this group and come into scope.
}
assign-behind-disabled = { $count ->
    [one] One of them is blocked from signing in and is not created.
   *[other] { $count } of them are blocked from signing in and are not created.
}
assign-behind-guests = { $count ->
    [one] One of them is a guest.
   *[other] { $count } of them are guests.
}
assign-behind-nested = { $count ->
    [one] One group is nested in it. Entra does not read nested groups:
   *[other] { $count } groups are nested in it. Entra does not read nested groups:
} { $people ->
    [0] no one is only there.
    [one] one person who is only there stays out.
   *[other] { $people } people who are only there stay out.
}
assign-behind-not-security = Entra provisions only through security groups; this is none, so nobody comes into scope by it.
assign-person-disabled = { $name } is blocked from signing in: Entra skips such people until they are enabled.
assign-person-guest = { $name } is a guest: the user name arrives without its “#EXT#” part.
assign-test-first = Tip from the tutorial: assign a single person first, see that it works, then add the groups.
