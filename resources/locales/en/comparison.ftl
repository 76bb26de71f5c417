# The preview beside what Entra's log says happened.
comparison-title = Compared with the preview
comparison-said = { $total ->
    [one] { $done ->
        [0] The planned operation had a different result
       *[other] The planned operation went as planned
    }
   *[other] { $done } of { $total } as planned
}
comparison-so-far = { $done } of { $total } as planned so far, { $waiting } not in the log yet
comparison-said-unread = { $done } of { $total } as planned, { $unread } not read
comparison-all = { $total ->
    [one] The planned operation went as planned
   *[other] All { $total } as planned
}
comparison-all-removed = { $removed ->
    [one] As planned; 1 disabled or deleted
   *[other] As planned; { $removed } of { $total } disabled or deleted
}
comparison-all-gone = { $gone ->
    [one] As planned at first; 1 disabled or deleted since
   *[other] As planned at first; { $gone } of { $total } disabled or deleted since
}
comparison-removed = { $count ->
    [one] 1 was disabled or deleted, as the preview said.
   *[other] { $count } were disabled or deleted, as the preview said.
}
comparison-gone = { $count ->
    [one] 1 was disabled or deleted in a later cycle.
   *[other] { $count } were disabled or deleted in a later cycle.
}
comparison-when = Preview of { $made }, cycle from { $began }.
comparison-foretold = { $count ->
    [one] 1 failed, as the preview said.
   *[other] { $count } failed, as the preview said.
}
comparison-extra = { $count ->
    [one] 1 operation was not planned.
   *[other] { $count } operations were not planned.
}
comparison-age = { $days ->
    [one] The cycle began 1 day after the preview, and changes made in Entra since then also appear here.
   *[other] The cycle began { $days } days after the preview, and changes made in Entra since then also appear here.
}
comparison-changed = Mappings, scope or assignments were changed here after the preview.
comparison-cut = The log is long, and only its newest { $count } entries were read.
comparison-read = Read the whole log
comparison-reading = Reading the whole log
comparison-none = No preview was kept, so there is nothing to compare with. Next time, run the preview before you turn provisioning on.
comparison-newer = The preview is newer than everything in the log. The next cycle is compared with it.
comparison-show = { $count ->
    [one] Show the difference
   *[other] Show { $count } differences
}
comparison-hide = Hide the differences
comparison-show-row = Show in the log
comparison-column-name = Name
comparison-column-planned = Planned
comparison-column-happened = Happened
comparison-column-why = Why
comparison-unplanned = not planned
comparison-happened-create = created
comparison-happened-update = updated
comparison-happened-disable = disabled
comparison-happened-delete = deleted
comparison-happened-stageddelete = held back
comparison-happened-other = changed
comparison-happened-failure = failed
comparison-happened-skipped = skipped
comparison-happened-nothing = not in the log
comparison-happened-reference = not yet set
comparison-reason-done = as planned
comparison-reason-done-later = as planned, in a later cycle
comparison-reason-nothing-to-do = no change was needed
comparison-reason-foretold = failed, as the preview said
comparison-reason-error = Entra reports { $code }
comparison-reason-reference-error = manager or members: Entra reports { $code }
comparison-reason-account-existed = CloudGate had a matching account by then, so it was updated
    .help = Somebody created the account after the preview, by hand or by provisioning one person on demand.
comparison-reason-account-gone = the account was gone by then, so it was created again
    .help = Somebody deleted the account in CloudGate after the preview.
comparison-reason-left = unassigned, blocked or deleted in Entra after the preview
    .help = Assign or unblock the person in Entra if the account is to be active; the next cycle does the rest.
comparison-reason-unassigned = no longer assigned when the cycle ran
    .help = Assign the person or the group again on the assignment step; the next cycle does the rest.
comparison-reason-filtered = no longer passes the scoping filters
    .help = An attribute that a filter uses was changed in Entra, or the filter was changed.
comparison-reason-inactive = sign-in was blocked in Entra after the preview
    .help = Entra creates no account for people whose sign-in is blocked. Unblock the person in Entra; the next cycle does the rest.
comparison-reason-back = back in scope when the cycle ran
    .help = The person was assigned or unblocked again after the preview.
comparison-reason-entered = in scope only since the preview
    .help = The person was assigned, unblocked, or now passes the filters.
comparison-reason-changed = changed after the preview, in Entra or in CloudGate
    .help = At the preview both sides were the same. The log shows which attributes were written.
comparison-reason-solved = the problem found by the preview was solved by then
    .help = Nothing is left to do.
comparison-reason-untold = the preview could not tell, because CloudGate did not answer the search for it
    .help = Check here what Entra did.
comparison-reason-held-back = held back: too many deletions in one cycle
    .help = Entra waits until somebody reviews them. See the quarantine details above.
comparison-reason-already-done = already done when the cycle ran
    .help = Somebody made the same change after the preview, by hand or by provisioning one person on demand.
comparison-reason-no-key = the matching attribute no longer has a value
    .help = Fill the attribute in Entra; the next cycle does the rest.
comparison-reason-skipped = skipped by Entra: { $code }
    .help = Entra did not process the object. Its row in the log shows at which step.
comparison-reason-deleted = deleted instead of disabled
    .help = The person was deleted in Entra for good, or CloudGate cannot disable accounts.
comparison-reason-values = other values: { $names }{ $more ->
    [0] {""}
   *[other] {" "}and { $more } more
}
    .help = The person was changed in Entra after the preview, or the mapping was.
comparison-reason-new = { $days ->
    [0] not there, or not in scope, when the preview read Entra
    [one] not there, or not in scope, at the preview 1 day earlier
   *[other] not there, or not in scope, at the preview { $days } days earlier
}
    .help = Created or assigned after the preview.
comparison-reason-not-read = out of scope, so the preview did not read it
    .help = Entra remembers the account from an earlier cycle. The preview reads only those who are in scope.
comparison-reason-running = the cycle has not reached it yet
comparison-reason-late = may still appear: the log is a few minutes behind
    .help = Refresh in half an hour.
comparison-reason-cut = among the older entries that were not read
    .help = Look the name up in the log in the Entra admin center.
comparison-reason-quarantine = not reached: the job is in quarantine
    .help = Fix the cause of the quarantine named above; the next cycle continues.
comparison-reason-stopped = not reached: the job was stopped
    .help = Start the job again; it continues where it stopped.
comparison-reason-left-scope = no entry: probably left the scope after the preview
    .help = People who are no longer assigned leave no entry. Check the assignment in Entra.
comparison-reason-no-trace = no entry in the log
    .help = Provision the person on demand, or wait for the next cycle. The log itself can also miss entries.
comparison-reason-references = manager or members were not set in this cycle
    .help = Entra sets them when both accounts exist. A later cycle does that, or restart provisioning.
comparison-wrote = { $name }: { $value }
comparison-not-wrote = { $name }: planned but not written
comparison-at = { $happened }, { $time }
comparison-code-Conflict = Another object in CloudGate has the same unique value. Change one of the two, or match on another attribute.
comparison-code-EntryConflict = Another object in CloudGate has the same unique value. Change one of the two, or match on another attribute.
comparison-code-InternalServerError = CloudGate had an internal error. Entra tries again in the next cycle; if that fails too, ask CloudGate support.
comparison-code-InsufficientRights = CloudGate accepted the token but refused the change. Ask CloudGate support what the token may do.
comparison-code-MethodNotAllowed = CloudGate accepted the token but refused the change. Ask CloudGate support what the token may do.
comparison-code-NotPermitted = CloudGate accepted the token but refused the change. Ask CloudGate support what the token may do.
comparison-code-Unauthorized = CloudGate refused the token for this change. Ask CloudGate support what the token may do.
comparison-code-UnprocessableEntity = CloudGate understood the request but refused its content. Its message below names the value.
comparison-code-WebExceptionProtocolError = The connection broke. Entra tries again in the next cycle.
comparison-code-NotImplemented = CloudGate cannot do this. Switch the action off in the mapping if it is not needed.
comparison-code-MandatoryFieldsMissing = CloudGate needs a value that is empty. Fill it in Entra, or give the mapping a default.
comparison-code-MissingValues = CloudGate needs a value that is empty. Fill it in Entra, or give the mapping a default.
comparison-code-SchemaAttributeNotFound = CloudGate does not know an attribute of the mapping. Remove the row, or correct its target.
comparison-code-InternalError = Entra had an internal error. It tries again in the next cycle.
comparison-code-Timeout = CloudGate took too long. Entra tries again in the next cycle.
comparison-code-DuplicateTargetEntries = Several accounts in CloudGate match. Remove or rename all but one.
comparison-code-DuplicateSourceEntries = Several people match the same account. Give them different values in the matching attribute.
comparison-code-SchemaPropertyCanOnlyAcceptValue = Several values were mapped to an attribute that accepts only one. Correct the mapping.
