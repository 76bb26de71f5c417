# What a change would do to people, before it is made.

blast-looking = Checking who this would affect
blast-settings = Reading what Entra has now
blast-computing = Calculating what this would do
blast-title-save = Before this is saved
blast-title-turnon = Before provisioning is turned on
blast-title-connect = Before the connection is saved
blast-title-unassign = Before the assignment is removed
blast-title-stop = Before provisioning is stopped
blast-title-again = Before provisioning is restarted
blast-title-failed = Before provisioning is restarted
blast-title-full = Before all state is cleared
blast-title-deletes = Before held-back deletions are allowed
blast-title-demand = Before this user is provisioned on demand
blast-when-demand = This user is not in scope. Entra would do this immediately:
blast-when-connect = Entra would no longer manage the accounts of these people:
blast-when-stop = Stopping provisioning disables nobody.
blast-when-next = The next cycle would do this in addition to its usual changes:
blast-when-later = Provisioning is off now. Once you turn it on, the next cycle would do this in addition to its usual changes:
blast-when-first = The first cycle would do this:
blast-when-again = Its next cycle would do this:
blast-part-disable-User = { $count ->
    [one] one person disabled
   *[other] { $count } people disabled
}
blast-part-delete-User = { $count ->
    [one] one person deleted
   *[other] { $count } people deleted
}
blast-part-delete-Group = { $count ->
    [one] one group deleted
   *[other] { $count } groups deleted
}
blast-part-create-User = { $count ->
    [one] one person created
   *[other] { $count } people created
}
blast-part-create-Group = { $count ->
    [one] one group created
   *[other] { $count } groups created
}
blast-part-update-User = { $count ->
    [one] one person updated
   *[other] { $count } people updated
}
blast-part-update-Group = { $count ->
    [one] one group updated
   *[other] { $count } groups updated
}
blast-part-clash-User = { $count ->
    [one] one person with a problem
   *[other] { $count } people with a problem
}
blast-part-clash-Group = { $count ->
    [one] one group with a problem
   *[other] { $count } groups with a problem
}
blast-part-spared = { $count ->
    [one] one person not created after all
   *[other] { $count } people not created after all
}
blast-nothing = no effect on anybody
blast-not-known = It is not known who this affects
blast-fact-disabling-ends = Nobody would be disabled anymore: people who leave would keep an active account in CloudGate.
blast-fact-disabling-begins = From now on, people who leave are disabled. Those who left earlier may be disabled too, if Entra remembers their accounts.
blast-fact-deleting-ends = People who are permanently deleted in Entra would keep their account in CloudGate.
blast-fact-deleting-begins = From now on, people who are permanently deleted in Entra are deleted in CloudGate.
blast-fact-groups-end = Groups in CloudGate stay as they are; members are no longer added or removed.
blast-fact-leavers-stay = From now on, nobody is created, changed or disabled. People who leave keep their access to CloudGate until provisioning is started again.
blast-fact-leavers-forgotten = Entra forgets which account belongs to which user. People who have left scope and are not disabled yet keep their access: Entra no longer knows their accounts.
blast-fact-old-application-left = All accounts behind the old Tenant URL stay as they are. Entra no longer disables anybody there, so people who leave keep their access.
blast-fact-new-application-unknown = Entra continues to use the account IDs of the old application. In the new one, its changes fail or reach a wrong account that happens to have the same ID, until you restart provisioning with “Clear all state and match again”.
blast-fact-second-accounts = People who are created here may already have an account that matching does not find. They would then have two.
blast-note-unassign = To be removed: { $names }. You can assign them again; they get access back with the next cycle.
blast-note-held = The accidental deletion threshold is { $limit }. If a cycle would disable or delete more, nobody is disabled or deleted until somebody allows it on step 12.
blast-note-scope-only = CloudGate could not be read: { $what }. These people enter or leave scope. It is not known who has an account and whose values change.
blast-note-unknown = { $what }. { $why } You can continue anyway; the provisioning log will show what happens.
blast-note-later = People who left scope while provisioning was off are disabled too, if Entra remembers their accounts. They are not listed here.
blast-note-later-again = People who left scope and are not disabled yet are disabled too, if Entra remembers their accounts. They are not listed here.
blast-note-later-failed = People who left scope and are not disabled yet are disabled too, if Entra remembers their accounts. They are not listed here.
blast-note-later-full = Everybody in scope is looked up in CloudGate again, by the matching attributes.
blast-note-later-deletes = People who left scope since the last cycle are removed too.
blast-note-many = { $planned ->
    [0] Far more people would be created than you have seen so far.
   *[other] The preview showed { $planned } creations. This is far more.
}
blast-note-kept = Entra does not show whether it skips out-of-scope deletions. Here, people who leave scope count as disabled.
blast-all = Everything ({ $count })
blast-group-disable = Disabled ({ $count })
blast-group-delete = Deleted ({ $count })
blast-group-clash = Problems ({ $count })
blast-group-create = Created ({ $count })
blast-group-update = Updated ({ $count })
blast-groups = What happens
blast-find = Filter by name or reason…
blast-table = Affected users and groups
blast-column-what = Action
blast-column-name = Name
blast-column-kind = Kind
blast-column-why = Why / what changes
blast-number = To continue, type how many are disabled or deleted: { $count }
    .help = You are asked this when more than { $limit } lose access at once: a tenth of the people, at most 20.
blast-number-connect = To continue, type how many accounts Entra would no longer manage: { $count }
    .help = You are asked this when more than { $limit } are affected at once: a tenth of the people, at most 20.
blast-number-full = To continue, type how many are disabled, deleted or created: { $count }
    .help = You are asked this when more than { $limit } are affected at once: a tenth of the people, at most 20.
blast-save = &Save
blast-save-anyway = &Save anyway
blast-turnon = &Turn on
blast-turnon-anyway = &Turn on anyway
blast-connect = &Save
blast-connect-anyway = &Save anyway
blast-unassign = &Remove
blast-unassign-anyway = &Remove anyway
blast-stop = &Stop provisioning
blast-again = &Restart
blast-again-anyway = &Restart anyway
blast-failed = &Restart
blast-failed-anyway = &Restart anyway
blast-full = &Clear all state
blast-full-anyway = &Clear all state anyway
blast-deletes = &Allow deletions
blast-deletes-anyway = &Allow deletions anyway
blast-demand = &Provision on demand
blast-not-demand = &Cancel
blast-not-connect = &Do not save
blast-not-unassign = &Keep the assignment
blast-not-stop = &Leave it running
blast-not-again = &Do not restart
blast-not-failed = &Do not restart
blast-not-full = &Do not clear
blast-not-deletes = &Keep holding them back
blast-not-save = &Do not save
blast-not-turnon = &Leave it off
blast-saved-next = Saved. In the next cycle, in addition to its usual changes: { $parts }.
blast-saved-later = Saved. Once provisioning is on again: { $parts }.
blast-saved-never = Saved. Provisioning has not run yet, so nothing happens until you turn it on.
blast-saved-unknown = Saved. It is not known who this affects; the provisioning log will show it.
blast-unassigned-next = Removed. In the next cycle, in addition to its usual changes: { $parts }.
blast-unassigned-later = Removed. Once provisioning is on again: { $parts }.
blast-unassigned-never = Removed. Provisioning has not run yet, so nobody loses an account.
blast-unassigned-unknown = Removed. It is not known who this affects; the provisioning log will show it.
blast-done-connect = Saved.
blast-done-stop = Provisioning is stopped.
blast-turned-on = In the first cycle: { $parts }.
blast-turned-on-again = In the next cycle: { $parts }.
blast-turned-on-unknown = It is not known what the next cycle will do; the provisioning log will show it.
blast-kept-save = Not saved. What you edited is still here.
blast-kept-connect = Not saved. What you edited is still here.
blast-kept-turnon = Provisioning was left off.
blast-kept-unassign = Nothing was removed.
blast-kept-stop = Provisioning continues.
blast-kept-again = Nothing was restarted.
blast-kept-failed = Nothing was restarted.
blast-kept-full = Nothing was cleared.
blast-kept-demand = Nothing was done.
blast-kept-deletes = The deletions are still held back.
blast-title-undo = Before this is undone
blast-when-undo = Undoing this turns provisioning off. Nobody in CloudGate changes.
blast-undo = &Undo
blast-undo-anyway = &Undo anyway
blast-not-undo = &Keep as it is
blast-kept-undo = Nothing was undone.
