# Findings about a running job: why it is in quarantine, why people fail, what is good to know.

finding-run-quarantine-too-many-deletes = Deletions exceed the accidental deletion threshold
    .cause = { $count ->
        [0] One cycle would disable or delete more users and groups than the threshold allows. The log does not name them.
        [one] { $names } would be disabled or deleted. That is more than the threshold allows in one cycle.
       *[other] { $more ->
            [0] { $names } would be disabled or deleted. That is more than the threshold allows in one cycle.
           *[other] { $names } and { $more } more would be disabled or deleted. That is more than the threshold allows in one cycle.
        }
    }
    .fix = To keep them, assign them again or correct the filter, then restart provisioning. To let them be disabled or deleted, review each of them first.
finding-run-quarantine-credentials = { $why ->
    [refused] CloudGate does not accept the token that Entra sends
    [forbidden] CloudGate accepts Entra’s token but refuses the request
    [missing] Nothing answers at the Tenant URL that Entra uses
    [url] Entra cannot use the Tenant URL
    [mappings] Entra cannot use the mappings
    [unanswered] Entra gets no usable answer from CloudGate
   *[other] Entra cannot begin a cycle
}
    .cause = { $why ->
        [mappings] A mapping or filter is not valid, so nobody was provisioned.
        [url] Entra reports that the Tenant URL is not valid. Despite the name of its error code, it did not get as far as testing the token.
       *[other] { $answered ->
            [none] Every cycle begins with a test of the connection. It failed, so nobody was provisioned.
           *[other] Every cycle begins with a test of the connection. CloudGate answered { $answered }, so nobody was provisioned.
        }
    }
    .fix = { $why ->
        [refused] Create a new token in the Admin Console, test it on step 3, and save it to Entra on step 6.
        [forbidden] Give the CloudGate account that made the token Admin permissions, and test on step 3.
        [missing] Compare the Tenant URL with the Admin Console, test it on step 3, and save it on step 6.
        [url] Compare the Tenant URL with the Admin Console, test it on step 3, and save it on step 6. The token is not the cause.
        [mappings] Check the mappings on steps 7 and 8 and the filters on step 9. Saving them restarts provisioning.
       *[other] Test the connection on step 3. If it works from here, a firewall may be blocking Microsoft: contact CloudGate support.
    }
finding-run-quarantine-too-many-failures = Too many users failed, so Entra slowed down provisioning
    .cause = { $code ->
        [none] In the last cycle { $failed } failed. The log does not say why.
       *[other] In the last cycle { $failed } failed. Most frequent in the log: { $most } with { $code }.
    }
    .fix = Fix the most frequent cause first. Test one of these users with “Provision on demand”, then restart provisioning.
finding-run-quarantine-without-visible-errors = The log shows no failures
    .cause = Either the connection test failed, which is not logged, or the failures are older than the last cycle.
    .fix = Rely on Entra’s message here, not on the log, and test the connection on step 3.
finding-run-licence-limit-target = CloudGate has no license left { $count ->
    [one] for { $names }
   *[other] for { $count } people
}
    .cause = { $more ->
        [0] It refused to create { $names }.
       *[other] It refused to create { $names } and { $more } more.
    }
    .fix = Get more licenses from CloudGate, or narrow the scope on step 9. Entra retries automatically.
finding-run-invalid-domain = CloudGate does not allow the domain of { $count ->
    [one] { $names }
   *[other] { $count } people
}
    .cause = { $more ->
        [0] It only accepts addresses of certain domains, and refused { $names }.
       *[other] It only accepts addresses of certain domains, and refused { $names } and { $more } more.
    }
    .fix = Ask CloudGate to allow the domain, map another address on step 7, or exclude these people on step 9.
finding-run-invalid-anchor = { $count ->
    [one] The account of { $names } is gone from CloudGate
   *[other] { $count } accounts are gone from CloudGate
}
    .cause = { $more ->
        [0] Entra is linked to an account of { $names } that was deleted or recreated there.
       *[other] Entra is linked to accounts of { $names } and { $more } more that were deleted or recreated there.
    }
    .fix = Restart with “Clear all state and match again”: then Entra finds the new account or creates one. It takes as long as a first cycle.
finding-run-member-failure-loops = The group { $name } fails repeatedly
    .cause = It failed with { $code } in { $times } cycles. Most likely CloudGate does not know one of its members.
    .fix = Look for a member without an account in CloudGate. Provision that user first, or remove the user from the group. Show the log row to CloudGate support.
finding-run-entra-client-changed = CloudGate has refused every change since { $date }
    .cause = Changes of { $count } people fail, and none has succeeded since. Either Entra’s requests or what CloudGate accepts may have changed.
    .fix = Show a failed log row and one from before to CloudGate support. In the meantime, the feature flag in the Tenant URL may help.
finding-run-refused = CloudGate refuses changes to { $count ->
    [one] { $names }
   *[other] { $count } users and groups
}
    .cause = It answered { $answered }: “{ $said }”. { $more ->
        [0] Affected: { $names }.
       *[other] Affected: { $names } and { $more } more.
    }
    .fix = Fix the cause that CloudGate names, in its Admin Console or in Entra. Then test one of them with “Provision on demand”.
finding-run-active-as-text = { $count ->
    [one] { $names } was disabled but is still active
   *[other] { $count } people were disabled but are still active
}
    .cause = { $more ->
        [0] Entra sent “False” as text. CloudGate reported success but left { $names } active.
       *[other] Entra sent “False” as text. CloudGate reported success but left { $names } and { $more } more active.
    }
    .fix = Add ?aadOptscim062020 to the end of the Tenant URL and save it on step 6, or ask CloudGate to accept the text. Then wait for a regular cycle.
finding-run-disabled-after-four-weeks = Entra turned the job off
    .cause = It was in quarantine for four weeks, until { $date }. Nobody has been provisioned since.
    .fix = Fix the cause first, then start the job again. The first cycle can take a long time.
finding-run-stop-not-immediate = The job is stopped, but a cycle still runs
    .cause = Entra lets a running cycle finish, and changes continue until then.
    .fix = Wait until it ends. In an emergency, revoke the token in the Admin Console.
finding-run-nothing-yet = Nothing has happened yet
    .cause = Entra starts the first cycle within a few minutes. It takes from 20 minutes to several hours, depending on the number of users.
    .fix = No action needed. Keep this page open, or come back later.
finding-run-mail-never-came = { $why ->
    [odd] Notifications to { $address } cannot be delivered
   *[nobody] Nobody is notified when provisioning stops
}
    .cause = { $why ->
        [odd] This is not an email address, so nobody is notified when provisioning stops.
       *[nobody] Entra sends one email when a job goes into quarantine. Here, the notification is turned off or has no address.
    }
    .fix = On step 6, enter a group address that is read every day. The email comes from azure-noreply@microsoft.com.
finding-run-history-gone = The log does not go back to the beginning
    .cause = The quarantine began on { $date }; the oldest row is from { $oldest }.
    .fix = Use the remaining rows, and save them for support now. Entra keeps them for 7 days, or 30 days with P1 or P2.
finding-run-on-demand-false-comfort = “Provision on demand” is not a complete test
    .cause = It ignores the flag { $flag } in the Tenant URL, so a regular cycle sends changes in a different form.
    .fix = Change an attribute of one user, and check after the next cycle whether the change arrived.
