# The practice company's controls.

practice-open = Practice controls
practice-title = Practice company
practice-lead = Switch on what should go wrong, then go on with the steps and see how it looks. Nothing here is real.
practice-time = Practice time: { $time }
practice-advance-cycle = 40 minutes on
practice-advance-day = A day on
practice-close = Close
practice-area-cloudgate = CloudGate
practice-area-sign-in = Sign-in
practice-area-graph = Microsoft Graph

# Faults of the practice company: what happens while one is on.

practice-fault-cred-401-invalid = CloudGate refuses the token
practice-fault-cred-expired-later = CloudGate says that the token has expired
practice-fault-cred-not-admin = The token's account may not read users
practice-fault-cred-vendor-switch-off = Provisioning is switched off at CloudGate
practice-fault-url-wrong-base-404 = Nothing answers below the Tenant URL
practice-fault-conn-server-500-config = CloudGate has an internal error
practice-fault-conn-html-instead-of-json = A login page answers in CloudGate's place
practice-fault-conn-null-resources = An empty list comes as null
practice-fault-conn-404-for-empty-query = A search without result answers “not found”
practice-fault-conn-group-lookup-unsupported = Groups cannot be searched
practice-fault-conn-filter-attribute-unsupported = Searching is refused
practice-fault-slow-answer = CloudGate takes four seconds for every answer
practice-fault-silent = CloudGate accepts connections and never answers
practice-fault-run-throttled = CloudGate asks to slow down
practice-fault-redirect-elsewhere = CloudGate redirects to another host
practice-fault-answer-cut-off = Answers of searches end in the middle
practice-fault-run-licence-limit-target = CloudGate has no free seat for new users
practice-fault-signin-no-consent = Consent is missing
practice-fault-signin-admin-consent = Only an administrator may consent
practice-fault-signin-ca-blocked = Conditional Access blocks the sign-in
practice-fault-signin-device-not-compliant = The device does not meet the rules
practice-fault-signin-unknown-client = The client application is not known in the tenant
practice-fault-signin-wrong-tenant = The account is not in this tenant
practice-fault-signin-personal-account = A personal account was used
practice-fault-signin-public-client-off = The client application is not a public client
practice-fault-signin-code-expired = The authorization code has expired
practice-fault-signin-device-code-expired = The device code has expired
practice-fault-signin-mfa-step-up = A renewal asks for a second factor
practice-fault-signin-session-frequency = The session must be signed in anew
practice-fault-cloud-gallery-app-missing = The gallery does not have the application
practice-fault-graph-new-app-not-replicated = A new application stays unknown for long
practice-fault-graph-templates-unknown-error = Provisioning templates cannot be listed
practice-fault-graph-transient-403-409 = Writes fail once and then work
practice-fault-graph-job-recreated-broken = A job that was made anew cannot be found
practice-fault-graph-unavailable = Graph is not available now and then
practice-fault-graph-throttled = Graph asks to slow down
practice-fault-rights-missing-role = The account has no directory role
practice-fault-rights-global-reader-blind = The account may only read
practice-fault-rights-no-p1-group-assign = The tenant has no P1 licence
practice-fault-rights-no-logs-licence = Provisioning logs are refused
practice-fault-run-graph-on-demand-throttled = Provisioning on demand is throttled at once
