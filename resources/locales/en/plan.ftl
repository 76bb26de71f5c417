# Verdicts and reasons of a plan, and the steps to them.

plan-verdict-create = create
plan-verdict-update = update
plan-verdict-disable = disable
plan-verdict-delete = delete
plan-verdict-skip = skip
plan-verdict-clash = problem
plan-verdict-unchanged = no change
plan-reason-assigned = assigned
plan-reason-all = everybody is in scope
plan-reason-member = member of an assigned group
plan-reason-no-match = no match on { $attribute }
plan-reason-differs = values differ
plan-reason-same = already equal
plan-reason-not-assigned = not assigned
plan-reason-nested-only = only in the nested group { $group }, which Entra does not read
plan-reason-not-security-group = the group is not a security group
plan-reason-filtered-out = does not pass the scoping filters ({ $filters })
plan-reason-groups-off = group mapping is switched off
plan-reason-blocked = sign-in is blocked in Entra
plan-reason-soft-deleted = deleted in Entra
plan-reason-hard-deleted = permanently deleted in Entra
plan-reason-already-gone = already gone in CloudGate
plan-reason-already-disabled = already disabled
plan-reason-disable-not-mapped = nothing maps “active”, so nobody is disabled
plan-reason-kept-out-of-scope = out of scope, but kept by setting
plan-reason-not-managed = was disabled before; Entra sends nothing more
plan-reason-delete-off = deleting is switched off in the mapping
plan-reason-create-off = creating is switched off in the mapping
plan-reason-update-off = updating is switched off in the mapping
plan-reason-manager = manager is set after everybody exists
plan-reason-manager-cleared = manager is cleared, because Entra has none any more
plan-reason-members = members: { $added } added, { $removed } removed
plan-reason-ImportSkipped = no value for the matching attribute { $attribute }
plan-reason-DuplicateTargetEntries = { $count } CloudGate { $kind ->
    [Group] groups
   *[User] accounts
} match { $attribute } “{ $value }”
plan-reason-DuplicateSourceEntries =
    { $kind ->
        [Group] { $twin ->
            [1] another group has the same name but for letter case
           *[0] another group matches the same group in CloudGate
        }
       *[User] { $twin ->
            [1] another person has the same value but for letter case
           *[0] another person matches the same account
        }
    }
plan-reason-EntryConflict = CloudGate already has { $kind ->
    [Group] a group
   *[User] an account
} with { $attribute } “{ $value }”
plan-reason-overlooked = CloudGate has “{ $held }”, which Entra’s look-up for { $attribute } “{ $value }” does not find
plan-reason-second-account = a second account: matching does not find the present one ({ $id })
plan-reason-other-application = Entra remembers an account in the old application
plan-reason-held-back = held back until somebody allows it
plan-reason-InvalidAnchor = the remembered { $kind ->
    [Group] group
   *[User] account
} { $id } is gone
plan-reason-account-without-id = CloudGate gives no id for the { $kind ->
    [Group] group
   *[User] account
} that matches
plan-reason-SchemaPropertyCanOnlyAcceptValue = several values for { $attribute }, which takes one
plan-reason-expression-not-a-number = a function needs a number and got “{ $value }”
plan-reason-expression-out-of-range = a function got { $value }, which is out of range
plan-help-DuplicateTargetEntries = { $kind ->
    [Group] Entra stops on this group. Remove or rename one of the groups in CloudGate, then preview again.
   *[User] Entra stops on this person. Remove or rename one of the accounts in CloudGate, then preview again.
}
plan-help-DuplicateSourceEntries = { $kind ->
    [Group] Rename one of the two groups in Entra.
   *[User] Give one of the two people another value for the matching attribute.
}
plan-help-EntryConflict = Entra does not find the { $kind ->
    [Group] group
   *[User] account
} by the matching attributes, tries to create it, and CloudGate refuses. Correct the matching attribute on one of the two sides.
plan-help-overlooked = Entra would create a second { $kind ->
    [Group] group
   *[User] account
}. Write the value the same way on both sides, or match on another attribute.
plan-help-InvalidAnchor = Restart provisioning with “Clear all state and match again” once it is back or not wanted.
plan-help-account-without-id = Without an id Entra cannot address it. Ask CloudGate’s support: every object needs one (RFC 7643 section 3.1).
plan-help-SchemaPropertyCanOnlyAcceptValue = Map an attribute with a single value, or pick one with Item(…, 1).
plan-help-ImportSkipped = Fill the attribute in Entra, or add a second matching attribute.
plan-help-expression-not-a-number = Correct the expression on the mapping step.
plan-help-expression-out-of-range = Correct the expression on the mapping step.
plan-help-not-assigned = Assign them, or a group in which they are, if they should come.
plan-help-nested-only = Assign that group itself, or the person; Entra does not look into groups inside groups.
plan-help-not-security-group = Assign a security group instead; Entra does not provision through other groups.
plan-help-filtered-out = Correct the value in Entra, or the filter on the scope step, if they should come.
plan-help-groups-off = Switch the group mapping on if CloudGate should know the groups.
plan-help-blocked = If they have left, all is well. If not, allow signing in, in Entra.
plan-help-soft-deleted = If that is right, all is well. Restored in Entra, the person comes back with the next cycle.
plan-help-kept-out-of-scope = Disable the account in CloudGate by hand if it should not stay.
plan-help-already-gone = All is well.
plan-help-disable-not-mapped = Map “active” to Switch([IsSoftDeleted], , "False", "True", "True", "False"), so that accounts can be disabled.
plan-help-not-managed = Remove the account in CloudGate by hand if it should not stay.
plan-help-delete-off = Remove it in CloudGate by hand, or switch deleting on in the mapping.
plan-help-create-off = Switch creating on in the mapping if new accounts should be made.
plan-help-update-off = Switch updating on in the mapping if changes should reach CloudGate.
plan-help-ignored = Correct the expression that gives IgnoreObjectFlow on the mapping step if they should come.
plan-reason-ignored = an expression leaves this person out
plan-reason-expression-value-too-long = { $function } gives more than { $limit } characters
plan-reason-expression-not-a-date = a function needs a date and got “{ $value }”
plan-reason-expression-not-in-format = “{ $value }” is not written as { $format }
plan-reason-expression-interval = a function got the unknown interval “{ $value }”
plan-reason-expression-not-a-condition = a condition is neither true nor false: “{ $value }”
plan-reason-expression-error-called = the expression says “{ $message }”
plan-reason-expression-none-unique = none of { $count } values is free
plan-reason-expression-word = a function got the unknown word “{ $value }”
plan-reason-expression-not-base64 = “{ $value }” is not Base64
plan-reason-expression-not-a-sid = “{ $value }” is no security identifier
plan-help-expression-value-too-long = Correct the expression on the mapping step.
plan-help-expression-not-a-date = Correct the date in Entra, or let the expression treat an empty one.
plan-help-expression-not-in-format = Correct the date in Entra, or the format on the mapping step.
plan-help-expression-interval = Correct the expression on the mapping step.
plan-help-expression-not-a-condition = Correct the expression on the mapping step.
plan-help-expression-error-called = Correct the person’s data in Entra.
plan-help-expression-none-unique = Add a rule on the mapping step.
plan-help-expression-word = Correct the expression on the mapping step.
plan-help-expression-not-base64 = Correct the person’s data in Entra.
plan-help-expression-not-a-sid = Correct the person’s data in Entra.
plan-reason-pattern-invalid = the pattern “{ $pattern }” is not valid
plan-reason-pattern-too-slow = the pattern “{ $pattern }” takes too long
plan-help-pattern-invalid = Correct the pattern.
plan-help-pattern-too-slow = Simplify the pattern.
plan-note-restarted = This job has run before. Entra does not say which account belongs to which user, so this is what happens after a restart that matches everybody again.
plan-note-beyond = { $target } uses { $part }, which Entra can carry out and this program cannot. What Entra sends there is not known.
plan-note-refused = This sign-in may not read { $names }. What Entra sends to { $targets } is not known here.
plan-note-unfiltered = Entra ignores the condition on { $attribute }. { $count ->
    [one] One user is in scope only for that reason
   *[other] { $count } users are in scope only for that reason
}: { $names }{ $more ->
    [0] {""}
   *[other] {" "}and { $more } more
}
plan-unknown = { $reason } (not known: { $names }{ $more ->
    [0] {""}
   *[other] {" "}and { $more } more
})
