# How a setup is doing after the first sync: the status command and the Health page. What was changed stands in drift.ftl.

health-reading = Reading from Entra
health-token-testing = Testing the connection with the new token
health-token-entra = Entra is testing the new token
health-token-saving = Saving the new token in Entra

health-state-running = Running
health-state-starting = First cycle in progress
health-state-off = Off
health-state-quarantine = In quarantine
health-state-no-job = Not set up
health-state-gone = Application not found

health-cycle = { $next ->
        [none] The last cycle ended { $last }. No next cycle is scheduled.
       *[other] The last cycle ended { $last }; the next one starts about { $next }.
    }
health-no-cycle = No cycle has ended yet.
health-counts = { $users ->
        [one] 1 user
       *[other] { $users } users
    } and { $groups ->
        [one] 1 group
       *[other] { $groups } groups
    } { $state ->
        [running] are kept up to date.
       *[held] were synchronized so far.
    }
health-days = Last 30 days: { $written ->
        [one] 1 change
       *[other] { $written } changes
    } written to CloudGate, { $failed ->
        [one] 1 failure
       *[other] { $failed } failures
    } (a user or group that fails counts once a day).
health-log-error = The provisioning log could not be read ({ $code }), so changes and failures are not known.
health-quarantine = In quarantine since { $began }. { $next ->
        [none] Entra names no next attempt.
       *[other] Next attempt: { $next }.
    }
health-token-age = { $known ->
        [yes] { $days ->
            [0] The secret token was saved today; the token does not say when it expires.
            [one] The secret token was saved 1 day ago; the token does not say when it expires.
           *[other] The secret token was saved { $days } days ago; the token does not say when it expires.
        }
       *[no] How old the secret token is, and when it expires, is not known here.
    }
health-token-end = { $left ->
        [0] The secret token expires within a day ({ $date }).
        [one] The secret token expires in 1 day ({ $date }).
       *[other] { $known ->
            [yes] The secret token expires on { $date } ({ $left } days); it was saved { $days } days ago.
           *[no] The secret token expires on { $date } ({ $left } days).
        }
    }
health-first-look = This is the first look at this setup. From now on, changes made in the portal are recognized.

health-head-name = Name
health-head-since = Since
health-head-cycles = Cycles
health-head-why = Why

health-why-code = Entra’s error code: { $code }
health-why-unknown = The log gives no reason.
health-why-answer = CloudGate answered “{ $answer }”. { $why }
health-why-reason = { $why }. Entra says: { $reason }
health-fix-unknown = Open the entry in Entra’s provisioning log and look up the error code { $code }.

health-need-gone = The application is no longer in the tenant
    .fix = It was deleted. Within 30 days it can be restored in Entra under App registrations, Deleted applications. Accounts in CloudGate are not affected.
health-need-no-job = Provisioning is no longer set up for this application
    .fix = Open the setup, and connect Entra to CloudGate again on step 6.
health-need-off = Provisioning is off
    .fix = Nobody is created, updated or disabled until it is turned on again on step 11.
health-need-quarantine = { $off ->
        [none] Provisioning is in quarantine
       *[other] Provisioning is in quarantine; Entra turns it off on { $off }
    }
    .fix = Fix the cause that is named here. Then restart provisioning on step 12.
health-need-deletions = { $count ->
        [0] Entra holds deletions back until somebody allows them
        [one] Entra holds 1 deletion back until somebody allows it: { $names }
       *[other] Entra holds { $count } deletions back until somebody allows them: { $names }
    }
    .fix = Review these users on step 12. Allow the deletions there, or correct the scope that removed them.
health-need-token-missing = Entra has no secret token
    .fix = Replace the token.
health-need-token-ended = The secret token expired on { $date }
    .fix = Get a new one from CloudGate and replace it. Nobody is created, updated or disabled meanwhile.
health-need-token-ends = { $days ->
        [0] The secret token expires within a day ({ $date })
        [one] The secret token expires in 1 day ({ $date })
       *[other] The secret token expires in { $days } days ({ $date })
    }
    .fix = Get a new one from CloudGate and replace it before that. Nobody loses access.
health-need-failing = { $count ->
        [one] 1 user or group fails in every cycle, since { $since }
       *[other] { $count } users and groups fail in every cycle, the first since { $since }
    }
    .fix = Each of them is listed with the reason and what to do.
health-need-drift = { $count ->
        [one] 1 setting was changed in the portal
       *[other] { $count } settings were changed in the portal
    }
    .fix = On the Health page, under “Changed in the portal”, keep the change or undo it.

health-off-tried = Provisioning is off: this practice company starts that way. Turn it on on step 11 to run a cycle.
health-off-recorded = Provisioning was off, as the customer had left it.
health-off-here = Provisioning is off, as you left it. Nobody is provisioned until you resume it.

health-drift-title = Changed in the portal

# --- the page

health-not-looked = Reading from Entra…
health-sign-in = Sign in on step 2 to read from Entra. What is shown here is from the last look.
health-sentence = Read from Entra { $time }. { $count ->
        [0] Nothing needs your attention.
        [one] 1 thing needs your attention.
       *[other] { $count } things need your attention.
    }
health-look = Refresh
health-pause = Pause provisioning…
health-resume = Resume provisioning
health-keeping = Keeping the change
health-tile-state = provisioning
health-tile-state-next = { $time ->
        [none] no next cycle
       *[other] next cycle about { $time }
    }
health-tile-users = users synchronized so far
health-tile-users-groups = { $state ->
        [running] users kept up to date
       *[held] users synchronized so far
    }, and { $groups ->
        [one] 1 group
       *[other] { $groups } groups
    }
health-tile-failing = users and groups fail in every cycle
health-tile-token = since the secret token was saved
health-tile-token-left = until the secret token expires
health-token-days = { $days ->
        [one] 1 day
       *[other] { $days } days
    }
health-days-title = Changes each day
health-written = written
health-failed = failed
health-days-from = 30 days ago
health-days-today = today
health-day-tip = { $day }: { $written } written, { $failed } failed
health-needs-title = Needs your attention
health-failing-title = Failing users and groups
health-failing-none = Nobody fails.
health-failing-unknown = Not looked yet.
health-to-preview = Preview
health-to-watch = Provisioning log and restart
health-drift-none = Nothing was changed since the last look.
health-drift-unknown = Not looked yet.
health-drift-more = and { $count } more
health-drift-show = Show the effect
health-drift-keep = Keep
health-drift-undo = Undo…
health-drift-by-hand = This can only be undone in the portal.
health-drift-reading = Reading from Entra before undoing
health-drift-again = Somebody changed this again in the meantime, so nothing was undone
health-drift-again-what = { $changes } Decide again with what Entra has now.
health-drift-filled = The earlier settings are filled in
health-drift-filled-steps = Check them, then save them. The change is undone once this is saved: { $steps }.
health-effect-title = Effect of the change
health-effect-none = Nobody is affected.
health-effect-unknown = The effect on people is not known, because one side could not be read.
health-replace-title = Replace the secret token
health-replace-open = Replace token…
health-replace-lead = Create a new token in CloudGate and paste it here. It is tested from this computer and by Entra, saved, and tested again. If anything fails, the old token stays in place.
health-replace-field = New secret token
    .help = It goes to the key store and to Entra, nowhere else. After that, revoke the old one in CloudGate.
health-replace-practice = Use a new practice token
health-replace-go = Replace
health-replace-done = Entra has the new token and has tested it
health-replace-revoke = You can revoke the old token in CloudGate now.
health-replace-old-left = The old token could not be removed from the key store. Delete the entry “{ $entry }” there.
health-replace-cancelled = Cancelled
health-replace-cancelled-text = Entra has the old token or the new one, and both work. Replace it again to be certain.
health-part-job = Provisioning
health-part-settings = Credentials and settings
health-part-schema = Mappings and filters
health-part-assignments = Assignments
