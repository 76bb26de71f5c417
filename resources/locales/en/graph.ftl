graph-wait-app = The new application is not available everywhere in Entra yet; checking again { $seconds ->
        [0] now
       *[other] in { $seconds } s
    }.
graph-wait-added = Checking whether the application was added; checking again { $seconds ->
        [0] now
       *[other] in { $seconds } s
    }.
graph-wait-templates = Entra is preparing provisioning for the application; checking again { $seconds ->
        [0] now
       *[other] in { $seconds } s
    }.
graph-wait-job = The application is not available in the provisioning service yet; trying again { $seconds ->
        [0] now
       *[other] in { $seconds } s
    }.
graph-wait-save = Entra is still applying the settings; trying again { $seconds ->
        [0] now
       *[other] in { $seconds } s
    }.
graph-wait-assign = The new application’s roles are not available in Entra yet; trying again { $seconds ->
        [0] now
       *[other] in { $seconds } s
    }.
graph-reading-people = Reading people from Entra
graph-reading-groups = Reading groups from Entra
graph-reading-members = Reading the members of the group
graph-reading-log = Reading the provisioning log
graph-signin-browser = Waiting for you to sign in with the browser
graph-signin-device = Waiting for you to enter the code
graph-signin-done = You are signed in
    .body = You can close this page and go back to CloudGate Provisioning Setup.
graph-signin-failed = You are not signed in
    .body = Close this page and go back to CloudGate Provisioning Setup; it shows the reason and what to do.
graph-wait-members = Entra does not show the members of a group yet; checking again { $seconds ->
        [0] now
       *[other] in { $seconds } s
    }.
graph-reading-without = Entra does not show { $names } to this sign-in; continuing without them.
