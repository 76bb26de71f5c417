turnon-starting = Turning provisioning on
turnon-waiting = Waiting until Entra reports it as running (now: { $state })
turnon-button = &Turn provisioning on
turnon-on = Provisioning is on
turnon-on-help = Read back from Entra just now. The first cycle has begun or begins within minutes.
turnon-off = Provisioning is off
turnon-off-help = Nothing reaches CloudGate until you turn it on. You can stop it at any time on the next step.
turnon-summary = What you chose
turnon-to-step = Change
turnon-row-tenant = Entra tenant
turnon-row-application = Application
turnon-row-url = Tenant URL
turnon-row-assigned = Assigned
turnon-row-scope = Scope
turnon-row-users = User mappings
turnon-row-groups = Group mappings
turnon-row-mail = On failure
turnon-row-limit = Accidental deletions
turnon-row-preview = Preview
turnon-assigned = { $users ->
    [one] one user
   *[other] { $users } users
}, { $groups ->
    [one] one group
   *[other] { $groups } groups
}
turnon-scope-assigned = only assigned users and groups
turnon-scope-all = all users and groups
turnon-filters = { $count ->
    [0] no scoping filter
    [one] one scoping filter
   *[other] { $count } scoping filters
}
turnon-mail = e-mail to { $address }
turnon-no-mail = nobody is notified
turnon-limit = held back beyond { $limit } per cycle
turnon-no-limit = no limit
turnon-mappings = { $count ->
    [0] as the application ships them
    [one] 1 differs from what the application ships
   *[other] { $count } differ from what the application ships
}
turnon-groups-off = switched off
turnon-preview = { $create } created, { $update } updated, { $disable } disabled, { $skip } skipped, { $clash } to solve first
turnon-preview-none = not looked at
turnon-not-known = not known yet
turnon-cycles = After the first cycle Entra looks for changes about every { $minutes } minutes. The interval cannot be changed.
turnon-unsettled = { $count ->
    [one] One earlier step needs a look first: { $names }.
   *[other] Earlier steps need a look first: { $names }.
}
turnon-other-job = “{ $name }” writes to the same Tenant URL.
