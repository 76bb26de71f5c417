error-graph-bad-request = Entra cannot carry this out as it is
    .why = { $detail ->
        [""] It gave no reason ({ $graph_code }).
       *[other] { $detail }
    }
    .next = Correct what it names. If nothing seems wrong, copy the details for support; the request id is { $request }.
error-graph-unauthorized = Entra did not accept the sign-in for this
    .why = A fresh token was refused too ({ $graph_code }).
    .next = Sign in again. If it stays so, check that the account still has its role.
error-graph-forbidden = Your account may not do this
    .why = Entra refused ({ $graph_code }). It takes the role Cloud Application Administrator or Application Administrator, or ownership of the application.
    .next = If the role is yours but not active, activate it and sign in again. Otherwise ask a Privileged Role Administrator for it.
error-graph-no-licence = The tenant's licence does not include this
    .why = Reading provisioning logs needs Microsoft Entra ID P1 or P2 ({ $graph_code }).
    .next = Go on without: the counters of the job and provisioning on demand work without the licence.
error-graph-not-found = Entra cannot find it
    .why = It was deleted, or it is so new that not every server knows it yet ({ $graph_code }).
    .next = Wait a minute and try again. If it stays so, choose the application again on step 4.
error-graph-conflict = Entra is still busy with this
    .why = Something else changes it at the same time, or it exists already ({ $graph_code }).
    .next = Wait a minute and try again. Nothing is made twice.
error-graph-changed = It was changed meanwhile
    .why = Somebody else saved after this program had read it.
    .next = Read it again, look at the differences, and save then.
error-graph-locked = Entra has locked it for the moment
    .why = Other work on it is running.
    .next = Try again in some minutes.
error-graph-throttled = Entra asks to slow down
    .why = Too many requests came from your tenant within a short time.
    .next = Wait some minutes and try again. Nothing is lost.
error-graph-unavailable = Microsoft Graph is not available
    .why = It answered HTTP { $status } ({ $graph_code }).
    .next = Try again in a few minutes. If it lasts, look at Microsoft's service health page; the request id is { $request }.
error-graph-failed = Microsoft Graph gave an unexpected answer
    .why = HTTP { $status } ({ $graph_code }).
    .next = Try again. If it stays so, copy the details for support; the request id is { $request }.
error-graph-answer-unreadable = Microsoft Graph's answer cannot be read
    .why = It came with HTTP { $status } but not in the form of Graph; a proxy may have put its own page in between.
    .next = Try again. If it stays so, look at the exchange and show it to your network team.
error-graph-foreign-page = The rest of the list is said to be on another host
    .why = The answer points to { $host }. Your sign-in is not sent there.
    .next = Check that no proxy changes the answers of Microsoft Graph.
error-graph-not-settled = Entra is not ready yet
    .why = After { $seconds } seconds it still shows the old state.
    .next = Try again in a few minutes. Nothing is done twice.
error-gallery-app-missing = The gallery does not list { $name }
    .why = { $cloud ->
        [global] It may have been renamed, or it is not offered to your tenant.
       *[other] National clouds offer only some of the applications.
    }
    .next = Look for it in the portal's gallery. Where it is missing, a non-gallery application with the same mappings can stand in; CloudGate's support helps with that.
error-graph-add-uncertain = It is not known whether { $name } was added
    .why = The connection broke while Entra worked on it, and the application does not show up so far.
    .next = Wait five minutes, then look on step 4. If it is there, choose it; it is added again only when it is really missing.
error-graph-no-sync-template = This application cannot be provisioned to
    .why = Entra offers no provisioning for it ({ $id }). It was added moments ago, or it came from an app registration instead of the gallery.
    .next = If it is new, try again in some minutes. Otherwise add the application from the gallery; single sign-on can stay where it is.
error-graph-job-vanished = The new provisioning job cannot be found
    .why = Entra confirmed { $job } but does not show it. That happens after a job was deleted and made anew.
    .next = Wait some minutes and try again. If it stays so, add a second instance of the application and set that up.
error-graph-assignment-refused = Entra refused the assignment
    .why = { $detail ->
        [""] It gave no reason. Assigning a group needs Microsoft Entra ID P1.
       *[other] { $detail }
    }
    .next = For a group, check the licence or assign its people one by one. Otherwise choose another role.
error-credentials-refused = CloudGate does not accept the token
    .why = Entra tried it and CloudGate answered { $answered } ({ $connector }). { $detail }
    .next = Copy the token again from CloudGate and test it on step 3. The account behind it must be an administrator.
error-credentials-unanswered = CloudGate did not answer Entra as expected
    .why = { $detail } ({ $connector }, { $answered })
    .next = Test the connection on step 3. If it works from here, CloudGate may not let Entra's addresses through: ask its support.
error-secret-needed = A stored secret has to be entered again
    .why = Entra replaces all credentials at once and does not give secrets back: { $keys }.
    .next = Paste the secret again; the other settings are kept as they are. Nothing was changed.
error-secrets-too-large = The credentials are too long for Entra
    .why = Address, token and notification addresses have { $bytes } bytes together; about { $limit } fit.
    .next = Use one short group address for the notification, and leave out parts of the Tenant URL that are not needed.
error-secrets-not-saved = Entra shows other settings than those saved
    .why = These differ: { $keys }.
    .next = Wait a minute and check again. If it stays so, save once more, and make sure nobody else edits the application.
