# What this program has changed, and undoing it.

history-kind-application-added = Application { $name } added
history-kind-application-removed = Application { $name } deleted
history-kind-application-restored = Application { $name } restored
history-kind-assignment-required = Assignment requirement changed
history-kind-assigned = { $name } assigned
history-kind-unassigned = Assignment of { $name } removed
history-kind-job-made = Provisioning job created
history-kind-job-removed = Provisioning job deleted
history-kind-job-started = Provisioning turned on
history-kind-job-paused = Provisioning turned off
history-kind-job-restarted = Provisioning restarted
history-kind-credentials = Saved: { $names }
history-kind-schema = { $count ->
    [0] Mappings saved
    [one] Mapping saved: { $names }
   *[other] Mappings saved: { $names }
}
history-kind-link-removed = Link to an account removed
history-kind-on-demand = Provisioned on demand: { $name }
history-kind-probe = Temporary test accounts in CloudGate: { $name }
history-nobody-named = (name not known)
history-more = { $names } and { $count } more
history-none = none
history-on = on
history-off = off
history-unknown = not known
history-assigned = assigned
history-not-assigned = not assigned
history-everybody = all users and groups
history-assigned-only = assigned users and groups only
history-token = a token (never kept here)
history-limit = deletion threshold { $count }
history-job = Provisioning
history-application = Application
history-required = Assignment required
history-group-row = { $name } (groups)
history-part-filters-User = scoping filters
history-part-filters-Group = scoping filters (groups)
history-part-enabled-User = user provisioning
history-part-enabled-Group = group provisioning
history-part-actions-User = actions
history-part-actions-Group = actions (groups)
history-key-baseaddress = Tenant URL
history-key-secrettoken = Secret token
history-key-syncall = Scope
history-key-syncnotificationsettings = Notification
history-key-job = provisioning job
history-key-name = name
history-key-required = assignment requirement
history-key-on = provisioning is on
history-key-mappings = mappings
history-outcome-open = not known yet
history-outcome-unknown = not known
history-outcome-done = done
history-outcome-refused = not done
history-outcome-other = changed by somebody else
history-outcome-undone = undone
history-outcome-gone = in a practice company that no longer exists
history-outcome-settled = { $outcome } (verified later)
history-do-pause = Turn provisioning off. Nobody in CloudGate changes.
history-do-restore-app = Restore application { $names } from the recycle bin.
history-do-make-job = Create the provisioning job again. It starts without a memory of earlier cycles.
history-do-assign = Assign { $names } again.
history-do-credentials = Restore { $names }.
history-do-credentials-removed = Remove from Entra: { $names }.
history-do-credentials-both = Restore { $names }. Remove from Entra: { $gone }.
history-do-schema = { $count ->
    [one] Restore the mapping of { $names }.
   *[other] Restore the mappings of { $names }.
}
history-do-unassign = Remove the assignment of { $names }.
history-do-required = Restore the assignment requirement.
history-do-start = Turn provisioning on.
history-do-remove-job = Delete the provisioning job, with its memory of earlier cycles.
history-do-remove-app = Delete application { $names }.
history-why-already = { $what }: this is already as it was before.
history-why-other = { $what }: somebody else has changed this since ({ $names }). It stays as it is now.
history-why-job-gone = { $what }: the provisioning job no longer exists.
history-why-app-gone = { $what }: the application no longer exists.
history-why-unread = { $what }: what was there before is not known. It stays as it is now.
history-why-restart = { $what }: a restart cannot be undone.
history-why-demand = { $what }: the account in CloudGate stays as it is.
history-why-link = { $what }: Entra matches this user again by itself.
history-why-probe = Test accounts are still in CloudGate: { $names }. Remove them there.
history-why-token-gone = The earlier token is no longer in the key store. The token in Entra stays as it is now.
history-why-token-unseen = Entra never shows its token. If somebody has replaced it since, this cannot be seen.
history-why-in-use = { $what }: the application stays, because it contains something that this program did not put there ({ $names }).
history-why-job-in-use = { $what }: the job stays, because somebody else has changed it ({ $names }).
history-why-assigned-again = { $names }: somebody else has removed and added this assignment since. It stays.
history-why-stays-off = Provisioning stays off until you turn it on again.
history-why-running = { $what }: somebody else has turned provisioning on, so the connection stays as it is now.
history-why-person-gone = { $names }: no longer in the directory, so this assignment cannot be made again.
history-why-unsure = { $what }: the program was stopped while it did this, and nothing tells whether it or somebody else did it. It stays as it is now.
history-why-gone = { $what }: this happened in a practice company that no longer exists.
history-note-restore = You can restore the deleted application for 30 days: undo its deletion here, or use the Entra admin center.
history-note-notification = Entra can turn the notification off, but not remove it.
history-note-accounts = Accounts in CloudGate stay as they are.
history-reading = Reading what Entra has now
history-settling = Checking what came of the last changes
history-undoing = Undoing
history-column-when = When
history-column-what = What
history-column-change = Before → after
history-column-by = By
history-column-outcome = Outcome
history-table = Changes, newest first
history-empty = Nothing has been changed yet
history-empty-text = Every change in Entra appears here, with what was there before.
history-detail = Change
history-when = When
history-by = By
history-undo-one = &Undo this change…
history-undo-back = Undo &back to here…
history-undo-all = Remove everything this program made…
history-planning = Checking what undoing would do
history-plan = Undo
history-plan-one = Undo: { $what }
history-plan-back = Undo back to { $when } ({ $count } changes)
history-plan-all = Remove everything this program made
history-nothing = There is nothing to do in Entra.
history-keep = &Cancel
history-go = { $count ->
    [one] &Undo
   *[other] &Undo ({ $count } actions)
}
history-done = { $count ->
    [0] Nothing was undone
    [one] Undone, with 1 change in Entra
   *[other] Undone, with { $count } changes in Entra
}
history-missed = { $count ->
    [one] 1 is not as it was shown anymore, so it was left as it is.
   *[other] { $count } are not as they were shown anymore, so they were left as they are.
}
history-damaged = { $count ->
    [one] A part of this history cannot be read. Everything else is shown.
   *[other] { $count } parts of this history cannot be read. Everything else is shown.
}
history-export = Export…
history-pick-file = Save the history
history-file = { $setup } - CloudGate history
history-exported = Saved as { $file }
history-older = { $count ->
    [one] This history is very long, so its oldest change is not shown and cannot be undone here. It is still in the file.
   *[other] This history is very long, so its oldest { $count } changes are not shown and cannot be undone here. They are still in the file.
}
history-newer = A newer version of this program wrote this history (format version { $version })
