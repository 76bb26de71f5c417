watch-progress = Reading the job and its log
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
watch-quarantine = The job is in quarantine: { $reason }
watch-quarantine-help = { $message } Next attempt { $time }. Correct the cause, then restart.
watch-quarantine-limit = Entra switches the job off when this lasts four weeks.
watch-stop = Stop
watch-resume = Start again
watch-restart = Restart
watch-restart-again = Look at everybody again
watch-restart-failed = Only forget failures
watch-restart-full = Match everybody anew
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
watch-action-stagedDelete = held back
watch-action-other = other
watch-modified-line = { $name }: “{ $old }” → “{ $new }”
watch-on-demand = Provision now
watch-on-demand-title = { $name }: { $result }
watch-no-details = Select a row to see what happened.
watch-working = Provisioning one person now
