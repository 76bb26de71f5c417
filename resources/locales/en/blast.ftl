# What a change would do to people, before it is made.

blast-looking = Looking at what this would do to people
blast-settings = Reading what Entra has now
blast-computing = Computing what this would do
blast-title-save = Before this is saved
blast-title-turnon = Before provisioning is turned on
blast-title-connect = Before the connection is saved
blast-title-unassign = Before the assignment is removed
blast-title-stop = Before provisioning is stopped
blast-title-again = Before provisioning is restarted
blast-title-failed = Before provisioning is restarted
blast-title-full = Before all state is cleared
blast-title-deletes = Before held-back deletions are carried out
blast-title-demand = Before this user is provisioned now
blast-when-demand = This user is not in scope, so that Entra would do this at once:
blast-when-connect = These people have accounts that Entra would lose track of:
blast-when-stop = Stopping provisioning disables nobody.
blast-when-next = The next cycle would do this, besides what it does anyway:
blast-when-later = Provisioning is off now. Once you turn it on, its next cycle would do this, besides what it does anyway:
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
blast-nothing = nothing to anybody
blast-not-known = What this does to people is not known
blast-fact-disabling-ends = Nobody would be disabled any more: people who leave keep their active account in CloudGate.
blast-fact-disabling-begins = From now on people who leave are disabled. Those who left earlier may be too, if Entra remembers their accounts.
blast-fact-deleting-ends = People who are permanently deleted in Entra would keep their account in CloudGate.
blast-fact-deleting-begins = From now on people who are permanently deleted in Entra are deleted in CloudGate.
blast-fact-groups-end = Groups in CloudGate stay as they are; nobody is added to them or taken out any more.
blast-fact-leavers-stay = From now on nobody is created, changed or disabled. People who leave keep their access to CloudGate until provisioning is started again.
blast-fact-leavers-forgotten = Entra forgets which account belongs to which user. People who have left scope and are not disabled yet keep their access: Entra no longer knows their accounts.
blast-fact-old-application-left = In the application behind the old Tenant URL all accounts stay as they are. Entra disables nobody there any more, so that people who leave keep their access.
blast-fact-new-application-unknown = Entra goes on with the account ids of the old application. In the new one its changes fail, or reach an account that has the same id by chance, until provisioning is restarted with “Clear all state and match again”.
blast-fact-second-accounts = Those who are created here may have an account already that matching does not find. They would then have two.
blast-note-unassign = To be removed: { $names }. You can assign the same ones again; access is back after a cycle then.
blast-note-held = Entra holds removals back when a cycle has more than { $limit } of them. Nobody is disabled or deleted then until somebody allows it on step 12.
blast-note-scope-only = CloudGate could not be read: { $what }. These are the people who enter and leave scope. Which of them really have an account, and whose values change, is not known.
blast-note-unknown = { $what }. { $why } You can go on all the same; the provisioning log will show it.
blast-note-later = People who left scope while provisioning was off are disabled too, if Entra remembers their accounts. They are not listed here.
blast-note-later-again = People who left scope and are not disabled yet are disabled too, if Entra remembers their accounts. They are not listed here.
blast-note-later-failed = People who left scope and are not disabled yet are disabled too, if Entra remembers their accounts. They are not listed here.
blast-note-later-full = Everybody in scope is looked up in CloudGate again, by the matching attributes.
blast-note-later-deletes = Whoever left scope since the last cycle is removed as well.
blast-note-many = { $planned ->
    [0] Far more people are created than you have seen so far.
   *[other] The preview showed { $planned } creations. These are far more.
}
blast-note-kept = Entra hides whether it leaves people alone who leave scope. Here they count as disabled.
blast-all = Everything ({ $count })
blast-group-disable = Disabled ({ $count })
blast-group-delete = Deleted ({ $count })
blast-group-clash = Problems ({ $count })
blast-group-create = Created ({ $count })
blast-group-update = Updated ({ $count })
blast-groups = What happens
blast-find = Filter by name or reason…
blast-table = Who is concerned
blast-column-what = Would
blast-column-name = Name
blast-column-kind = Kind
blast-column-why = Why / what changes
blast-number = To go on, type how many are disabled or deleted: { $count }
    .help = This is asked when more than { $limit } lose access at once: a tenth of the people, at most 20.
blast-number-connect = To go on, type how many accounts Entra loses track of: { $count }
    .help = This is asked when more than { $limit } are concerned at once: a tenth of the people, at most 20.
blast-number-full = To go on, type how many are disabled, deleted or created: { $count }
    .help = This is asked when more than { $limit } are concerned at once: a tenth of the people, at most 20.
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
blast-deletes = &Carry out
blast-deletes-anyway = &Carry out anyway
blast-demand = &Provision now
blast-not-demand = &Do nothing
blast-not-connect = &Do not save
blast-not-unassign = &Keep the assignment
blast-not-stop = &Leave it running
blast-not-again = &Do not restart
blast-not-failed = &Do not restart
blast-not-full = &Do not clear
blast-not-deletes = &Keep holding them back
blast-not-save = &Do not save
blast-not-turnon = &Leave it off
blast-saved-next = Saved. The next cycle does, besides what it does anyway: { $parts }.
blast-saved-later = Saved. Once provisioning is on again: { $parts }.
blast-saved-never = Saved. Provisioning has not run yet, so nothing happens to anybody before you turn it on.
blast-saved-unknown = Saved. What it does to people is not known; the provisioning log will show it.
blast-unassigned-next = Removed. The next cycle does, besides what it does anyway: { $parts }.
blast-unassigned-later = Removed. Once provisioning is on again: { $parts }.
blast-unassigned-never = Removed. Provisioning has not run yet, so nobody loses an account.
blast-unassigned-unknown = Removed. What it does to people is not known; the provisioning log will show it.
blast-done-connect = Saved.
blast-done-stop = Provisioning is stopped.
blast-turned-on = The first cycle does: { $parts }.
blast-turned-on-again = The next cycle does: { $parts }.
blast-turned-on-unknown = What the next cycle does to people is not known; the provisioning log will show it.
blast-kept-save = Not saved. What you edited is still here.
blast-kept-connect = Not saved. What you edited is still here.
blast-kept-turnon = Provisioning was left off.
blast-kept-unassign = Nothing was removed.
blast-kept-stop = Provisioning goes on.
blast-kept-again = Nothing was restarted.
blast-kept-failed = Nothing was restarted.
blast-kept-full = Nothing was cleared.
blast-kept-demand = Nothing was done.
blast-kept-deletes = The deletions are still held back.
