cli-description = Sets up automatic user provisioning from Microsoft Entra ID to CloudGate. Without a command, the window opens.
cli-overwrite = replace the file if it exists; without this, you are asked
cli-overwrite-ask = { $file } exists already. Replace it?
cli-json = machine-readable JSON on standard output
cli-practice-help = the practice company: a simulated Entra tenant and a simulated CloudGate on this computer
cli-practice-serve-help = serve it until interrupted
cli-practice-faults-help = list the faults that can be turned on
cli-practice-people = how many people to generate (60)
cli-practice-seed = the same number generates the same company (1)
cli-practice-strictness-help = list the behaviors of the practice Entra that have a strict and a lenient form
cli-practice-strict = set a behavior to its strict form; may be given several times
cli-practice-lenient = set a behavior to its lenient form; may be given several times
cli-practice-fault = turn a fault on; may be given several times
cli-practice-port = port of the practice CloudGate (any free one)
cli-practice-keep = load the company from this file and save changes to it; secrets are not saved
cli-practice-until-eof = stop when standard input ends
cli-practice-serving = Serving until you press Ctrl+C. With --json, tokens and keys are printed too.
cli-steps-help = list the twelve steps
cli-setups-help = saved setups
cli-setups-list-help = list them
cli-setups-show-help = show one
cli-setups-delete-help = delete one, including its token in the key store
cli-setups-id = a saved setup: its ID, the beginning of its ID, or its name
cli-setups-none = There are no saved setups.
cli-setups-deleted = Deleted { $id }.
cli-setups-keep-token = leave its token in the key store, for example if the key store cannot be unlocked
cli-setups-keep-token-hint = Its token could not be removed, so nothing was deleted. With --keep-token, only the setup is deleted.
cli-setups-token-stays = Its token is still in the key store, in the entry “{ $entry }”.
cli-setups-damaged = damaged; it cannot be opened, only deleted
cli-setups-unreadable = Cannot be read: { $file } ({ $code })
cli-practice-mark = practice
cli-check-help = test the connection to CloudGate the way Entra does
cli-check-url = Tenant URL
cli-check-token = read the secret token from standard input
cli-check-ca = PEM file of an additional certificate authority to trust; may be given several times
cli-check-ok = Entra can connect with this URL and token, as far as this computer can check.
cli-setup-help = the same steps, in the terminal
cli-setup-failed = { $what }. { $why }
cli-setup-next = What to do: { $next }
cli-setup-code = Open { $uri } and enter the code { $code }
cli-yes = y
cli-yes-long = yes
cli-no = n
cli-no-long = no
cli-ask-choices = { $default ->
    [yes] [Y/n]
   *[no] [y/N]
}
cli-ask-again = “{ $answer }” is neither yes nor no. Type y or n.
cli-interrupted = Interrupted.
cli-output-failed = The output could not be written: { $reason }. What was printed is not complete.
cli-exit-title = Exit codes:
cli-exit-0 = done; no problem was found
cli-exit-1 = it failed, or a problem was found
cli-exit-2 = wrong usage or unusable input
cli-exit-3 = stopped because a decision is needed, or because the plan exceeds the limits; nothing of it was done
cli-exit-130 = interrupted with Ctrl+C
cli-example-title = Examples:
cli-completion-help = print a script that completes commands, options and files in your shell
cli-completion-shell = the shell to print it for
cli-man-help = print the manual page
cli-man-name = set up automatic user provisioning from Microsoft Entra ID to CloudGate
cli-man-cloudgate-setup-data = A different folder for saved setups.
cli-man-cloudgate-setup-debug = If set, the traceback of a program error is printed too. It may show what you typed.
cli-man-no-color = If set, nothing is colored.
cli-setups-yes = delete without asking
cli-setups-delete-ask = Delete the saved setup “{ $name }” ({ $id }){ $token ->
    [deleted] {" "}and its secret token in the key store
    [kept] , but leave its secret token in the key store
   *[none] {""}
}?
cli-setups-head-id = Id
cli-setups-head-changed = Changed
cli-setups-head-name = Setup and step
cli-steps-head-number = No.
cli-steps-head-id = Id
cli-steps-head-title = Step
cli-steps-head-tutorial = Tutorial
cli-steps-tutorial = T1 to T37 number the steps of Microsoft’s tutorial for Soloinsight-CloudGate SSO, in its order.
cli-practice-head-fault = Fault
cli-practice-head-does = What it does
cli-practice-head-name = What
cli-practice-starting = Starting the practice company
cli-practice-inventing = Generating the practice company
cli-mappings-head-function = Function
cli-mappings-head-does = What it does
cli-mappings-checking = Checking the mappings
cli-mappings-who-more = {" "}and { $count } more (--json lists all)
cli-check-working = Testing the connection
cli-doctor-finding = Trying addresses
cli-doctor-head-tried = Tried
cli-doctor-head-classic = Without the flag
cli-doctor-head-standard = With the flag
cli-doctor-head-url = Address
cli-doctor-head-guess = Variant
cli-doctor-head-answer = Answer
cli-rehearse-fingerprint = Calculating the fingerprint
cli-files-reading = Reading the files
cli-rehearse-planning = Calculating what would happen
cli-rehearse-matching = Comparing the values for matching
cli-support-reading = Reading the support file
cli-support-scanning = Looking for credentials
cli-support-comparing = Comparing
cli-mappings-help = try expressions, and check and compare mappings, offline
cli-mappings-eval = evaluate an expression, or a file of cases
cli-mappings-expression = the expression, such as Join(" ", [givenName], [surname])
cli-mappings-attributes = JSON object of source attributes: name to text, number, boolean, list or null
cli-mappings-now = the time that Now() returns, in ISO 8601; the current time if left out
cli-mappings-cases = JSON list of cases with expression, attributes and expected; prints each failure
cli-mappings-check = check a synchronization schema
cli-mappings-schema = a synchronization schema, as exported from Graph or the portal
cli-mappings-people = file of people, as for “rehearse”: JSON or CSV; also checks the mappings on these people
cli-mappings-diff = compare what two schemas do
cli-mappings-functions = list the functions, or explain one
cli-mappings-function = a function’s name
cli-mappings-nothing = (no value)
cli-mappings-dropped = (the attribute is left out)
cli-mappings-miss = FAILED { $id }
cli-mappings-other = { $trust ->
    [ambiguous] unclear { $id }: the documentation does not say
   *[other] doubtful { $id }: what the documentation prints does not follow from its rules
}
cli-mappings-case-expected = expected: { $value }
cli-mappings-case-result = result: { $value }
cli-mappings-case-why = why: { $why }
cli-mappings-count = { $met } of { $trusted } consistent cases passed; { $others } others are listed above
cli-mappings-who = affects { $who }
cli-mappings-findings = { $count ->
    [0] Nothing found.
    [one] 1 finding.
   *[other] { $count } findings.
} { $people ->
    [0] No people were checked.
    [one] 1 person was checked.
   *[other] { $people } people were checked.
}
cli-mappings-differences = { $count ->
    [0] No difference.
    [one] 1 difference.
   *[other] { $count } differences.
}
cli-mappings-elsewhere = Not for this application: { $where }.
cli-mappings-optional = may be skipped
cli-mappings-repeats = may be repeated
cli-diff-added = { $kind }: { $part } { $name } added: { $new }
cli-diff-removed = { $kind }: { $part } { $name } removed: { $old }
cli-diff-changed = { $kind }: { $part } { $name }, { $field }: { $old } → { $new }
cli-check-matching = the matching attribute of your mappings; userName if left out
cli-doctor-help = list and explain the doctor’s rules, find the right Tenant URL, and test PATCH requests
cli-doctor-list = print every rule: its ID, its layer, who can fix it, what it recognizes
cli-doctor-show = print everything that is known about one finding: its cause, its fix, its layer, who can fix it
cli-doctor-id = the finding’s ID; check prints it in brackets, and doctor list prints all of them
cli-doctor-find = try likely variants of the address, read-only
cli-doctor-patch = test on temporary test objects what Entra will send, with and without the PATCH flag, and delete them
cli-doctor-schema = mappings to test, as exported from step 7 or from Graph; by default those of the gallery application
cli-doctor-users-only = do not test groups
cli-doctor-agree = agree that temporary test objects are created in CloudGate
cli-doctor-recorded = (tested on recorded data)
cli-doctor-advice = advice
cli-doctor-cause = cause
cli-doctor-count = { $count } rules
cli-doctor-answers = { $how ->
    [good] answers as Entra expects
   *[no] answers { $status }
}
cli-doctor-find-none = None of them answers like a SCIM service. Copy the Tenant URL from the Admin Console again.
cli-check-evidence = print a page for each server defect: request, answer, the rule it breaks, and the expected answer
cli-doctor-recognises = Recognizes:
cli-doctor-fix = What to do:
cli-doctor-why = Why:
cli-doctor-standard = The rule that the server breaks:
cli-doctor-kind = Kind:
cli-doctor-layer = Layer:
cli-doctor-layer-computer = on this computer
cli-doctor-layer-url = the address
cli-doctor-layer-name = the name of the server
cli-doctor-layer-connection = between here and the server
cli-doctor-layer-tls = certificates and encryption
cli-doctor-layer-http = what answers at the address
cli-doctor-layer-token = the secret token
cli-doctor-layer-service = what CloudGate answers
cli-doctor-layer-entra = what Entra sees when it connects
cli-doctor-layer-graph = signing in, and Microsoft Graph
cli-doctor-layer-changes = what CloudGate does with changes
cli-doctor-layer-job = the synchronization job and its log
cli-doctor-sample = An ellipsis stands for what is known only when it is found, as do the name CloudGate and the number 2. Where the words depend on what is found, one form is shown.
cli-rehearse-help = what the first sync would do, by name and with reasons; nothing is written
cli-rehearse-practice = use the practice company’s people, groups, accounts and mappings
cli-rehearse-people = how many people the practice company has; or a file: JSON with people, groups and assignments, or the portal’s CSV of users
cli-rehearse-schema = a synchronization schema, as exported from Graph or the portal
cli-rehearse-accounts = JSON file of CloudGate’s accounts: a list, a SCIM list, or an object with users and groups; no accounts if left out
cli-rehearse-flag = as if with the feature flag aadOptscim062020 in the Tenant URL
cli-rehearse-json = the whole plan as JSON
cli-rehearse-csv = a table for spreadsheets
cli-rehearse-html = a page for the browser
cli-rehearse-match-audit = show instead the values that would cause matching problems; exit code 1 if somebody would fail or get a second account
cli-rehearse-limit = how many people may be disabled or deleted before the exit code is 3; never more than 10%
cli-rehearse-title = What the first sync would do
cli-rehearse-digest = Fingerprint of the plan: { $digest }
cli-why-help = why somebody is created, changed or left out: every step with its values
cli-why-name = a name, username, address or ID
cli-why-link-linked = Entra has linked it to the CloudGate account { $target }.
cli-why-link-none = Entra has not linked it to an account. The matching attributes decide which account is used.
cli-why-link-untold = It is not known whether Entra has linked it already: this tenant or this sign-in does not show it.
cli-why-nobody = No user or group is named { $name }.
cli-why-several = { $count } users or groups match. Give more of the name, the username or the ID:
cli-rehearse-setup = a saved setup: its ID, the beginning of its ID, or its name; you sign in with a code, read-only
cli-rehearse-forms = A file of people is a JSON list of objects with source attributes, Graph’s answer to /users, the portal’s CSV of users, or an object with “people”, “groups” (displayName, members, securityEnabled) and “assignments”. A file of accounts is a JSON list of SCIM resources, a SCIM list response, or an object with “users” and “groups”. docs/files.md describes them.
cli-rehearse-scope = who is in scope; everybody if the file has no assignments
cli-rehearse-token = for a saved setup: read the secret token from standard input instead of the key store
cli-rehearse-all = show everybody, even in long lists
cli-rehearse-against = a plan saved with --json: show what has changed since
cli-rehearse-account = Signed in as { $account }, { $tenant }. Read-only: this program refuses to send changes.
cli-rehearse-counted = { $what }: { $done }{ $total ->
    [0] {""}
   *[other] {" "}of { $total }
}
cli-rehearse-lead = { $people ->
    [one] 1 person
   *[other] { $people } people
}, { $groups ->
    [one] 1 group
   *[other] { $groups } groups
}; { $scope ->
    [all] everybody is in scope
   *[assigned] only assigned users and groups are in scope
}
cli-rehearse-heading = { $verdict }: { $kind ->
    [Group] { $count ->
        [one] 1 group
       *[other] { $count } groups
    }
   *[User] { $count ->
        [one] 1 person
       *[other] { $count } people
    }
}
cli-rehearse-later = set at the end of the cycle, when the accounts exist: { $managers ->
    [one] the manager of 1 person
   *[other] the managers of { $managers } people
}, { $groups ->
    [one] the members of 1 group
   *[other] the members of { $groups } groups
}
cli-rehearse-more = … and { $count } more (--all shows everybody)
cli-rehearse-with = { $reason } ({ $name })
cli-rehearse-counts = { $kind ->
    [Group] Groups
   *[User] People
}: { $counts }
cli-rehearse-beyond = This plan exceeds the limits: { $gone ->
    [one] 1 person
   *[other] { $gone } people
} of { $people } would be disabled or deleted. The limit is { $most }, and never more than { $percent }%. Review them first; --limit sets another limit.
cli-rehearse-same = No differences from the other plan.
cli-rehearse-difference = { $how ->
    [new] new in this plan
    [gone] no longer in this plan
   *[other] different from the other plan
}: { $count }
cli-rehearse-other-facts = { $file } was calculated for another tenant, CloudGate, scope or mapping. It was compared anyway.
cli-check-no-groups = not needed: groups are not provisioned
cli-why-unknown = Not known here: { $names }
cli-rehearse-partial = accept files that contain only part of a list; the result is marked
cli-rehearse-is-partial = Incomplete: the files contain only part of these lists: { $parts }
cli-rehearse-nobody = The plan is empty: no people were read.
cli-match-audit-nobody = Nobody was checked: nobody is in scope.

cli-status-help = tell how a setup is doing, for a person or a monitor; it only reads
cli-status-title = { $name }: { $state }
cli-status-more = and { $count } more; --json lists everybody
cli-status-well = Nothing needs your attention.
cli-replace-help = replace the secret token; nobody loses access if it fails
cli-replace-done = { $name }: Entra has the new token and has tested it. The old token is no longer stored on this computer.
cli-replace-finished = An earlier replacement had been interrupted after Entra accepted the new token. It is now complete.
cli-replace-old-left = The old token could not be removed from the key store. Delete the entry “{ $entry }” there.
cli-care-setup = ID (or its beginning) or name of the saved setup
cli-care-certificate = PEM file with the private key and certificate of your own app registration, to sign in without a person; or AZURE_CLIENT_CERTIFICATE_PATH
cli-care-client = application (client) ID of that app registration; or AZURE_CLIENT_ID
cli-history-help = what a setup has changed in Entra, and what came of it
cli-history-setup = name or ID of a saved setup
cli-history-none = This setup has not changed anything yet.
cli-history-newer = A newer version of this program wrote this history (format version { $version }). It is not shown.
cli-history-damaged = Line { $line } of the history is damaged or missing. The other lines are shown.
cli-history-head-number = Number
cli-history-head-when = When (UTC)
cli-history-head-what = What
cli-history-head-change = Before → after
cli-history-head-by = By
cli-history-head-outcome = Outcome
cli-undo-help = undo changes of a setup in Entra, after showing what that does
cli-undo-only = undo this change only
cli-undo-to = undo this change and all later ones
cli-undo-all = undo everything this program has changed
cli-undo-yes = agree without being asked; COUNT is the number that the plan names
cli-undo-account = Signed in as { $account }, { $tenant }.
cli-undo-nothing = There is nothing to do in Entra.
cli-undo-confirm = Nothing was changed. To do this, add: --yes { $number }
cli-undo-ask = Do this ({ $count })?
cli-undo-done = { $count ->
    [one] 1 change was undone.
   *[other] { $count } changes were undone.
}
cli-undo-missed = { $count ->
    [one] 1 change is not as it was shown anymore and was left.
   *[other] { $count } changes are not as they were shown anymore and were left.
}
cli-practice-live-help = let days go by in the company of a practice setup, to try status on it
cli-practice-days = days that go by, up to 60; some people change on each of them
cli-practice-edit = what a colleague changes in the portal first: mapping, deletion-limit, unassign, stop; may be repeated
cli-practice-fault-on = fault to turn on first; may be repeated
cli-practice-fault-off = fault to turn off first; may be repeated
cli-practice-living = Days go by in the practice company
cli-practice-lived = In the practice company it is now { $now } UTC.
cli-practice-lived-days = { $days ->
    [one] On that day
   *[other] On those { $days } days
}, { $people ->
    [0] nobody changed
    [one] 1 person changed
   *[other] { $people } people changed
}. Provisioning: { $what }.
cli-practice-lived-nothing = nothing was written to CloudGate
cli-practice-lived-action = { $action ->
    [create] { $count } created
    [update] { $count } updated
    [disable] { $count } disabled
    [delete] { $count } deleted
    [failure] { $count } failed
   *[other] { $count } { $action }
}
