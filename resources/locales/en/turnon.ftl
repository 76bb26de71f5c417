turnon-starting = Turning provisioning on
turnon-waiting = Waiting until Entra reports it as running (now: { $state })
turnon-button = &Turn provisioning on
turnon-on = Provisioning is on
turnon-on-help = Confirmed with Entra. The first cycle has started or starts within minutes.
turnon-off = Provisioning is off
turnon-off-help = Nothing reaches CloudGate until you turn it on. You can pause it at any time on the next step.
turnon-summary = Summary
turnon-to-step = Change
turnon-row-tenant = Entra tenant
turnon-row-application = Application
turnon-row-url = Tenant URL
turnon-row-assigned = Assigned
turnon-row-scope = Scope
turnon-row-users = User mappings
turnon-row-groups = Group mappings
turnon-row-mail = On failure
turnon-row-limit = Accidental deletion threshold
turnon-row-preview = Preview
turnon-assigned = { $users ->
    [one] 1 user
   *[other] { $users } users
}, { $groups ->
    [one] 1 group
   *[other] { $groups } groups
}
turnon-scope-assigned = only assigned users and groups
turnon-scope-all = all users and groups
turnon-filters = { $count ->
    [0] no scoping filter
    [one] 1 scoping filter
   *[other] { $count } scoping filters
}
turnon-mail = email to { $address }
turnon-no-mail = nobody is notified
turnon-limit = Entra pauses if one cycle would disable or delete more than { $limit }
turnon-no-limit = no limit
turnon-mappings = { $count ->
    [0] default
    [one] 1 changed from the default
   *[other] { $count } changed from the default
}
turnon-groups-off = turned off
turnon-preview = { $create } to create, { $update } to update, { $disable } to disable, { $skip } skipped, { $clash } blocking
turnon-preview-none = no preview yet
turnon-not-known = not known yet
turnon-cycles = After the first cycle, Entra checks for changes about every { $minutes } minutes. The interval cannot be changed.
turnon-unsettled = { $count ->
    [one] 1 earlier step is not finished: { $names }.
   *[other] { $count } earlier steps are not finished: { $names }.
}
turnon-unsettled-help = If you turn provisioning on now, Entra uses what was saved before.
turnon-mappings-unsaved = { $saved }; your changes are not saved yet
turnon-other-job = “{ $name }” also provisions to this Tenant URL.
