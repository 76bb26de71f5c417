# Findings of the doctor: the headline, .cause why, .fix what to do.

finding-url-not-https = { $why ->
    [scheme] The Tenant URL must begin with https://
    [old] { $host } only supports an outdated version of TLS
   *[plain] { $host } does not use TLS on this port
}
    .cause = { $why ->
        [scheme] The token would be sent unprotected, and Entra refuses such an address.
        [old] Entra and this program require TLS 1.2 or later.
       *[plain] The answer is not a secure connection.
    }
    .fix = { $why ->
        [scheme] Use the https:// address that the Admin Console shows.
        [old] Ask CloudGate to enable TLS 1.2.
       *[plain] Compare the port in the Tenant URL with the Admin Console.
    }
finding-url-cleaned = The Tenant URL is not what it looks like
    .cause = { $invisible ->
        [yes] It contained invisible characters ({ $signs }).{" "}
       *[no] {""}
    }{ $quotes ->
        [yes] It was in quotes.{" "}
       *[no] {""}
    }{ $fragment ->
        [yes] The part after # is never sent.{" "}
       *[no] {""}
    }{ $host ->
        [yes] “{ $typed }” resolves as { $asked }. Make sure that this is the name you mean: letters of other alphabets can look the same.
       *[no] These parts were removed here.
    }
    .fix = Use this one in Entra: { $url }
finding-url-flag-misspelt-or-misplaced = The feature flag in the Tenant URL has no effect
    .cause = { $why ->
        [misplaced] A path follows it.
       *[misspelt] Entra has no flag with that name.
    }
    .fix = Put the flag at the very end of the address: …/scim?aadOptscim062020
finding-name-unknown = The name { $host } does not exist
    .cause = DNS on this computer has no address for it.
    .fix = Compare the Tenant URL with the Admin Console, letter by letter, and check that this computer is online.
finding-connection-refused = { $host } refuses the connection
    .cause = Nothing is listening on that port.
    .fix = Check the port in the Tenant URL. If it is right, ask CloudGate whether the service is down.
finding-connect-timeout = { $host } does not respond
    .cause = A firewall is dropping the connection, or the server is off.
    .fix = Ask your network team whether { $host } may be reached from here.
finding-connection-cut = The connection to { $host } was closed
    .cause = It was closed before an answer came, by the server or by a firewall.
    .fix = Test again. If the problem persists, show your network team this host name.
finding-network-unreachable = There is no network route to { $host }
    .cause = This computer’s network cannot reach it.
    .fix = Check the network connection and, where one is needed, the VPN.
finding-connection-failed = No connection to { $host }
    .cause = { $reason }
    .fix = Test again. If the problem persists, copy the details for support.
finding-answer-timeout = { $host } took too long to answer
    .cause = The connection was made, but no answer came within five seconds. Entra would give up too.
    .fix = Test again in a minute. If the problem persists, ask CloudGate.
finding-answer-broken = The answer of { $host } cannot be read
    .cause = It is incomplete or not valid HTTP.
    .fix = Show the request and response to CloudGate. A proxy in between can also be the cause.
finding-local-proxy-auth-407 = The proxy requires a sign-in
    .cause = { $proxy } is between this computer and { $host } and answered 407. It supports { $schemes }. The setting comes from { $source }.
    .fix = Ask your network team to allow { $host } without a sign-in. This program can only send a username and password that are part of the proxy’s address.
finding-proxy-failed = { $why ->
    [status] The proxy { $proxy } blocks this program
    [kind] The proxy { $proxy } is of a type that this program does not support
    [address] The address of the proxy cannot be used
   *[other] The proxy { $proxy } does not work
}
    .cause = { $why ->
        [kind] It is a { $reason } proxy.
        [address] It reads “{ $proxy }”.
        [name] DNS has no address for it.
        [refused] It refuses connections: nothing is listening there.
        [silent] It does not answer.
        [cut] It closed the connection before it answered.
        [route] There is no network route to it.
        [tls] The secure connection to it failed: { $reason }.
        [status] It answered { $reason } when asked for a connection to { $host }.
       *[broken] Its answer cannot be read; it may not be a proxy.
    } The setting comes from { $source ->
        [windows] the proxy settings of Windows
        [macos] the proxy settings of macOS
        [system] the settings of this computer
       *[other] the variable { $source }
    }. { $host } was not contacted.
    .fix = { $why ->
        [status] Ask your network team to allow { $host }, or to give you another proxy.
        [kind] Set HTTPS_PROXY to an http:// proxy, or add { $host } to NO_PROXY if this computer reaches it directly.
       *[other] Correct the setting, or ask your network team. If this computer reaches { $host } directly, add it to NO_PROXY.
    }
finding-proxy-script = This computer’s proxy is chosen by a script
    .cause = The settings of { $source ->
        [windows] Windows
       *[macos] macOS
    } name a configuration script (PAC), which this program does not run. Connecting to { $host } directly did not work.
    .fix = Ask your network team which proxy to use for { $host }, set the variable HTTPS_PROXY to it, for example http://proxy.example:8080, and start this program again.
finding-local-tls-inspection = The certificate of { $host } is not trusted here
    .cause = It was signed by { $issuer }, which this computer does not know. Most likely, your network inspects TLS with its own certificate authority.
    .fix = Ask your network team for that root certificate, and start this program with --ca FILE. If your network does not inspect TLS, CloudGate must use a public certificate. ({ $reason })
finding-conn-server-certificate = { $why ->
    [expired] The certificate of { $host } has expired
    [not-yet-valid] The certificate of { $host } is not valid yet
    [wrong-name] The certificate was issued for a name other than { $host }
    [no-names] The certificate of { $host } does not name a host
    [chain] { $host } sends an incomplete certificate chain
    [self-signed] { $host } signed its certificate itself
    [not-public] Entra would not trust the certificate of { $host }
   *[failed] { $host } and this computer could not agree on a secure connection
}
    .cause = { $why ->
        [expired] It was valid until { $until }.
        [not-yet-valid] Its validity period has not started yet.
        [wrong-name] It names { $names }.
        [no-names] It has no subject alternative name, only a subject: { $subject }. Public authorities no longer issue such certificates, and this program does not accept them. Whether Entra does is not documented.
        [chain] The issuer’s certificate is missing: { $issuer }.
        [self-signed] It was not issued by a public authority.
        [not-public] This computer trusts { $issuer }; a public client does not.
       *[failed] The secure connection failed: { $reason }.
    }
    .fix = { $why ->
        [not-yet-valid] Check this computer’s clock. If it is right, CloudGate must replace the certificate.
        [no-names] CloudGate must install a certificate that has { $host } among its subject alternative names.
        [wrong-name] Compare the host name with the Admin Console. If it is right, CloudGate must replace the certificate.
        [chain] CloudGate must send the whole chain, with the issuer’s certificate.
       *[other] CloudGate must install a certificate from a public authority, with its whole chain.
    }
finding-conn-client-certificate = { $host } asks for a client certificate
    .cause = The service requires a client certificate. Neither Entra provisioning nor this program can present one.
    .fix = Ask CloudGate for an address that requires only the secret token.
finding-service-trailing-slash = CloudGate requires a trailing slash that Entra never sends
    .cause = It answered { $status } and redirects to the same address with a slash at the end: { $location }. The Tenant URL is right; Entra does not follow redirects.
    .fix = Show the evidence to CloudGate support: the service must answer without the slash.
finding-conn-answered-before = { $kind ->
    [gateway] Something in front of CloudGate answers instead of it
   *[guard] Something in front of CloudGate refuses { $entra ->
        [yes] this program
       *[no] the request
    }
}
    .cause = It answered { $status } ({ $type }): “{ $detail }”. That is not an answer of a SCIM service. The answer is the same without a token, so the token was not checked. { $kind ->
        [gateway] A gateway or load balancer cannot reach the service behind it.
       *[guard] A firewall or bot protection does this. { $entra ->
            [yes] A request with only the headers that Entra sends was accepted from here.
            [no] A request with only the headers that Entra sends was refused too.
           *[unknown] Entra’s own test shows whether Entra is accepted.
        }
    }
    .fix = { $kind ->
        [gateway] Test again in a few minutes. If the problem persists, show the request and response to CloudGate support.
       *[guard] Ask CloudGate, or whoever runs that protection, to accept requests to the SCIM address. Entra’s own test on step 6 shows whether Entra is accepted.
    }
finding-conn-entra-request-refused = A request as Entra sends it is refused
    .cause = This program’s own request was answered. The same request with only the headers that Entra sends, without a User-Agent, was answered { $status }: “{ $detail }”.
    .fix = Ask CloudGate, or whoever runs the firewall in front of it, to accept requests without a User-Agent header.
finding-service-search-finds-others = A search finds accounts that do not match
    .cause = A search for { $attribute } equal to a value also found accounts with another value, for example values that only begin with it. Entra would treat such an account as that person’s and update it.
    .fix = Show the evidence to CloudGate support: “eq” must compare whole values. Do not turn provisioning on until this is fixed.
finding-service-search-misses = A search does not find an existing account
    .cause = CloudGate listed an account, but a search for its { $attribute } did not find it. Entra would try to create that person a second time.
    .fix = Show the evidence to CloudGate support: CloudGate must fix this.
finding-service-search-letter-case = Searches are case-sensitive
    .cause = An account was found by its { $attribute }, but not when the same value was written in different letter case. If Entra has a name in different letter case, it does not find the account and tries to create it.
    .fix = Show the evidence to CloudGate support: the SCIM standard compares usernames without letter case. Until this is fixed, names must have the same letter case on both sides.
finding-service-attribute-shapes = CloudGate returns attributes in a format that is not valid SCIM
    .cause = Found in an account or group: { $names }. Entra expects the format of the standard, for example objects in emails and in manager. It may fail to read such accounts, or update them in every cycle.
    .fix = Show the evidence to CloudGate support: CloudGate must fix this.
finding-service-media-type-refused = CloudGate refuses what Entra sends
    .cause = It answered 415 to content of type application/scim+json, but accepted the same content as application/json. Reading works, but users cannot be created or updated.
    .fix = Show the evidence to CloudGate support: the service must accept application/scim+json.
finding-redirect-elsewhere = The Tenant URL leads somewhere else
    .cause = The server answered { $status } and redirects to { $location }. Entra does not follow redirects, and the token was not sent there.
    .fix = Use the address of the SCIM service itself, as the Admin Console shows it.
finding-conn-html-instead-of-json = A web page answered, not the SCIM service
    .cause = HTML came with status { $status }, titled “{ $title }”: this address belongs to a sign-in page, an error page or a proxy.
    .fix = Compare the Tenant URL with the Admin Console. It is not the address of the console itself.
finding-service-clock = CloudGate’s clock, or this computer’s, is wrong
    .cause = The clock of CloudGate’s server is { $minutes } minutes { $side ->
        [ahead] ahead of
       *[behind] behind
    } the clock of this computer. Certificates and tokens depend on both.
    .fix = Check this computer’s clock. If it is right, ask CloudGate support to synchronize the server’s clock over the network (NTP).
finding-cred-expired-later = The secret token has expired
    .cause = { $date ->
        [none] CloudGate recognizes it, but it has expired.
       *[other] Its last day is { $date }.
    }
    .fix = Create a new token in the Admin Console under General › Secret Token, paste it above, and test again.
finding-cred-401-invalid = CloudGate did not accept the secret token
    .cause = It answered “{ $detail }”.
    .fix = Create a new token in the Admin Console under General › Secret Token, paste it above, and test again. The account that creates it needs Admin permissions.
finding-cred-not-admin = The token is not allowed to read users
    .cause = CloudGate accepted the token, but answered “{ $detail }”.
    .fix = Give the CloudGate account that created the token Admin permissions, or create the token with another account.
finding-cred-vendor-switch-off = Provisioning is turned off in CloudGate
    .cause = The token is right, but CloudGate answered “{ $detail }”.
    .fix = Ask CloudGate support to turn on provisioning for your tenant.
finding-conn-404-for-empty-query = CloudGate answers “not found” to a search without results
    .cause = For a user who does not exist it must answer 200 with an empty list; otherwise, Entra’s test fails.
    .fix = Show the request and response to CloudGate support: CloudGate must fix this.
finding-url-ends-in-discovery-path = The Tenant URL is one part too long
    .cause = Nothing answers at this address, but one level up does.
    .fix = Use this address in Entra instead: { $url }
finding-url-scim-doubled = { $why ->
    [few] The Tenant URL names “scim” once, CloudGate requires it twice
   *[many] The Tenant URL names “scim” twice
}
    .cause = Its path is { $path }.
    .fix = { $url ->
        [none] Remove one of the two, and test again.
       *[other] Use this address in Entra instead: { $url }
    }
finding-url-wrong-base-404 = Nothing answers at this Tenant URL
    .cause = The server is there, but has no user list below this path (status { $status }).
    .fix = { $url ->
        [none] Copy the Tenant URL from the Admin Console again.
       *[other] SCIM answers at { $url }. Use that address.
    }
finding-run-throttled = CloudGate is receiving too many requests
    .cause = It answered 429: too many requests.
    .fix = { $where ->
        [job] Entra retries automatically. If the problem persists, start with a smaller group, and ask CloudGate to raise the limit: Entra may send 25 requests per second.
       *[test] Wait a minute and test again. If the problem persists, ask CloudGate to raise the limit: Entra may send 25 requests per second.
    }
finding-conn-server-500-config = CloudGate had an internal error
    .cause = It answered { $status }: { $detail }.
    .fix = Test again in a few minutes. If the problem persists, show the request and response to CloudGate support.
finding-conn-filter-attribute-unsupported = CloudGate cannot search by { $attribute }
    .cause = It answered “{ $detail }”.
    .fix = { $attribute ->
        [userName] Ask CloudGate support: Entra must be able to find accounts by the matching attribute.
       *[other] Match by another attribute on step 7, such as userName.
    }
finding-conn-null-resources = { $why ->
    [resources] CloudGate’s empty list is not a list
    [total] CloudGate does not say how many users it found
   *[schemas] CloudGate’s list does not identify itself as a list
}
    .cause = { $why ->
        [resources] For a search without results, it returns null or nothing instead of an empty list.
        [total] The answer lacks totalResults, which Entra needs.
       *[schemas] The answer lacks schemas, which the SCIM standard requires.
    }
    .fix = Show the evidence to CloudGate support: CloudGate must fix this.
finding-map-silent-duplicates = CloudGate ignores the search filter
    .cause = A search for a user who cannot exist returned an account. Entra would use that account for every user.
    .fix = Show the request and response to CloudGate support: CloudGate must fix this. Do not turn provisioning on until this is fixed.
finding-run-service-incompatible = { $where ->
    [job] Entra cannot read what CloudGate answers
   *[test] The answer is not a SCIM list
}
    .cause = { $where ->
        [job] An answer of CloudGate does not follow the SCIM standard.
       *[test] { $wrong ->
            [error] It says: “{ $detail }” (status 200 instead of { $value }).
            [total] totalResults is { $value }, not a number.
            [total-text] totalResults is the text "{ $value }", not a number.
            [resources] Resources is { $value }, not a list.
            [wrapped] The list is wrapped in “{ $value }”.
            [array] A bare array was returned. The list must be an object with totalResults and Resources.
            [resource] A single object was returned, not a list.
            [empty] The answer has no content.
            [not-json] The answer is not JSON: “{ $detail }”.
            [other] The answer is JSON, but has neither totalResults nor Resources.
            [not-json] What came is not JSON: “{ $detail }”.
            [other] What came is JSON, but has neither totalResults nor Resources.
            [said] It says: “{ $detail }”, with status 200, and has neither totalResults nor Resources.
           *[status] Status { $status } came with { $type }: “{ $detail }”.
        } Entra expects status 200 and a list.
    }
    .fix = { $where ->
        [job] Test the connection on step 3: its server evidence tells CloudGate support what to fix.
       *[test] Compare the Tenant URL with the Admin Console. If it is right, show the request and response to CloudGate support.
    }
finding-conn-group-lookup-unsupported = Users can be searched, but groups cannot
    .cause = The same search on groups was answered { $status }.
    .fix = { $mapped ->
        [yes] Ask CloudGate to make groups searchable, or turn off the group mapping on step 8.
       *[no] No action needed while groups are not provisioned: Entra does not search for them.
    }
finding-url-private-address = Entra cannot reach a private address
    .cause = The name resolves to { $address }, which can only be reached from your own network.
    .fix = Entra connects from the internet: use the public address of CloudGate.
finding-cred-short-lived-token = This token will not last
    .cause = It was issued for { $hours } hours, until { $date }.
    .fix = Use a long-lived token from the Admin Console, or provisioning stops when this one expires.
finding-cred-bearer-prefix = { $why ->
    [needed] CloudGate requires the word “Bearer” as part of the token
   *[removed] The word “Bearer” was pasted with the token
}
    .cause = { $why ->
        [needed] CloudGate accepts the token only with the word in front of it.
       *[removed] The word is not part of the token: CloudGate accepts the token without it.
    }
    .fix = { $why ->
        [needed] In the portal, type “Bearer ” before the token. The word is removed from a token that you paste here, unless you choose to send it with the word.
       *[removed] The word was removed here. Leave it out in Entra too.
    }
finding-cred-whitespace = Extra characters were copied with the token
    .cause = Spaces, line breaks or invisible characters are not part of the token.
    .fix = They were removed here. Step 6 saves the token to Entra without them; do the same in the portal.
finding-cred-basic-only = CloudGate asks for a username and password
    .cause = It only supports { $schemes }. Entra can only send a bearer token.
    .fix = Ask CloudGate for a secret token for SCIM provisioning.
finding-service-open = Anyone can read CloudGate’s users
    .cause = The same search was answered without any token.
    .fix = Tell CloudGate support: the service must refuse requests without a token.
finding-url-root-probe-rejected = CloudGate does not answer at the root of its service
    .cause = Users can be searched, but the base address is answered { $status }, and there is no service description.
    .fix = No action needed: Entra relies on the user search. Tell CloudGate support if Entra’s own test fails.
finding-url-flag-missing = CloudGate needs the feature flag in the Tenant URL
    .cause = { $what ->
        [disable] Without the flag, Entra uses its own format, with which users are never disabled. The standard format works.
        [remove-member] Without the flag, Entra uses its own format to remove a group member, and CloudGate misinterprets it: when one member leaves, other members can be removed too.
       *[other] With the flag, changes work that fail without it.
    }
    .fix = Add ?aadOptscim062020 to the end of the Tenant URL and save it on step 6. “Provision on demand” ignores the flag, so wait for a regular cycle to see its effect.
finding-url-flag-not-understood = CloudGate does not support the requests that Entra sends with the feature flag
    .cause = { $what ->
        [disable] With the flag, users are never disabled. Without it, disabling works.
        [remove-member] With the flag, members are never removed from groups. Without it, removing works.
       *[other] Without the flag, changes work that fail with it.
    }
    .fix = Remove the flag from the end of the Tenant URL, and save it on step 6.
finding-run-multiple-entries-in-response = CloudGate returns more than was requested
    .cause = { $why ->
        [members] Group members were returned although the request excluded them.
       *[count] One entry was requested, but several were returned.
    }
    .fix = Show the evidence to CloudGate support. Large groups can make cycles slow or fail.
finding-service-filter-quoting = { $signs ->
    [none] CloudGate cannot search for a value that contains several special characters
   *[other] CloudGate cannot search for values that contain { $signs }
}
    .cause = { $why ->
        [found] A search for a value that nobody has returned an account.
       *[refused] The search was answered { $status }.
    } Searches with other special characters work.
    .fix = Show the evidence to CloudGate support. { $why ->
        [found] Until then Entra may use the wrong account for a person whose { $attribute } contains such a character.
       *[refused] Until then Entra’s search fails for a person whose { $attribute } contains such a character, and that person is not provisioned.
    }
finding-service-paging = CloudGate cannot be read page by page
    .cause = { $why ->
        [failed] The request GET /Users?startIndex=1&count=1 was answered { $status }: { $detail }
        [second-page] Page one was returned; the request GET /Users?startIndex=2&count=1 failed.
        [page-again] The second page has the same account as the first.
       *[total-is-page] CloudGate returns the page size as the total, and the second page has another account.
    }
    .fix = Entra does not read pages, so provisioning is not affected. The preview searches for each user instead, which takes longer. Show the evidence to CloudGate support.
finding-service-content-type = CloudGate’s answers have the content type { $type }
    .cause = The content is right, but its type should be application/scim+json.
    .fix = No action needed while Entra accepts it. CloudGate support can correct it.
