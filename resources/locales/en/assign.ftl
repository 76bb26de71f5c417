assign-field-assignments = Users and groups
assign-progress = Assigning { $name }
assign-search = Find people and groups
assign-search-placeholder = Type a name or an address
assign-browsing = Reading the first users and groups
assign-first = The first users and groups of your tenant. Type at least two letters to search all of them.
assign-searching = Searching
assign-search-hint = Type at least two letters. Entra searches names, usernames and email addresses.
assign-search-none = No user or group found for “{ $text }”
assign-search-none-help = Entra searches for the beginning of words. Try another part of the name.
assign-none-recorded = The support file does not contain any users or groups.
assign-kind-User = user
assign-kind-Group = group
assign-kind-ServicePrincipal = application
assign-flag-disabled = blocked
assign-flag-guest = guest
assign-flag-dynamic = dynamic
assign-flag-not-security = not security
assign-column-name = Name
assign-column-kind = Kind
assign-column-address = Address
assign-column-role = Role
assign-column-state = State
assign-role = Role for new assignments
assign-role-default-access = Default Access
assign-role-help = Keep { $role } unless CloudGate asks you for another role. The tutorial warns against Default Access; since 2020, it works too.
assign-add = &Add to the list
assign-chosen = Assignments
assign-remove = Remove assignment…
assign-state-planned = to assign
assign-state-assigned = assigned
assign-empty = Nobody chosen yet
assign-empty-help = Begin with one person who can tell you whether it worked. Add groups afterward.
assign-go = A&ssign
assign-working = Assigning, and confirming with Entra
assign-removing = Removing the assignment
assign-removing-progress = Removing the assignment of { $name }
assign-removed = No longer assigned: { $names }
assign-undo = Assign again
assign-undone = Assigned again, with the same role
assign-undone-help = If a cycle has run since, the next one enables the accounts again and creates deleted groups again.
assign-count = { $users ->
    [one] 1 user
   *[other] { $users } users
} and { $groups ->
    [one] 1 group
   *[other] { $groups } groups
} assigned
assign-behind-title = Members of { $name }
assign-behind-people = { $count ->
    [0] This group has no direct members.
    [one] 1 person is a direct member and comes into scope.
   *[other] { $count } people are direct members and come into scope.
}
assign-behind-disabled = { $count ->
    [one] 1 of them is blocked from signing in and is not created.
   *[other] { $count } of them are blocked from signing in and are not created.
}
assign-behind-guests = { $count ->
    [one] 1 of them is a guest.
   *[other] { $count } of them are guests.
}
assign-behind-nested = { $count ->
    [one] It contains 1 nested group. Entra does not provision members of nested groups:
   *[other] It contains { $count } nested groups. Entra does not provision members of nested groups:
} { $people ->
    [0] nobody is affected.
    [one] 1 person is left out.
   *[other] { $people } people are left out.
}
assign-behind-not-security = Entra provisions only the members of security groups. This is not a security group, so it brings nobody into scope.
assign-person-disabled = { $name } is blocked from signing in: Entra skips this user until sign-in is allowed.
assign-person-guest = { $name } is a guest: CloudGate gets the username without its “#EXT#” part.
