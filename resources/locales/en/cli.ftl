cli-description = From nothing to people being provisioned from Microsoft Entra ID to CloudGate. Without a command the window opens.
cli-json = machine-readable JSON on standard output
cli-practice-help = the practice company: a practice Entra and a practice CloudGate on this computer
cli-practice-serve-help = serve it until interrupted
cli-practice-faults-help = list the faults that can be switched on
cli-practice-people = how many people to invent (60)
cli-practice-seed = equal numbers invent equal companies (1)
cli-practice-strictness-help = list the behavior of the practice Entra that has a strict and a lenient form
cli-practice-strict = switch a behavior to its strict form; may be given several times
cli-practice-lenient = switch a behavior to its lenient form; may be given several times
cli-practice-fault = switch a fault on; may be given several times
cli-practice-port = port of the practice CloudGate (any free one)
cli-practice-keep = come back from this file, and keep in it what happens; secrets are not kept
cli-practice-until-eof = end when standard input ends
cli-practice-serving = Serving until you press Ctrl+C. With --json, tokens and keys are printed too.
cli-steps-help = list the twelve steps
cli-setups-help = saved setups
cli-setups-list-help = list them
cli-setups-show-help = show one
cli-setups-delete-help = delete one, with its token in the key store
cli-setups-id = id of a saved setup
cli-setups-none = There are no saved setups.
cli-setups-deleted = Deleted { $id }.
cli-setups-keep-token = leave its token in the key store, for example when that cannot be unlocked
cli-setups-keep-token-hint = Its token could not be removed, so nothing was. With --keep-token only the setup is deleted.
cli-setups-token-stays = Its token is still in the key store, in the entry “{ $entry }”.
cli-setups-damaged = damaged; it cannot be opened, only deleted
cli-setups-unreadable = Cannot be read: { $file } ({ $code })
cli-practice-mark = practice
cli-check-help = test the connection to CloudGate as Entra will
cli-check-url = Tenant URL
cli-check-token = read the secret token from standard input
cli-check-ca = PEM file of a certificate authority to trust too
cli-check-ok = Entra can connect with this URL and token, as far as this computer can tell.
cli-setup-help = the same journey, in the terminal
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
cli-exit-0 = done; what was looked at is good
cli-exit-1 = it failed, or what was looked at is not good
cli-exit-2 = wrong usage, or input that cannot be used
cli-exit-3 = stopped before something that needs a person’s decision, or a plan that passes the limits; nothing of it was done
cli-exit-130 = interrupted with Ctrl+C
cli-example-title = Examples:
cli-completion-help = print a script that completes commands, options and files in your shell
cli-completion-shell = the shell that it is for
cli-man-help = print the manual page
cli-man-name = set up automatic user provisioning from Microsoft Entra ID to CloudGate
cli-man-cloudgate-setup-data = Another folder for saved setups.
cli-man-cloudgate-setup-debug = If set, the traceback of an error of the program is printed too. It may show what was typed.
cli-man-no-color = If set, nothing is colored.
cli-setups-yes = delete without asking
cli-setups-delete-ask = Delete the saved setup “{ $name }” ({ $id }){ $token ->
    [deleted] {" "}and its secret token in the key store
    [kept] , and leave its secret token in the key store
   *[none] {""}
}?
cli-setups-head-id = Id
cli-setups-head-changed = Changed
cli-setups-head-name = Setup and step
cli-steps-head-number = No.
cli-steps-head-id = Id
cli-steps-head-title = Step
cli-steps-head-tutorial = Tutorial
cli-practice-head-fault = Fault
cli-practice-head-does = What it does
cli-practice-head-name = What
cli-practice-starting = Starting the practice company
cli-practice-inventing = Inventing the practice company
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
cli-doctor-head-guess = What it is
cli-doctor-head-answer = Answer
cli-rehearse-fingerprint = Computing the fingerprint
cli-files-reading = Reading the files
cli-rehearse-planning = Computing what would happen
cli-rehearse-matching = Comparing the values for matching
cli-support-reading = Reading the support file
cli-support-scanning = Looking for credentials
cli-support-comparing = Comparing
cli-mappings-help = try expressions, check and compare mappings, without a network
cli-mappings-eval = evaluate an expression, or a file of cases
cli-mappings-expression = the expression, such as Join(" ", [givenName], [surname])
cli-mappings-attributes = JSON object of source attributes: name to text, number, boolean, list or null
cli-mappings-now = the time that Now() gives, in ISO 8601; the real one when left out
cli-mappings-cases = JSON list of cases with expression, attributes and expected; prints each miss
cli-mappings-check = check a synchronization schema
cli-mappings-schema = a synchronization schema, as Graph or the portal gives it
cli-mappings-people = file of people, as for “rehearse”: JSON or CSV; checks what the mappings do to them
cli-mappings-diff = compare two schemas by meaning
cli-mappings-functions = list the functions, or explain one
cli-mappings-function = a function’s name
cli-mappings-nothing = (no value)
cli-mappings-dropped = (the attribute is left out)
cli-mappings-miss = MISS { $id }
cli-mappings-other = { $trust ->
    [ambiguous] open { $id }: the documentation does not settle it
   *[other] doubtful { $id }: what the documentation prints does not follow from its rules
}
cli-mappings-case-expected = expected: { $value }
cli-mappings-case-result = given: { $value }
cli-mappings-case-why = why: { $why }
cli-mappings-count = { $met } of { $trusted } consistent cases met; { $others } others are listed above
cli-mappings-who = concerns { $who }
cli-mappings-findings = { $count ->
    [0] Nothing found.
    [one] One finding.
   *[other] { $count } findings.
} { $people ->
    [0] People were not looked at.
    [one] One person was looked at.
   *[other] { $people } people were looked at.
}
cli-mappings-differences = { $count ->
    [0] No difference.
    [one] One difference.
   *[other] { $count } differences.
}
cli-mappings-elsewhere = Not for this application: { $where }.
cli-mappings-optional = may be skipped
cli-mappings-repeats = may come again
cli-diff-added = { $kind }: { $part } { $name } added: { $new }
cli-diff-removed = { $kind }: { $part } { $name } removed: { $old }
cli-diff-changed = { $kind }: { $part } { $name }, { $field }: { $old } → { $new }
cli-check-matching = the attribute that finds accounts, as the mappings have it; userName when left out
cli-doctor-help = the doctor's rules, the URL finder, and a try of the PATCH form
cli-doctor-list = print every rule: its id, its layer, who can fix it, what it recognizes
cli-doctor-find = try the addresses that may have been meant, reading only
cli-doctor-patch = try out on temporary test objects what Entra will send, in both forms, and delete them
cli-doctor-schema = mappings to try, as exported from step 7 or from Graph; without it those of the gallery application
cli-doctor-users-only = do not try groups
cli-doctor-agree = agree that this account is created in CloudGate
cli-doctor-recorded = (tested on recorded facts)
cli-doctor-advice = advice
cli-doctor-cause = cause
cli-doctor-count = { $count } rules
cli-doctor-answers = { $how ->
    [good] answers as Entra expects
   *[no] answers { $status }
}
cli-doctor-find-none = None of them answers as a SCIM service does. Copy the Tenant URL from the Admin Console once more.
cli-check-evidence = print a page per server defect: request, answer, the rule it breaks, the expected answer
cli-doctor-recognises = Recognises:
cli-doctor-fix = What to do:
cli-rehearse-help = what the first sync would do, by name and with reasons; nothing is written
cli-rehearse-practice = with the practice company's people, groups, accounts and mappings
cli-rehearse-people = how many people the practice company has; or a file: JSON with people, groups and assignments, or the portal's CSV of users
cli-rehearse-schema = a synchronization schema, as Graph or the portal gives it
cli-rehearse-accounts = JSON of CloudGate's accounts: a list, a SCIM list, or an object with users and groups; none when left out
cli-rehearse-flag = as with the feature flag aadOptscim062020 in the Tenant URL
cli-rehearse-json = the whole plan as JSON
cli-rehearse-csv = a table for spreadsheets
cli-rehearse-html = a page for the browser
cli-rehearse-radar = instead, the values that matching would stumble over; exit code 1 when somebody would fail or be doubled
cli-rehearse-limit = how many people may be disabled or deleted before the exit code is 3; never more than 10 %
cli-rehearse-title = What the first sync would do
cli-rehearse-digest = Fingerprint of the plan: { $digest }
cli-why-help = why somebody is created, changed, left out: every step with its values
cli-why-name = a name, a user name, an address or an id
cli-why-link-linked = Entra has linked it to the CloudGate account { $target }.
cli-why-link-none = Entra has no link for it: it would be matched by the mappings.
cli-why-link-untold = Whether Entra has linked it already is not known here: this tenant or this sign-in does not show it.
cli-why-nobody = Nobody and no group is called { $name }.
cli-why-several = { $count } fit. Give more of the name, the user name or the id:
cli-rehearse-setup = id of a saved setup, as “setups list” shows it; you sign in with a code, for reading only
cli-rehearse-forms = A file of people is a JSON list of objects with source attributes, Graph’s answer to /users, the portal’s CSV of users, or an object with “people”, “groups” (displayName, members, securityEnabled) and “assignments”. A file of accounts is a JSON list of SCIM resources, a SCIM list response, or an object with “users” and “groups”. docs/files.md describes them.
cli-rehearse-scope = who is in scope; all when the file has no assignments
cli-rehearse-token = of a saved setup: read the secret token from standard input, not from the key store
cli-rehearse-all = show everybody, however long the lists
cli-rehearse-against = a plan that was saved with --json: show what is different since
cli-rehearse-account = Signed in as { $account }, { $tenant }. This program only reads: it refuses to send changes.
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
   *[assigned] only who is assigned is in scope
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
cli-rehearse-later = afterwards: { $managers ->
    [one] 1 manager
   *[other] { $managers } managers
}, { $groups ->
    [one] members of 1 group
   *[other] members of { $groups } groups
}
cli-rehearse-more = … and { $count } more (--all shows everybody)
cli-rehearse-with = { $reason } ({ $name })
cli-rehearse-counts = { $kind ->
    [Group] Groups
   *[User] People
}: { $counts }
cli-rehearse-beyond = This plan passes the limits: { $gone ->
    [one] 1 person
   *[other] { $gone } people
} of { $people } would be disabled or deleted; at most { $most }, and at most { $percent } %, may be. Look at them first; --limit sets another number.
cli-rehearse-same = Nothing is different from the other plan.
cli-rehearse-difference = { $how ->
    [new] new in this plan
    [gone] not in this plan any more
   *[other] different from the other plan
}: { $count }
cli-rehearse-other-facts = { $file } was computed for something else: another tenant, CloudGate, scope or mapping. Compared all the same.
cli-check-no-groups = groups are not provisioned, so that it is no matter whether they can be searched
cli-why-unknown = Not known here: { $names }
cli-rehearse-partial = use files although they have only a part of a list; the result is marked
cli-rehearse-is-partial = Not everybody: of these lists the files have only a part: { $parts }
cli-rehearse-nobody = There is nobody in the plan: no person was read.
cli-radar-nobody = Nobody was looked at: nobody is in scope.
