# The preview beside what Entra's log says happened.
aftermath-title = Compared with the preview
aftermath-said = { $total ->
    [one] { $done ->
        [0] The one planned operation had a different result
       *[other] The one planned operation went as planned
    }
   *[other] { $done } of { $total } as planned
}
aftermath-so-far = { $done } of { $total } as planned so far, { $waiting } not in the log yet
aftermath-said-unread = { $done } of { $total } as planned, { $unread } not read
aftermath-all = { $total ->
    [one] The one planned operation went as planned
   *[other] All { $total } as planned
}
aftermath-all-removed = { $removed ->
    [one] As planned; one disabled or deleted
   *[other] As planned; { $removed } of { $total } disabled or deleted
}
aftermath-all-gone = { $gone ->
    [one] As planned at first; one disabled or deleted since
   *[other] As planned at first; { $gone } of { $total } disabled or deleted since
}
aftermath-removed = { $count ->
    [one] One was disabled or deleted, as the preview said.
   *[other] { $count } were disabled or deleted, as the preview said.
}
aftermath-gone = { $count ->
    [one] One was disabled or deleted in a later cycle.
   *[other] { $count } were disabled or deleted in a later cycle.
}
aftermath-when = Preview of { $made }, cycle from { $began }.
aftermath-foretold = { $count ->
    [one] One failed, as the preview said.
   *[other] { $count } failed, as the preview said.
}
aftermath-extra = { $count ->
    [one] One operation was not planned.
   *[other] { $count } operations were not planned.
}
aftermath-age = { $days ->
    [one] The cycle began a day after the preview, and changes made in Entra since then also appear here.
   *[other] The cycle began { $days } days after the preview, and changes made in Entra since then also appear here.
}
aftermath-changed = Mappings, scope or assignments were changed here after the preview.
aftermath-cut = The log is long, and only its newest { $count } entries were read.
aftermath-read = Read the whole log
aftermath-reading = Reading the whole log
aftermath-none = No preview was kept, so there is nothing to compare with. Next time, run the preview before you turn provisioning on.
aftermath-newer = The preview is newer than everything in the log. The next cycle is compared with it.
aftermath-show = { $count ->
    [one] Show the difference
   *[other] Show { $count } differences
}
aftermath-hide = Hide the differences
aftermath-show-row = Show in the log
aftermath-column-name = Name
aftermath-column-planned = Planned
aftermath-column-happened = Happened
aftermath-column-why = Why
aftermath-unplanned = not planned
aftermath-happened-create = created
aftermath-happened-update = updated
aftermath-happened-disable = disabled
aftermath-happened-delete = deleted
aftermath-happened-stageddelete = held back
aftermath-happened-other = changed
aftermath-happened-failure = failed
aftermath-happened-skipped = skipped
aftermath-happened-nothing = not in the log
aftermath-happened-reference = not yet set
aftermath-reason-done = as planned
aftermath-reason-done-later = as planned, in a later cycle
aftermath-reason-nothing-to-do = no change was needed
aftermath-reason-foretold = failed, as the preview said
aftermath-reason-error = Entra reports { $code }
aftermath-reason-reference-error = manager or members: Entra reports { $code }
aftermath-reason-account-existed = CloudGate had a matching account by then, so it was updated
    .help = Somebody created the account after the preview, by hand or by provisioning one person on demand.
aftermath-reason-account-gone = the account was gone by then, so it was created again
    .help = Somebody deleted the account in CloudGate after the preview.
aftermath-reason-left = unassigned, blocked or deleted in Entra after the preview
    .help = Assign or unblock the person in Entra if the account is to be active; the next cycle does the rest.
aftermath-reason-unassigned = no longer assigned when the cycle ran
    .help = Assign the person or the group again on the assignment step; the next cycle does the rest.
aftermath-reason-filtered = no longer passes the scoping filters
    .help = An attribute that a filter uses was changed in Entra, or the filter was changed.
aftermath-reason-inactive = sign-in was blocked in Entra after the preview
    .help = Entra creates no account for people whose sign-in is blocked. Unblock the person in Entra; the next cycle does the rest.
aftermath-reason-back = back in scope when the cycle ran
    .help = The person was assigned or unblocked again after the preview.
aftermath-reason-entered = in scope only since the preview
    .help = The person was assigned, unblocked, or now passes the filters.
aftermath-reason-changed = changed after the preview, in Entra or in CloudGate
    .help = At the preview both sides were the same. The log shows which attributes were written.
aftermath-reason-solved = the problem found by the preview was solved by then
    .help = Nothing is left to do.
aftermath-reason-untold = the preview could not tell, because CloudGate did not answer the search for it
    .help = Check here what Entra did.
aftermath-reason-held-back = held back: too many deletions in one cycle
    .help = Entra waits until somebody reviews them. See the quarantine details above.
aftermath-reason-already-done = already done when the cycle ran
    .help = Somebody made the same change after the preview, by hand or by provisioning one person on demand.
aftermath-reason-no-key = the matching attribute no longer has a value
    .help = Fill the attribute in Entra; the next cycle does the rest.
aftermath-reason-skipped = skipped by Entra: { $code }
    .help = Entra did not process the object. Its row in the log shows at which step.
aftermath-reason-deleted = deleted instead of disabled
    .help = The person was deleted in Entra for good, or CloudGate cannot disable accounts.
aftermath-reason-values = other values: { $names }{ $more ->
    [0] {""}
   *[other] {" "}and { $more } more
}
    .help = The person was changed in Entra after the preview, or the mapping was.
aftermath-reason-new = { $days ->
    [0] not there, or not in scope, when the preview read Entra
    [one] not there, or not in scope, at the preview a day earlier
   *[other] not there, or not in scope, at the preview { $days } days earlier
}
    .help = Created or assigned after the preview.
aftermath-reason-not-read = out of scope, so the preview did not read it
    .help = Entra remembers the account from an earlier cycle. The preview reads only those who are in scope.
aftermath-reason-running = the cycle has not reached it yet
aftermath-reason-late = may still appear: the log is a few minutes behind
    .help = Refresh in half an hour.
aftermath-reason-cut = among the older entries that were not read
    .help = Look the name up in the log in the Entra admin center.
aftermath-reason-quarantine = not reached: the job is in quarantine
    .help = Fix the cause of the quarantine named above; the next cycle continues.
aftermath-reason-stopped = not reached: the job was stopped
    .help = Start the job again; it continues where it stopped.
aftermath-reason-left-scope = no entry: probably left the scope after the preview
    .help = People who are no longer assigned leave no entry. Check the assignment in Entra.
aftermath-reason-no-trace = no entry in the log
    .help = Provision the person on demand, or wait for the next cycle. The log itself can also miss entries.
aftermath-reason-references = manager or members were not set in this cycle
    .help = Entra sets them when both accounts exist. A later cycle does that, or restart provisioning.
aftermath-wrote = { $name }: { $value }
aftermath-not-wrote = { $name }: planned but not written
aftermath-at = { $happened }, { $time }
aftermath-code-Conflict = Another object in CloudGate has the same unique value. Change one of the two, or match on another attribute.
aftermath-code-EntryConflict = Another object in CloudGate has the same unique value. Change one of the two, or match on another attribute.
aftermath-code-InternalServerError = CloudGate had an internal error. Entra tries again in the next cycle; if that fails too, ask CloudGate support.
aftermath-code-InsufficientRights = CloudGate accepted the token but refused the change. Ask CloudGate support what the token may do.
aftermath-code-MethodNotAllowed = CloudGate accepted the token but refused the change. Ask CloudGate support what the token may do.
aftermath-code-NotPermitted = CloudGate accepted the token but refused the change. Ask CloudGate support what the token may do.
aftermath-code-Unauthorized = CloudGate refused the token for this change. Ask CloudGate support what the token may do.
aftermath-code-UnprocessableEntity = CloudGate understood the request but refused its content. Its message below names the value.
aftermath-code-WebExceptionProtocolError = The connection broke. Entra tries again in the next cycle.
aftermath-code-NotImplemented = CloudGate cannot do this. Switch the action off in the mapping if it is not needed.
aftermath-code-MandatoryFieldsMissing = CloudGate needs a value that is empty. Fill it in Entra, or give the mapping a default.
aftermath-code-MissingValues = CloudGate needs a value that is empty. Fill it in Entra, or give the mapping a default.
aftermath-code-SchemaAttributeNotFound = CloudGate does not know an attribute of the mapping. Remove the row, or correct its target.
aftermath-code-InternalError = Entra had an internal error. It tries again in the next cycle.
aftermath-code-Timeout = CloudGate took too long. Entra tries again in the next cycle.
aftermath-code-DuplicateTargetEntries = Several accounts in CloudGate match. Remove or rename all but one.
aftermath-code-DuplicateSourceEntries = Several people match the same account. Give them different values in the matching attribute.
aftermath-code-SchemaPropertyCanOnlyAcceptValue = Several values were mapped to an attribute that accepts only one. Correct the mapping.
