# What a change would do to people, before it is made.

impact-looking = Checking who this would affect
impact-settings = Reading what Entra has now
impact-computing = Calculating what this would do
impact-title-save = Before this is saved
impact-title-turnon = Before provisioning is turned on
impact-title-connect = Before the connection is saved
impact-title-unassign = Before the assignment is removed
impact-title-stop = Before provisioning is paused
impact-title-again = Before provisioning is restarted
impact-title-failed = Before provisioning is restarted
impact-title-full = Before all state is cleared
impact-title-deletes = Before held-back deletions are allowed
impact-title-demand = Before this user is provisioned on demand
impact-when-demand = This user is not in scope. Entra would do this immediately:
impact-when-connect = Entra would no longer manage the accounts of these people:
impact-when-stop = Pausing provisioning disables nobody.
impact-when-next = The next cycle would do this in addition to its usual changes:
impact-when-later = Provisioning is off now. Once you turn it on, the next cycle would do this in addition to its usual changes:
impact-when-first = The first cycle would do this:
impact-when-again = Its next cycle would do this:
impact-part-disable-User = { $count ->
    [one] 1 person disabled
   *[other] { $count } people disabled
}
impact-part-delete-User = { $count ->
    [one] 1 person deleted
   *[other] { $count } people deleted
}
impact-part-delete-Group = { $count ->
    [one] 1 group deleted
   *[other] { $count } groups deleted
}
impact-part-create-User = { $count ->
    [one] 1 person created
   *[other] { $count } people created
}
impact-part-create-Group = { $count ->
    [one] 1 group created
   *[other] { $count } groups created
}
impact-part-update-User = { $count ->
    [one] 1 person updated
   *[other] { $count } people updated
}
impact-part-update-Group = { $count ->
    [one] 1 group updated
   *[other] { $count } groups updated
}
impact-part-clash-User = { $count ->
    [one] 1 person with a problem
   *[other] { $count } people with a problem
}
impact-part-clash-Group = { $count ->
    [one] 1 group with a problem
   *[other] { $count } groups with a problem
}
impact-part-spared = { $count ->
    [one] 1 person not created after all
   *[other] { $count } people not created after all
}
impact-nothing = no effect on anybody
impact-not-known = It is not known who this affects
impact-fact-disabling-ends = Nobody would be disabled anymore: people who leave would keep an active account in CloudGate.
impact-fact-disabling-begins = From now on, people who leave are disabled. Those who left earlier may be disabled too, if Entra remembers their accounts.
impact-fact-deleting-ends = People who are permanently deleted in Entra would keep their account in CloudGate.
impact-fact-deleting-begins = From now on, people who are permanently deleted in Entra are deleted in CloudGate.
impact-fact-groups-end = Groups in CloudGate stay as they are; members are no longer added or removed.
impact-fact-leavers-stay = From now on, nobody is created, changed or disabled. People who leave keep their access to CloudGate until provisioning is resumed.
impact-fact-leavers-forgotten = Entra forgets which account belongs to which user. People who have left scope and are not disabled yet keep their access: Entra no longer knows their accounts.
impact-fact-old-application-left = All accounts behind the old Tenant URL stay as they are. Entra no longer disables anybody there, so people who leave keep their access.
impact-fact-new-application-unknown = Entra continues to use the account IDs of the old application. In the new one, its changes fail or reach a wrong account that happens to have the same ID, until you restart provisioning with “Clear all state and match again”.
impact-fact-second-accounts = People who are created here may already have an account that matching does not find. They would then have two.
impact-note-unassign = To be removed: { $names }. You can assign them again; they get access back with the next cycle.
impact-note-held = The accidental deletion threshold is { $limit }. If a cycle would disable or delete more, nobody is disabled or deleted until somebody allows it on step 12.
impact-note-scope-only = CloudGate could not be read: { $what }. These people enter or leave scope. It is not known who has an account and whose values change.
impact-note-unknown = { $what }. { $why } You can continue anyway; the provisioning log will show what happens.
impact-note-later = People who left scope while provisioning was off are disabled too, if Entra remembers their accounts. They are not listed here.
impact-note-later-again = People who left scope and are not disabled yet are disabled too, if Entra remembers their accounts. They are not listed here.
impact-note-later-failed = People who left scope and are not disabled yet are disabled too, if Entra remembers their accounts. They are not listed here.
impact-note-later-full = Everybody in scope is looked up in CloudGate again, by the matching attributes.
impact-note-later-deletes = People who left scope since the last cycle are removed too.
impact-note-many = { $planned ->
    [0] Far more people would be created than you have seen so far.
   *[other] The preview showed { $planned } creations. This is far more.
}
impact-note-kept = Entra does not show whether it skips out-of-scope deletions. Here, people who leave scope count as disabled.
impact-all = Everything ({ $count })
impact-group-disable = Disabled ({ $count })
impact-group-delete = Deleted ({ $count })
impact-group-clash = Problems ({ $count })
impact-group-create = Created ({ $count })
impact-group-update = Updated ({ $count })
impact-groups = What happens
impact-find = Filter by name or reason…
impact-table = Affected users and groups
impact-column-what = Action
impact-column-name = Name
impact-column-kind = Kind
impact-column-why = Why / what changes
impact-number = To continue, type how many are disabled or deleted: { $count }
    .help =
        { $limit ->
            [one] More than 1 person would lose access at once.
           *[other] More than { $limit } people would lose access at once.
        } The limit is a tenth of the people, at most 20.
impact-number-connect = To continue, type how many accounts Entra would no longer manage: { $count }
    .help =
        { $limit ->
            [one] More than 1 person is affected at once.
           *[other] More than { $limit } people are affected at once.
        } The limit is a tenth of the people, at most 20.
impact-number-full = To continue, type how many are disabled, deleted or created: { $count }
    .help =
        { $limit ->
            [one] More than 1 person is affected at once.
           *[other] More than { $limit } people are affected at once.
        } The limit is a tenth of the people, at most 20.
impact-save = &Save
impact-save-anyway = &Save anyway
impact-turnon = &Turn on
impact-turnon-anyway = &Turn on anyway
impact-connect = &Save
impact-connect-anyway = &Save anyway
impact-unassign = &Remove
impact-unassign-anyway = &Remove anyway
impact-stop = &Pause provisioning
impact-again = &Restart
impact-again-anyway = &Restart anyway
impact-failed = &Restart
impact-failed-anyway = &Restart anyway
impact-full = &Clear all state
impact-full-anyway = &Clear all state anyway
impact-deletes = &Allow deletions
impact-deletes-anyway = &Allow deletions anyway
impact-demand = &Provision on demand
impact-not-demand = &Cancel
impact-not-connect = &Do not save
impact-not-unassign = &Keep the assignment
impact-not-stop = &Leave it running
impact-not-again = &Do not restart
impact-not-failed = &Do not restart
impact-not-full = &Do not clear
impact-not-deletes = &Keep holding them back
impact-not-save = &Do not save
impact-not-turnon = &Leave it off
impact-saved-next = Saved. In the next cycle, in addition to its usual changes: { $parts }.
impact-saved-next-nobody = Saved. This affects nobody.
impact-saved-later-nobody = Saved. This affects nobody.
impact-saved-later = Saved. Once provisioning is on again: { $parts }.
impact-saved-never = Saved. Provisioning has not run yet, so nothing happens until you turn it on.
impact-saved-unknown = Saved. It is not known who this affects; the provisioning log will show it.
impact-unassigned-next = Removed. In the next cycle, in addition to its usual changes: { $parts }.
impact-unassigned-next-nobody = Removed. This affects nobody.
impact-unassigned-later-nobody = Removed. This affects nobody.
impact-unassigned-later = Removed. Once provisioning is on again: { $parts }.
impact-unassigned-never = Removed. Provisioning has not run yet, so nobody loses an account.
impact-unassigned-unknown = Removed. It is not known who this affects; the provisioning log will show it.
impact-done-connect = Saved.
impact-done-stop = Provisioning is paused.
impact-turned-on = Provisioning is on. Expected in the first cycle: { $parts }.
impact-turned-on-again = Provisioning is on. Expected in the next cycle: { $parts }.
impact-turned-on-unknown = Provisioning is on. It is not known what the next cycle will do; the provisioning log will show it.
impact-kept-save = Not saved. What you edited is still here.
impact-kept-connect = Not saved. What you edited is still here.
impact-kept-turnon = Provisioning was left off.
impact-kept-unassign = Nothing was removed.
impact-kept-stop = Provisioning continues.
impact-kept-again = Nothing was restarted.
impact-kept-failed = Nothing was restarted.
impact-kept-full = Nothing was cleared.
impact-kept-demand = Nothing was done.
impact-kept-deletes = The deletions are still held back.
impact-title-undo = Before this is undone
impact-when-undo = Undoing this turns provisioning off. Nobody in CloudGate changes.
impact-undo = &Undo
impact-undo-anyway = &Undo anyway
impact-not-undo = &Keep as it is
impact-kept-undo = Nothing was undone.
