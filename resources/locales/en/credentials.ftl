credentials-field-tenant-url = Tenant URL
    .help = The value published with the tutorial is filled in. If your Admin Console shows a different one, use that.
credentials-field-token = Secret token
    .help = Also called SCIM Authentication Token. It is stored in the key store of this computer and sent only to CloudGate and Entra.
credentials-url-practice = The address of the practice company’s CloudGate on this computer.
credentials-open-console = Open the Admin Console
credentials-published = Use the published URL
credentials-practice-token = Use the practice token
credentials-token-placeholder = Paste the token here
credentials-token-kept = A token is stored. Paste a new one to replace it.
credentials-token-recorded = A token was stored
credentials-token-none-recorded = No token was stored
credentials-token-recorded-help = A support file never contains the token.
credentials-token-needed = Paste the secret token first.
credentials-token-needed-practice = Choose “Use the practice token” first.
credentials-show = Show
credentials-hide = Hide
credentials-stored = Stored in { $store } · never written to a file
credentials-stored-memory = Kept in memory until this window closes
credentials-storing = Storing the token
credentials-jwt-days = JWT, expires in { $days ->
    [one] 1 day
   *[other] { $days } days
}
credentials-jwt-today = JWT, expires within a day
credentials-jwt-over = JWT, expired
credentials-jwt-open = JWT without an expiry date
credentials-keystore-retry = Try the key store again
credentials-keystore-memory = Keep it in memory until the window closes
credentials-test-title = Test Connection
credentials-test = &Test connection
credentials-test-again = &Test again
credentials-testing = Sending CloudGate the same requests as Entra
credentials-test-passed = passed
credentials-test-failed = failed
credentials-test-stale = values have changed since
credentials-not-tested = Not tested yet
credentials-keep-word = Send the token with the word “Bearer”
credentials-tested-before = Tested on { $time }
credentials-tested-before-help = The details of that test are not saved. Test again to see them.
credentials-not-tested-help = The test sends the same queries as Entra, from this computer. Nothing is changed in CloudGate.
credentials-ms = { $ms } ms
credentials-status-pass = passed
credentials-status-fail = failed
credentials-status-warn = advice
credentials-status-skip = not reached
credentials-who = { $confidence ->
    [certain] {""}
    [likely] (Likely, not certain.){" "}
   *[possible] (Possible, not certain.){" "}
}{ $who ->
    [you] You can fix this.
    [network] Your network team can fix this.
    [entra-admin] Your Entra administrator can fix this.
   *[cloudgate] Contact CloudGate support.
}
credentials-use-url = Use this address
credentials-evidence = Server evidence
credentials-find-url = Find the right address
credentials-finding = Trying likely variants of the address
credentials-found-none = None of { $count } addresses answers as Entra expects
credentials-found-same = This address answers as Entra expects
credentials-found-other = Give Entra this address: { $url }
credentials-found-line = { $url } ({ $how }): { $good ->
    [yes] answers as Entra expects
   *[no] { $status }
}
credentials-patch = Test changes on test objects
credentials-patch-title = Create temporary test objects in CloudGate?
credentials-patch-text = Three accounts and, if groups are provisioned, two groups, named { $name }-1 to -3. They are changed the way Entra does it, checked, and deleted.
credentials-patch-agree = Create and test
credentials-patch-no = Cancel
credentials-patch-good = CloudGate handles the changes that Entra sends
credentials-patch-tried = Changes tested on test objects
credentials-patch-row = { $tried }: { $same ->
    [yes] { $classic }
   *[no] without the flag { $classic }; with the flag { $standard }
}
credentials-patching = Testing changes
