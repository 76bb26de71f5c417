# The support file: in the window (support-…) and in the terminal (support-cli-…).

support-title = Support file
support-lead = One file with this setup as it is now. It opens in this program without a network, so support sees what you see.
support-people-title = People
support-people-none = Configuration only
support-people-none-help = No people, groups or accounts, and no provisioning log.
support-people-stand-ins = Pseudonymized
support-people-stand-ins-help = Names, addresses, numbers and IDs are replaced, the same way everywhere in the file. Lengths, letter case and special characters are kept, so the problem can be reproduced.
support-people-real = With real names
support-people-real-help = Only if support asks for it and your organization allows it.
support-parts-title = What the file contains
support-part-setup = Your answers and the state of each step. Never the token.
support-part-computer = This computer: system, versions, whether there is a proxy, trusted certificate authorities
support-part-entra = Entra settings: application, job, mappings, settings, your role and licenses. Secrets are never included, only their names.
support-part-exchanges = The requests of this session with their answers and times, without tokens
support-part-doctor = Findings of Test Connection and of the job, with the data they are based on
support-part-people = People, groups and CloudGate accounts, limited to attributes that the mappings use, and the preview
support-part-history = What this program changed in Entra, with what was there before. Never a token.
support-part-log = The provisioning log of the last 30 days
support-part-directory = People and groups
support-part-cloudgate = CloudGate’s accounts and groups
support-part-plan = The preview
support-part-proposal = A proposal for the configuration
support-always = always
support-save = Save support file…
support-save-title = Save support file
support-filter = Support files (*.cgsupport)
support-file-name = CloudGate support file
support-propose-file = CloudGate proposal
support-make = Make a support file
support-making = Making the support file
support-saved = Saved as { $file }
support-saved-what = The finished file was scanned: it contains no secrets and no names.
support-saved-real = The finished file was scanned: it contains no secrets. It contains real names.
support-left-out = Not included: { $parts }
support-close = Close
support-reading-computer = Reading information about this computer
support-reading-entra = Reading settings from Entra
support-reading-doctor = Testing the connection
support-reading-people = Reading people and accounts
support-reading-log = Reading the provisioning log
support-reading-exchanges = Collecting requests and answers
support-making-standins = Replacing names
support-making-scan = Scanning the finished file
support-making-save = Saving

support-open = Open a support file
support-open-text = See a customer’s setup as they see it; nothing is sent or changed. A proposal from support is opened here too, once your setup is open.
support-open-button = Open file…
support-open-title = Open support file
support-opening = Opening the support file
support-banner = Support file of { $name }
support-banner-made = Made { $made } with version { $program }. Everything you see was recorded; nothing is sent or changed.
support-banner-names = { $naming ->
    [real] Real names.
    [none] Without people.
   *[other] Names are pseudonymized.
 }
support-requests = Recorded requests
support-compare = Compare…
support-compare-title = Compare
support-compare-lead = Differences from an unchanged default setup, the most likely cause first.
support-compare-file = Differences from { $file }, the most likely cause first.
support-compare-choose = Another file…
support-try = Try it in a practice company
support-trying = Starting a practice company with this file
support-trying-banner = Practice company made from the support file of { $name }
support-trying-made = Change mappings, filters or the Tenant URL, preview, and run a cycle. Only the practice company is touched.
support-trying-unread = The file has no values of attributes that the mappings use since the preview: { $names }.
support-propose = Export as proposal…
support-propose-nothing = Change something in this practice company first.
support-propose-title = Save proposal
support-proposed = The proposal was saved as { $file }. The customer opens it on the first page.
support-leave = Close file

support-proposal-title = Proposal
support-proposal-lead = What support proposes for this setup. Applying it changes only your answers here. They take effect when you go through the steps.
support-proposal-none = This setup already has everything in the proposal.
support-proposal-take = Apply to my setup
support-proposal-taken = Applied. Steps that you must repeat are marked in the list on the left.

support-nothing = nothing
support-change = { $where }: { $what }.
support-change-scope = Scope changes from { $old } to { $new }.
support-change-groups_enabled = { $new ->
    [yes] Groups are provisioned.
   *[other] Groups are no longer provisioned.
}
support-change-tenant_url = The Tenant URL changes from { $old } to { $new }.
support-change-row = { $kind ->
    [User] User mapping for { $name }
   *[other] Group mapping for { $name }
}
support-change-filter = { $kind ->
    [User] Scoping filter “{ $name }” for users
   *[other] Scoping filter “{ $name }” for groups
}
support-change-mapping = { $kind ->
    [User] User mappings
   *[other] Group mappings
}
support-change-source = { $kind ->
    [User] User attribute { $name } of Entra
   *[other] Group attribute { $name } of Entra
}
support-change-target = { $kind ->
    [User] User attribute { $name } of CloudGate
   *[other] Group attribute { $name } of CloudGate
}
support-change-added = added, with { $new }
support-change-removed = removed (now { $old })
support-change-expression = the source changes from { $old } to { $new }
support-change-default = the value for an empty source changes from { $old } to { $new }
support-change-matching = the matching precedence changes from { $old } to { $new }
support-change-flow = “Applies” changes from { $old } to { $new }
support-change-clauses = the conditions change from { $old } to { $new }
support-change-enabled = { $new ->
    [True] turned on
   *[other] turned off
}
support-change-actions = the allowed actions change from { $old } to { $new }
support-change-other = { $field } changes from { $old } to { $new }
support-difference = { $what }: { $before } → { $after }
support-setting-url-valid = Tenant URL is valid
support-setting-url-host = Host of the Tenant URL
support-setting-url-path = Path of the Tenant URL
support-setting-flag-flags = Feature flags of the Tenant URL
support-setting-flag-problem = What is wrong with the feature flag
support-setting-scope-scope = Users and groups in scope
support-setting-notification-mail = Failure emails
support-setting-notification-deletions = Accidental deletion threshold
support-setting-roles-standing = Role of the signed-in account
support-setting-licence-standing = License P1
support-setting-token-age-days = Age of the token in days, rounded to months
support-setting-token-form = Form of the token
support-setting-token-expired = Token has expired
support-setting-assignment-users = Assigned users
support-setting-assignment-groups = Assigned groups
support-setting-endpoint-patch-classic = Changes that fail without the feature flag
support-setting-endpoint-patch-standard = Changes that fail with the feature flag
support-setting-job-state = State of provisioning
support-setting-job-quarantine = Reason of the quarantine
support-setting-finding-findings = Findings
support-setting-planned = { $kind ->
    [User] Users in the preview ({ $verdict })
   *[other] Groups in the preview ({ $verdict })
}
support-setting-asked = { $request ->
    [users] CloudGate’s answer to a search for a user
    [groups] CloudGate’s answer to a search for a group
    [matching] CloudGate’s answer to a search by the matching attribute
    [quoting] CloudGate’s answer to a search for special characters
    [no-token] CloudGate’s answer to a request without a token
    [quoting-apostrophe] CloudGate’s answer to a search for an apostrophe
    [quoting-quote] CloudGate’s answer to a search for a quotation mark
    [quoting-plus] CloudGate’s answer to a search for a plus sign
    [quoting-percent] CloudGate’s answer to a search for a percent sign
    [quoting-ampersand] CloudGate’s answer to a search for an ampersand
    [quoting-backslash] CloudGate’s answer to a search for a backslash
    [quoting-umlaut] CloudGate’s answer to a search for an umlaut
    [quoting-hash] CloudGate’s answer to a search for a number sign
    [quoting-blank] CloudGate’s answer to a search for a space
    [token-prefixed] CloudGate’s answer to a token after the word Bearer
    [service] CloudGate’s answer to ServiceProviderConfig
    [schemas] CloudGate’s answer to Schemas
    [resource-types] CloudGate’s answer to ResourceTypes
    [root] CloudGate’s answer at the Tenant URL itself
    [plain-users] CloudGate’s answer to a list of users
    [paging] CloudGate’s answer to a request for a page of users
    [paging-next] CloudGate’s answer to a request for the next page of users
    [members] CloudGate’s answer to a request for a group’s members
    [as-entra] CloudGate’s answer to a request with Entra’s headers only
    [media] CloudGate’s answer to the media type application/scim+json
    [media-json] CloudGate’s answer to the media type application/json
    [found] CloudGate’s answer to a search for a user who exists
    [found-case] CloudGate’s answer to the same search in different letter case
    [found-part] CloudGate’s answer to a search for part of the value
   *[other] CloudGate’s answer to the check “{ $request }”
}
support-setting-plan-mappings-since = Attributes whose mapping changed in Entra after the preview
support-setting-program-version = Version of this program
support-value-flag-problem-misspelt = misspelled
support-value-flag-problem-misplaced = a path follows it, so it has no effect
support-value-token-form-opaque = text without readable contents
support-value-token-form-jwt = JSON Web Token
support-answer-status = status { $status }
support-answer-part = { $part ->
    [html] a web page instead of JSON
    [not-json] not JSON
    [no-list] not a SCIM list
    [no-total] totalResults is missing
    [null-resources] Resources is null
    [found] a search for a random value found somebody
    [scim-error] a SCIM error
    [schemas] without the schema of a list
    [letter-case] names in different letter case
    [content-type] a content type other than SCIM’s
    [count-ignored] more entries than requested
    [members] returns members, which were excluded
    [no-id] without an id
    [second-page] the second page is an error
    [page-again] the second page repeats the first
    [total-is-page] the total is that of the page
    [missing] does not find the user, who exists
    [others] finds others, too
   *[other] { $part }
}
support-no-answer = { $error ->
    [answer-broken] the answer cannot be read
    [answer-not-json] the answer is not JSON
    [answer-timeout] no answer in time
    [answer-too-large] the answer is too large
    [connect-timeout] no connection in time
    [connection-cut] the connection was cut
    [connection-failed] no connection
    [connection-refused] the connection was refused
    [name-unknown] the name of the host is unknown
    [network-unreachable] no network
    [proxy-failed] the proxy failed
    [proxy-login] the proxy requires a sign-in
    [tls-failed] no TLS connection
    [tls-expired] the certificate has expired
    [tls-not-yet-valid] the certificate is not valid yet
    [tls-untrusted] the certificate is not trusted
    [tls-wrong-name] the certificate is for another name
   *[other] no answer ({ $error })
}
support-value-True = yes
support-value-False = no
support-value-scope-assigned = only assigned users and groups
support-value-scope-all = all users and groups
support-value-groups_enabled-True = yes
support-value-groups_enabled-False = no

support-count-people = { $count ->
    [one] 1 person
   *[other] { $count } people
 }
support-count-groups = { $count ->
    [one] 1 group
   *[other] { $count } groups
 }
support-count-accounts = { $count ->
    [one] 1 account in CloudGate
   *[other] { $count } accounts in CloudGate
 }
support-count-operations = { $count ->
    [one] 1 operation in the preview
   *[other] { $count } operations in the preview
 }
support-count-log = { $count ->
    [one] 1 row of the provisioning log
   *[other] { $count } rows of the provisioning log
 }
support-count-exchanges = { $count ->
    [one] 1 request with its answer
   *[other] { $count } requests with their answers
 }
support-count-findings = { $count ->
    [one] 1 finding
   *[other] { $count } findings
 }

support-cli-help = support files: make, show, scan, compare, open, check
support-cli-make-help = make a support file of a saved setup
support-cli-make-file = where to save it
support-cli-make-people = people: none, pseudonymized (the default), or with real names
support-cli-make-without = leave a part out; may be given several times
support-cli-make-offline = do not sign in or read anything; include only what is saved
support-cli-show-help = show what a support file contains
support-cli-scan-help = scan a support file for credentials
support-cli-scan-secret = also scan for the secret given on standard input
support-cli-check-help = check the recorded data again with this version’s rules
support-cli-compare-help = compare what two setups do
support-cli-compare-second = another support file, or “{ $name }”
support-cli-open-help = open a support file in the window
support-cli-file = a support file
support-cli-lead = Support file of { $name }, made { $made } with version { $program }
support-cli-naming = { $naming ->
    [real] With real names.
    [none] Without people.
   *[other] People are pseudonymized.
 }
support-cli-place = Current step of the setup: { $title }
support-cli-left-out = Not included: { $what } ({ $why })
support-cli-by-choice = left out by choice
support-cli-saved = Saved as { $file }. It was scanned; it contains no secrets.
support-cli-leak = { $kind } in { $document } at { $place }
support-cli-scanned = { $count ->
    [0] Nothing found.
    [one] 1 place.
   *[other] { $count } places.
 }
support-cli-checked = { $count ->
    [0] No finding.
    [one] 1 finding.
   *[other] { $count } findings.
 }
support-cli-new = (new)
support-cli-compared = { $count ->
    [0] No difference.
    [one] 1 difference.
   *[other] { $count } differences.
 }

# Recording what Entra answers; what both have in common is in recording.ftl.
support-record-title = For the developers of this program
support-record = Also record what Entra answers to each kind of request
support-record-help = It is saved next to the support file, with the extension .recording.zip. Names are always replaced, whatever you choose above.
support-record-not-signed-in = This needs a sign-in. Sign in on step 2, then make the file.
support-record-cloudgate = Also record CloudGate’s answers, read-only
support-record-saved = Entra’s answers were saved as { $file }.
support-record-partly = No usable answer to: { $calls }.
support-cli-record-help = record what Entra answers to each kind of request, with replacement names
support-cli-record-file = where to save the recording, a zip file
support-cli-record-setup = a saved setup: ID, beginning of the ID, or name; its tenant and application are recorded
support-cli-record-tenant = the tenant to sign in to, its domain or ID; for a cloud other than the global one, use --setup
support-cli-record-client-id = your own app registration to sign in with
support-cli-record-with-cloudgate = also record CloudGate’s answers, read-only; needs --setup
support-cli-record-agree = do not ask for consent; for unattended runs
support-cli-record-interrupted = Interrupted. The answers so far are being saved; press Ctrl+C again to save nothing.
support-cli-record-saved = Saved as { $file }. It was scanned; it contains no secrets and no names.
