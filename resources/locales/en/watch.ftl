watch-progress = Reading the job and its log
watch-lost = The connection was lost. Watching goes on; next look in { $seconds } s.
watch-start = &Watch
watch-watching = Watching
watch-job = Synchronization job
watch-state-NotConfigured = not configured
watch-state-NotRun = started, first cycle not begun
watch-state-Active = running
watch-state-Paused = stopped
watch-state-Quarantine = in quarantine
watch-tile-users = { $count ->
    [one] user synchronized
   *[other] users synchronized
}
watch-tile-groups = { $count ->
    [one] group synchronized
   *[other] groups synchronized
}
watch-tile-escrow = failed, will be retried
watch-tile-last = last cycle
watch-pages = { $done } of { $total } pages
watch-none = Not watched yet
watch-none-help = Turn provisioning on first; then everything that Entra does shows here.
watch-next = Next cycle about { $time }. Entra looks for changes every { $minutes } minutes.
watch-first = The first cycle takes longer than the ones after it: it looks at everybody.
watch-done = The first cycle is complete
watch-slowed = In quarantine Entra tries after 6, 12 and 24 hours, then once a day. A cycle that succeeds ends it.
watch-off = The job is stopped: no further cycle begins.
watch-quarantine = Quarantine
watch-reason-EncounteredQuarantineException = connection failed
watch-reason-EncounteredEscrowProportionThreshold = too many failures
watch-reason-EncounteredBaseEscrowThreshold = too many failures
watch-reason-EncounteredTotalEscrowThreshold = too many failures
watch-reason-TooManyDeletes = too many deletions
watch-reason-QuarantinedOnDemand = set by Microsoft
watch-reason-IngestionInterrupted = reading was interrupted
watch-reason-Unknown = no reason given
watch-fact-request = Entra sent
watch-fact-answer = CloudGate answered
watch-fact-said = Entra says
watch-fact-held = Held back
watch-fact-next = Next attempt
watch-fact-off = Off from
watch-fact-was-off = Off since
watch-held-more = { $names } and { $more } more
watch-off-in = { $days ->
    [0] { $date }, which is today
    [one] { $date }, in one day, unless a cycle succeeds
   *[other] { $date }, in { $days } days, unless a cycle succeeds
}
watch-more-findings = { $count ->
    [one] Show one more
   *[other] Show { $count } more
}
watch-approve-deletes = I looked at all of them: they are to be disabled or deleted
watch-show-held = Show them in the log
watch-copy-said = Copy Entra's words
watch-clinic-start = Start the job again
    .effect = When the cause is corrected. What Entra remembers is kept.
watch-clinic-failed = Forget the failures
    .effect = Entra counts from zero again and goes on where it was.
watch-clinic-again = Look at everybody again
    .effect = When the cause is corrected. It takes as long as a first cycle.
watch-clinic-deletes = Carry out the deletions
    .effect = The next cycle disables or deletes everybody who is held back.
watch-stop = Stop
watch-resume = Start again
watch-restart = Restart
watch-restart-again = Look at everybody again
watch-restart-failed = Only forget failures
watch-restart-full = Clear all state and match again
watch-restart-deletes = Carry out held-back deletions
watch-restart-go = Restart
watch-stopping = Stopping the job
watch-starting = Starting the job
watch-restarting = Restarting the job
watch-log = Provisioning log
watch-log-filter = Filter by name, action or status…
watch-log-unreadable = The log cannot be read: { $why }
watch-column-time = Time
watch-column-action = Action
watch-column-status = Status
watch-column-name = Name
watch-column-why = Result
watch-action-create = create
watch-action-update = update
watch-action-delete = delete
watch-action-disable = disable
watch-action-stageddelete = held back
watch-action-other = other
watch-modified-line = { $name }: “{ $old }” → “{ $new }”
watch-on-demand = Provision now
watch-on-demand-title = { $name }: { $result }
watch-no-details = Select a row to see what happened.
watch-working = Provisioning one person now
watch-link-ask = Entra's link…
watch-link-title = Remove Entra's link
watch-link-linked = Entra has linked { $name } to the CloudGate account { $target }.
watch-link-none = Entra has no link for { $name }: the mappings decide which account is used.
watch-link-untold = Entra does not tell here whether { $name } is linked. The preview of this feature is offered in the global cloud only, and takes a permission of its own.
watch-link-effect = Removing the link changes neither the user nor the account. In the next cycle Entra matches the user again, and creates another account if none matches. Correct the matching values first. A running job is paused for it and started again.
watch-link-keep = Keep the link
watch-link-remove = Remove the link
watch-link-removing = Removing the link
watch-link-waiting = A cycle still runs; trying again in { $seconds } s
watch-link-removed = The link of { $name } is removed. Try the user with “Provision now”.
