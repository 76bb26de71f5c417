# Findings about a running job: why it is in quarantine, why people fail, what is good to know.

finding-run-quarantine-too-many-deletes = Entra holds back deletions, because they are too many at once
    .cause = { $count ->
        [0] More people and groups would leave CloudGate in one cycle than the limit allows. The log does not name them.
        [one] { $names } would be disabled or deleted. That is more in one cycle than the limit allows.
       *[other] { $more ->
            [0] { $names } would be disabled or deleted. That is more in one cycle than the limit allows.
           *[other] { $names } and { $more } more would be disabled or deleted. That is more in one cycle than the limit allows.
        }
    }
    .fix = If they are to stay, assign them again or correct the filter, then let Entra look at everybody again. If they are to go, look at each of them first.
finding-run-quarantine-credentials = { $why ->
    [refused] CloudGate does not accept the token that Entra sends
    [forbidden] CloudGate accepts Entra's token, but refuses the request
    [missing] Nothing answers at the Tenant URL that Entra uses
    [url] Entra cannot use the Tenant URL
    [mappings] Entra cannot use the mappings
    [unanswered] Entra gets no usable answer from CloudGate
   *[other] Entra cannot begin a cycle
}
    .cause = { $why ->
        [mappings] A mapping or filter is not valid, so that nobody was looked at.
        [url] Entra asks for a valid Tenant URL. It did not get as far as the token, whatever its error code is called.
       *[other] { $answered ->
            [none] Every cycle begins with a test of the connection. It failed, so that nobody was looked at.
           *[other] Every cycle begins with a test of the connection. It was answered { $answered }, so that nobody was looked at.
        }
    }
    .fix = { $why ->
        [refused] Create a new token in the Admin Console, test it on step 3, and save it to Entra on step 6.
        [forbidden] Give the CloudGate account that made the token Admin permissions, and test on step 3.
        [missing] Compare the Tenant URL with the Admin Console, test it on step 3, and save it on step 6.
        [url] Compare the Tenant URL with the Admin Console, test it on step 3, and save it on step 6. The token is not to blame.
        [mappings] Look at the mappings on steps 7 and 8, and at the filters on step 9. Saving them restarts the job.
       *[other] Test the connection on step 3. If it is good from here, a firewall may keep Microsoft out: ask CloudGate.
    }
finding-run-quarantine-too-many-failures = Too many people failed, so that Entra slowed the job down
    .cause = { $code ->
        [none] In the last cycle { $failed } failed. The log does not say why.
       *[other] In the last cycle { $failed } failed. The largest group in the log: { $most } with { $code }.
    }
    .fix = Correct the cause of the largest group first. Try one of them with “Provision now”, then restart.
finding-run-quarantine-without-visible-errors = The log shows no failure
    .cause = What failed was a test of the connection, which leaves no row in the log, or the failures are older than the last cycle.
    .fix = Go by what Entra says here, not by the log, and test the connection on step 3.
finding-run-licence-limit-target = CloudGate has no free seat { $count ->
    [one] for { $names }
   *[other] for { $count } people
}
    .cause = { $more ->
        [0] It refused to create { $names }.
       *[other] It refused to create { $names } and { $more } more.
    }
    .fix = Get more seats from CloudGate, or narrow the scope on step 9. Entra tries again by itself.
finding-run-invalid-domain = CloudGate does not allow the domain of { $count ->
    [one] { $names }
   *[other] { $count } people
}
    .cause = { $more ->
        [0] It accepts addresses of certain domains only, and refused { $names }.
       *[other] It accepts addresses of certain domains only, and refused { $names } and { $more } more.
    }
    .fix = Ask CloudGate to allow the domain, map another address on step 7, or leave these people out on step 9.
finding-run-invalid-anchor = { $count ->
    [one] The account of { $names } is gone from CloudGate
   *[other] { $count } accounts are gone from CloudGate
}
    .cause = { $more ->
        [0] Entra remembers an account for { $names } that was removed or created again there.
       *[other] Entra remembers accounts for { $names } and { $more } more that were removed or created again there.
    }
    .fix = Restart with “Clear all state and match again”: then Entra finds the new account or creates one. It takes as long as a first cycle.
finding-run-member-failure-loops = The group { $name } fails again and again
    .cause = It failed with { $code } in { $times } cycles. Most likely CloudGate does not know one of its members.
    .fix = Look for a member without an account in CloudGate, and provision that person first or take them out of the group. Show CloudGate's support the log row.
finding-run-entra-client-changed = Since { $date } CloudGate refuses every change
    .cause = Changes of { $count } people fail, and none went through since. What Entra sends may have changed, or what CloudGate accepts.
    .fix = Show CloudGate's support a failed log row and one from before. The feature flag in the Tenant URL may help meanwhile.
finding-run-refused = CloudGate refuses changes of { $count ->
    [one] { $names }
   *[other] { $count } users and groups
}
    .cause = It answered { $answered }: { $said } { $more ->
        [0] Concerned: { $names }.
       *[other] Concerned: { $names } and { $more } more.
    }
    .fix = Correct what CloudGate names, in its Admin Console or in Entra. Then try one of them with “Provision now”.
finding-run-active-as-text = { $count ->
    [one] { $names } was disabled and is still active
   *[other] { $count } people were disabled and are still active
}
    .cause = { $more ->
        [0] Entra sent “False” as text. CloudGate answered that all is well and left { $names } active.
       *[other] Entra sent “False” as text. CloudGate answered that all is well and left { $names } and { $more } more active.
    }
    .fix = Write ?aadOptscim062020 at the end of the Tenant URL and save it on step 6, or ask CloudGate to accept the text. Then wait for a real cycle.
finding-run-disabled-after-four-weeks = Entra switched the job off
    .cause = It was in quarantine for four weeks, until { $date }. Since then nobody is provisioned.
    .fix = Correct the cause first, then start the job again. Expect the first cycle to take long.
finding-run-stop-not-immediate = The job is stopped, but a cycle still runs
    .cause = Entra lets a cycle that has begun come to its end, and changes go on until then.
    .fix = Wait for its end. In an emergency, make the token invalid in the Admin Console.
finding-run-nothing-yet = Nothing has happened yet
    .cause = Entra begins the first cycle within some minutes. It takes from 20 minutes to hours, depending on how many people there are.
    .fix = Nothing to do: keep watching, or come back later.
finding-run-mail-never-came = { $why ->
    [odd] Mail to { $address } cannot arrive
   *[nobody] Nobody is told when provisioning stops
}
    .cause = { $why ->
        [odd] That is no mail address, so that nobody is told when provisioning stops.
       *[nobody] Entra sends one mail when a job gets into quarantine. Here it is switched off, or has no address.
    }
    .fix = Enter the address of a group that is read every day on step 6. The mail comes from azure-noreply@microsoft.com.
finding-run-history-gone = The log does not reach back to the beginning
    .cause = The quarantine began on { $date }; the oldest row is of { $oldest }.
    .fix = Go by the rows that are left, and save them for support now. Entra keeps them for 7 days, with P1 or P2 for 30.
finding-run-on-demand-false-comfort = “Provision now” proves only a part
    .cause = It ignores the flag { $flag } in the Tenant URL, so that a real cycle sends changes in another form.
    .fix = Change something of one person, and see after the next cycle whether it arrived.
