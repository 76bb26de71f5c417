watch-progress = Reading the job and its log
watch-lost = The connection was lost. Retrying in { $seconds } s.
watch-start = &Refresh
watch-watching = Watching
watch-job = Synchronization job
watch-state-NotConfigured = not configured
watch-state-NotRun = started, first cycle not begun
watch-state-Active = running
watch-state-Paused = paused
watch-state-Quarantine = in quarantine
watch-tile-users = { $count ->
    [one] user synchronized
   *[other] users synchronized
}
watch-tile-groups = { $count ->
    [one] group synchronized
   *[other] groups synchronized
}
watch-tile-escrow = failed (will retry)
watch-tile-escrow-cycle = the whole last cycle failed
watch-tile-escrow-unknown = failures not known, because the log was not read
watch-tile-last = last cycle
watch-pages = { $done } of { $total } pages
watch-none-unread = The log has not been read yet
watch-none = No activity yet
watch-none-help = Turn provisioning on first. Everything Entra does then appears here.
watch-none-on-help = Everything Entra does appears here.
watch-none-ran = No log entries
watch-none-ran-help = Cycles have run, but the log has no entries for them. Entra keeps entries for up to 30 days, and a cycle that changes nobody adds none.
watch-next = Next cycle at about { $time }. Entra checks for changes every { $minutes } minutes.
watch-first = The first cycle takes longer than later ones because it evaluates everybody in scope.
watch-done = The first cycle is complete
watch-slowed = In quarantine, Entra retries after 6, 12 and 24 hours, then once a day. A cycle that succeeds ends it.
watch-off = The job is paused: no more cycles start.
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
watch-fact-held = Paused
watch-fact-next = Next attempt
watch-fact-off = Will be disabled on
watch-fact-was-off = Disabled since
watch-held-more = { $names } and { $more } more
watch-off-in = { $days ->
    [0] { $date }, which is today
    [one] { $date }, in 1 day, unless a cycle succeeds
   *[other] { $date }, in { $days } days, unless a cycle succeeds
}
watch-more-findings = { $count ->
    [one] Show 1 more
   *[other] Show { $count } more
}
watch-approve-deletes = I’ve reviewed these users and groups. Allow deletions.
watch-show-held = Show them in the log
watch-copy-said = Copy Entra’s words
watch-job-health-start = Start the job again
    .effect = Use this when the cause is fixed. Entra keeps its state.
watch-job-health-failed = Clear errors (escrows)
    .effect = Entra resets its error count and continues where it was.
watch-job-health-again = Restart provisioning
    .effect = Use this when the cause is fixed. All users are evaluated again, which takes as long as a first cycle.
watch-job-health-deletes = Allow deletions
    .effect = The next cycle disables or deletes all users and groups that are held back.
watch-stop = Pause
watch-resume = Resume
watch-restart = Restart
watch-restart-again = Restart provisioning
watch-restart-failed = Clear errors (escrows)
watch-restart-full = Clear all state and match again
watch-restart-deletes = Allow held-back deletions
watch-restart-go = Restart
watch-stopping = Pausing the job
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
watch-action-other = no change needed
watch-modified-line = { $name }: “{ $old }” → “{ $new }”
watch-on-demand = Provision on demand
watch-on-demand-title = { $name }: { $result }
watch-no-details = Select a row to see what happened.
watch-working = Provisioning one user on demand
watch-link-ask = Entra’s link…
watch-link-title = Remove Entra’s link
watch-link-linked = Entra has linked { $name } to the CloudGate account { $target }.
watch-link-none = Entra has no link for { $name }: the matching attributes decide which account is used.
watch-link-untold = Entra does not show whether { $name } is linked. This preview feature is only available in the global cloud and needs an additional permission.
watch-link-effect = Removing the link changes neither the user nor the account. In the next cycle Entra matches the user again, and creates another account if none matches. Correct the matching values first. A running job is paused for this and started again.
watch-link-keep = Keep the link
watch-link-remove = Remove the link
watch-link-removing = Removing the link
watch-link-waiting = A cycle is still running; trying again in { $seconds } s
watch-link-removed = The link of { $name } is removed. Test the user with “Provision on demand”.
