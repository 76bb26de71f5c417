# Findings of the doctor: the headline, .cause why, .fix what to do.

finding-url-not-https = { $why ->
    [scheme] The Tenant URL must begin with https://
    [old] { $host } only speaks a TLS that is too old
   *[plain] { $host } does not speak TLS at this port
}
    .cause = { $why ->
        [scheme] The token would travel unprotected, and Entra refuses such an address.
        [old] Entra connects with TLS 1.2 or newer, and so does this program.
       *[plain] What answered is no secure connection.
    }
    .fix = { $why ->
        [scheme] Use the https:// address that the Admin Console shows.
        [old] Ask CloudGate to switch TLS 1.2 on.
       *[plain] Compare the port in the Tenant URL with the Admin Console.
    }
finding-url-cleaned = The Tenant URL is not what it looks like
    .cause = { $invisible ->
        [yes] It held characters that cannot be seen ({ $signs }).{" "}
       *[no] {""}
    }{ $quotes ->
        [yes] It stood in quotes.{" "}
       *[no] {""}
    }{ $fragment ->
        [yes] What follows # is never sent.{" "}
       *[no] {""}
    }{ $host ->
        [yes] “{ $typed }” is asked for as { $asked }: make sure that this is the name you mean, since letters of other alphabets look alike.
       *[no] This was left out here.
    }
    .fix = Give Entra this one: { $url }
finding-url-flag-misspelt-or-misplaced = The feature flag in the Tenant URL has no effect
    .cause = { $why ->
        [misplaced] A path follows after it.
       *[misspelt] Entra knows no flag of that name.
    }
    .fix = Write the flag at the very end of the address: …/scim?aadOptscim062020
finding-name-unknown = The name { $host } does not exist
    .cause = The name service of this computer knows no address for it.
    .fix = Compare the Tenant URL with the Admin Console, letter by letter, and check that this computer is online.
finding-connection-refused = { $host } refuses the connection
    .cause = Nothing listens at that port.
    .fix = Check the port in the Tenant URL. If it is right, ask CloudGate whether the service is down.
finding-connect-timeout = { $host } does not pick up
    .cause = A firewall on the way swallows the connection, or the computer is off.
    .fix = Ask your network team whether { $host } may be reached from here.
finding-connection-cut = The connection to { $host } was cut
    .cause = It was closed before an answer came, by the server or by a firewall.
    .fix = Test again. If it stays so, show your network team this host name.
finding-network-unreachable = No route leads to { $host }
    .cause = The network this computer is in does not reach it.
    .fix = Check the network connection and, where one is needed, the VPN.
finding-connection-failed = No connection to { $host }
    .cause = { $reason }
    .fix = Test again. If it stays so, copy the details for support.
finding-answer-timeout = { $host } took too long to answer
    .cause = The connection stands, but no answer came within five seconds. Entra would give up too.
    .fix = Test again in a minute. If it stays so, ask CloudGate.
finding-answer-broken = The answer of { $host } cannot be read
    .cause = It ends too early or breaks the rules of HTTP.
    .fix = Look at the exchange, and show it to CloudGate. A proxy on the way may be the cause too.
finding-local-proxy-auth-407 = The proxy wants a login of its own
    .cause = { $proxy } stands between this computer and { $host } and answered 407. The setting comes from { $source }; it offers { $schemes }.
    .fix = Ask your network team to let { $host } pass without a login. This program can only send a user name and password that stand in the proxy's address.
finding-proxy-failed = { $why ->
    [status] The proxy { $proxy } does not let this program through
    [kind] The proxy { $proxy } is of a kind that this program does not speak
    [address] The address of the proxy cannot be used
   *[other] The proxy { $proxy } does not work
}
    .cause = { $why ->
        [kind] It is a { $reason } proxy.
        [address] It reads “{ $proxy }”.
        [name] The name service knows no address for it.
        [refused] It refuses connections: nothing listens there.
        [silent] It does not answer.
        [cut] It closed the connection before it answered.
        [route] No route leads there.
        [tls] The secure connection to it did not come about: { $reason }.
        [status] It answered { $reason } when asked for a connection to { $host }.
       *[broken] Its answer cannot be read; perhaps it is no proxy.
    } The setting comes from { $source ->
        [windows] the proxy settings of Windows
        [macos] the proxy settings of macOS
        [system] the settings of this computer
       *[other] the variable { $source }
    }. { $host } itself was never asked.
    .fix = { $why ->
        [status] Ask your network team to let { $host } pass, or to name another proxy.
        [kind] Set HTTPS_PROXY to an http:// proxy, or add { $host } to NO_PROXY if this computer reaches it directly.
       *[other] Correct the setting, or ask your network team. If this computer reaches { $host } directly, add it to NO_PROXY.
    }
finding-proxy-script = This computer's proxy is chosen by a script
    .cause = The settings of { $source ->
        [windows] Windows
       *[macos] macOS
    } name a configuration script (PAC), which this program does not run. It tried to reach { $host } directly, and that did not work.
    .fix = Ask your network team which proxy leads to { $host }, set the variable HTTPS_PROXY to it, for example http://proxy.example:8080, and start this program again.
finding-local-tls-inspection = The certificate of { $host } is not trusted here
    .cause = It was signed by { $issuer }, which this computer does not know. Most likely your network inspects TLS with an authority of its own.
    .fix = Ask your network team for that root certificate, and start with --ca FILE. If nothing is inspected, CloudGate must use a public certificate. ({ $reason })
finding-conn-server-certificate = { $why ->
    [expired] The certificate of { $host } is over
    [not-yet-valid] The certificate of { $host } is not valid yet
    [wrong-name] The certificate is made for another name than { $host }
    [no-names] The certificate of { $host } names no host
    [chain] { $host } sends an incomplete certificate chain
    [self-signed] { $host } signed its certificate itself
    [not-public] Entra would not trust the certificate of { $host }
   *[failed] { $host } and this computer found no common ground
}
    .cause = { $why ->
        [expired] It was valid until { $until }.
        [not-yet-valid] It begins to be valid later than now.
        [wrong-name] It names { $names }.
        [no-names] It has no subject alternative name, only a subject: { $subject }. Public authorities do not issue such certificates any more, and this program does not accept them. Whether Entra does is not documented.
        [chain] The certificate of its issuer is missing: { $issuer }.
        [self-signed] No public authority vouches for it.
        [not-public] This computer trusts { $issuer }; a public client does not.
       *[failed] The secure connection did not come about: { $reason }.
    }
    .fix = { $why ->
        [not-yet-valid] Check this computer's clock. If it is right, CloudGate must replace the certificate.
        [no-names] CloudGate must install a certificate that has { $host } among its subject alternative names.
        [wrong-name] Compare the host name with the Admin Console. If it is right, CloudGate must replace the certificate.
        [chain] CloudGate must send the whole chain, with the issuer's certificate.
       *[other] CloudGate must install a certificate of a public authority, with its whole chain.
    }
finding-conn-client-certificate = { $host } asks for a client certificate
    .cause = The service wants whoever connects to prove itself with a certificate of its own. Entra's provisioning cannot present one, and neither can this program.
    .fix = Ask CloudGate for an address that takes the secret token alone.
finding-service-trailing-slash = CloudGate wants a slash that Entra never writes
    .cause = It answered { $status } and points to the same address with a slash at its end: { $location }. The Tenant URL is right; Entra does not follow a redirect.
    .fix = Show CloudGate's support the evidence: the service must answer without the slash.
finding-conn-answered-before = { $kind ->
    [gateway] Something in front of CloudGate answers in its place
   *[guard] Something in front of CloudGate refuses { $entra ->
        [yes] this program
       *[no] the request
    }
}
    .cause = It answered { $status } ({ $type }): “{ $detail }”. That is no answer of a SCIM service, and it is the same without a token, so that the token was not looked at. { $kind ->
        [gateway] A gateway or load balancer does not reach the service behind it.
       *[guard] A firewall or bot protection does this. { $entra ->
            [yes] A request with just the headers that Entra sends was let in from here.
            [no] A request with just the headers that Entra sends was refused as well.
           *[unknown] Whether Entra is let in, Entra's own test tells.
        }
    }
    .fix = { $kind ->
        [gateway] Test again in some minutes. If it stays so, show CloudGate's support the exchange.
       *[guard] Ask CloudGate, or whoever runs that protection, to let requests to the SCIM address in. Whether Entra is let in, its own test on step 6 tells.
    }
finding-conn-entra-request-refused = A request as Entra sends it is refused
    .cause = This program's own request was answered. The same request with just the headers that Entra sends, without a User-Agent, was answered { $status }: “{ $detail }”.
    .fix = Ask CloudGate, or whoever runs the firewall in front of it, to accept requests without a User-Agent header.
finding-service-search-finds-others = A search finds accounts that do not match
    .cause = A search for { $attribute } equal to a value also found accounts with another value, for example ones that only begin with it. Entra would take such an account for that person's, and write into it.
    .fix = Show CloudGate's support the evidence: “eq” must compare whole values. Do not switch provisioning on before.
finding-service-search-misses = A search does not find an account that is there
    .cause = CloudGate listed an account, but a search for its { $attribute } did not find it. Entra would try to create that person a second time.
    .fix = Show CloudGate's support the evidence: this is theirs to correct.
finding-service-search-letter-case = Searches mind the letter case
    .cause = An account was found by its { $attribute }, but not when the same value was written in other letter case. Where Entra writes a name differently, it does not find the account and tries to create it.
    .fix = Show CloudGate's support the evidence: the SCIM standard compares user names without letter case. Until then both sides must write names in the same way.
finding-service-attribute-shapes = CloudGate writes attributes in a shape that the SCIM standard does not know
    .cause = In an account or group that it sent: { $names }. Entra expects what the standard says there, for example objects in emails and in manager. It may fail to read such accounts, or update them in every cycle.
    .fix = Show CloudGate's support the evidence: this is theirs to correct.
finding-service-media-type-refused = CloudGate refuses what Entra sends
    .cause = It answered 415 to a body of the type application/scim+json, and accepted the same as application/json. Reading works, but nobody could be created or changed.
    .fix = Show CloudGate's support the evidence: the service must accept application/scim+json.
finding-redirect-elsewhere = The Tenant URL leads somewhere else
    .cause = The server answered { $status } and points to { $location }. Entra does not follow, and the token was not sent there.
    .fix = Use the address of the SCIM service itself, as the Admin Console shows it.
finding-conn-html-instead-of-json = A web page answered, not the SCIM service
    .cause = HTML came with status { $status }, titled “{ $title }”: a login page, an error page or a proxy stands at this address.
    .fix = Compare the Tenant URL with the Admin Console. It is not the address of the console itself.
finding-cred-expired-later = The secret token has expired
    .cause = { $date ->
        [none] CloudGate recognises it, but its time is over.
       *[other] It names { $date } as its last day.
    }
    .fix = Create a new token in the Admin Console under General › Secret Token, paste it above, and test again.
finding-cred-401-invalid = CloudGate did not accept the secret token
    .cause = It answered “{ $detail }”.
    .fix = Create a new token in the Admin Console under General › Secret Token, paste it above, and test again. The account that made it needs Admin permissions.
finding-cred-not-admin = The token may not read users
    .cause = CloudGate accepted the token, but answered “{ $detail }”.
    .fix = Give the CloudGate account that made the token Admin permissions, or make the token with another account.
finding-cred-vendor-switch-off = Provisioning is switched off at CloudGate
    .cause = The token is right, but CloudGate answered “{ $detail }”.
    .fix = Ask CloudGate's support to switch provisioning on for your tenant.
finding-conn-404-for-empty-query = CloudGate answers “not found” to a search without result
    .cause = For a user who does not exist it must answer 200 with an empty list; Entra's test fails otherwise.
    .fix = Show CloudGate's support the exchange: this is theirs to correct.
finding-url-ends-in-discovery-path = The Tenant URL is one part too long
    .cause = Nobody answers below it, but somebody does one level up.
    .fix = Give Entra this address instead: { $url }
finding-url-scim-doubled = { $why ->
    [few] The Tenant URL names “scim” once, CloudGate wants it twice
   *[many] The Tenant URL names “scim” twice
}
    .cause = Its path is { $path }.
    .fix = { $url ->
        [none] Remove one of the two, and test again.
       *[other] Give Entra this address instead: { $url }
    }
finding-url-wrong-base-404 = Nothing answers at this Tenant URL
    .cause = The server is there, but has no user list below this path (status { $status }).
    .fix = { $url ->
        [none] Copy the Tenant URL from the Admin Console once more.
       *[other] SCIM answers at { $url }. Use that address.
    }
finding-run-throttled = CloudGate asks to slow down
    .cause = It answered 429: too many requests.
    .fix = { $where ->
        [job] Entra tries again by itself. If it stays so, begin with a smaller group, and ask CloudGate to raise the limit: Entra may send 25 requests a second.
       *[test] Wait a minute and test again. If it stays so, ask CloudGate to raise the limit: Entra may send 25 requests a second.
    }
finding-conn-server-500-config = CloudGate has an internal problem
    .cause = It answered { $status }: { $detail }.
    .fix = Test again in some minutes. If it stays so, show CloudGate's support the exchange.
finding-conn-filter-attribute-unsupported = CloudGate cannot search by { $attribute }
    .cause = It answered “{ $detail }”.
    .fix = { $attribute ->
        [userName] Ask CloudGate's support: Entra has to find accounts by their matching attribute.
       *[other] Match by another attribute on step 7, such as userName.
    }
finding-conn-null-resources = { $why ->
    [resources] CloudGate's empty list is not a list
    [total] CloudGate does not say how many it found
   *[schemas] CloudGate's list does not say that it is one
}
    .cause = { $why ->
        [resources] For a search without result it answers null, or nothing, where an empty list belongs.
        [total] The answer lacks totalResults, which Entra reads.
       *[schemas] The answer lacks its schemas, which the SCIM standard requires.
    }
    .fix = Show CloudGate's support the evidence: this is theirs to correct.
finding-map-silent-duplicates = CloudGate does not heed the search
    .cause = A search for a user who cannot exist found somebody. Entra would take that account for everybody's.
    .fix = Show CloudGate's support the exchange: this is theirs to correct. Do not switch provisioning on before.
finding-run-service-incompatible = { $where ->
    [job] Entra cannot read what CloudGate answers
   *[test] The answer is not a SCIM list
}
    .cause = { $where ->
        [job] An answer of CloudGate is not what the SCIM standard asks for.
       *[test] { $wrong ->
            [error] It says: “{ $detail }” (status 200 in place of { $value }).
            [total] totalResults is { $value }, not a number.
            [total-text] totalResults is the text "{ $value }", not a number.
            [resources] Resources is { $value }, not a list.
            [wrapped] The list is wrapped in “{ $value }”.
            [array] A bare array came. The list must be an object with totalResults and Resources.
            [resource] A single object came, not a list.
            [empty] The answer has no content.
            [not-json] What came is not JSON: “{ $detail }”.
            [other] What came is JSON, but has neither totalResults nor Resources.
            [said] It says: “{ $detail }”, with status 200, and has neither totalResults nor Resources.
           *[status] Status { $status } came with { $type }: “{ $detail }”.
        } Entra expects status 200 and a list.
    }
    .fix = { $where ->
        [job] Test the connection on step 3: its server evidence shows CloudGate's support what to correct.
       *[test] Compare the Tenant URL with the Admin Console. If it is right, show CloudGate's support the exchange.
    }
finding-conn-group-lookup-unsupported = Users can be searched, groups cannot
    .cause = The same search on groups was answered { $status }.
    .fix = { $mapped ->
        [yes] Ask CloudGate to make groups searchable, or switch the group mapping off on step 8.
       *[no] Nothing to do while groups are not provisioned: Entra does not look for them.
    }
finding-url-private-address = Entra cannot reach a private address
    .cause = The name leads to { $address }, which only your own network knows.
    .fix = Entra connects from the internet: use the public address of CloudGate.
finding-cred-short-lived-token = This token will not last
    .cause = It was issued for { $hours } hours, until { $date }.
    .fix = Use a long-lived token from the Admin Console, or provisioning stops when it ends.
finding-cred-bearer-prefix = { $why ->
    [needed] CloudGate wants the word “Bearer” inside the token
   *[removed] The word “Bearer” was pasted with the token
}
    .cause = { $why ->
        [needed] With the word in front it accepts the token, without it not.
       *[removed] It is not part of it: without the word CloudGate accepts the token.
    }
    .fix = { $why ->
        [needed] In the portal, type “Bearer ” before the token. From a token that is pasted here the word is removed, unless you choose to give it so.
       *[removed] The word was left out here. Leave it out in Entra too.
    }
finding-cred-whitespace = Copying had added characters to the token
    .cause = Blanks, line breaks or characters that cannot be seen do not belong to it.
    .fix = They were removed here. Give Entra the token without them too; step 6 does.
finding-cred-basic-only = CloudGate asks for a user name and password
    .cause = It offers { $schemes } only. Entra sends a bearer token and nothing else.
    .fix = Ask CloudGate for a secret token for SCIM provisioning.
finding-service-open = Everybody can read CloudGate's users
    .cause = The same search was answered without any token.
    .fix = Tell CloudGate's support: their service must refuse requests without a token.
finding-url-root-probe-rejected = CloudGate does not answer at the root of its service
    .cause = Users can be searched, but the bare address is answered { $status }, and nothing describes the service.
    .fix = Nothing to do: Entra decides by the user search. Tell CloudGate's support if Entra's own test fails.
finding-url-flag-missing = CloudGate needs the feature flag in the Tenant URL
    .cause = { $what ->
        [disable] Without the flag Entra sends a form of its own, with which nobody would ever be disabled. The standard form works.
        [remove-member] Without the flag Entra removes a group's member in a form of its own, and CloudGate does not do what it asks: when one member leaves, others can lose the group.
       *[other] With the flag CloudGate carries out changes that fail without it.
    }
    .fix = Write ?aadOptscim062020 at the end of the Tenant URL and save it on step 6. “Provision on demand” ignores the flag, so wait for a real cycle to see its effect.
finding-url-flag-not-understood = CloudGate does not understand what the feature flag makes Entra send
    .cause = { $what ->
        [disable] With the flag nobody would ever be disabled. Without it disabling works.
        [remove-member] With the flag nobody would ever leave a group. Without it that works.
       *[other] Without the flag CloudGate carries out changes that fail with it.
    }
    .fix = Remove the flag from the end of the Tenant URL, and save it on step 6.
finding-run-multiple-entries-in-response = CloudGate sends more than it was asked for
    .cause = { $why ->
        [members] Members of a group came although the request excluded them.
       *[count] One entry was asked for, and several came.
    }
    .fix = Show CloudGate's support the evidence. Large groups can make cycles slow or fail.
finding-service-filter-quoting = { $signs ->
    [none] CloudGate cannot search for a value that holds several special characters
   *[other] CloudGate cannot search for values that hold { $signs }
}
    .cause = { $why ->
        [found] A search for a value that nobody has found somebody.
       *[refused] The search was answered { $status }.
    } Other signs were searched for without trouble.
    .fix = Show CloudGate's support the evidence. { $why ->
        [found] Until then Entra may take another account for a person whose { $attribute } holds such a sign.
       *[refused] Until then Entra's look-up fails for a person whose { $attribute } holds such a sign, and that person is not provisioned.
    }
finding-service-paging = CloudGate cannot be read page by page
    .cause = { $why ->
        [failed] The request GET /Users?startIndex=1&count=1 was answered { $status }: { $detail }
        [second-page] Page one came; the request GET /Users?startIndex=2&count=1 failed.
        [page-again] The second page has the same account as the first.
       *[total-is-page] CloudGate gives the size of the page as the total, and the second page has another account.
    }
    .fix = Entra does not read pages, so provisioning is not affected. The preview looks up each person instead, which takes longer. Show CloudGate's support the evidence.
finding-service-content-type = CloudGate calls its answers { $type }
    .cause = The content is right, its type is not: it should be application/scim+json.
    .fix = Nothing to do while Entra accepts it. CloudGate's support may correct it.
