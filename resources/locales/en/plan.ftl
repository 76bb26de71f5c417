# Verdicts and reasons of a plan, and the steps to them.

plan-verdict-create = create
plan-verdict-update = update
plan-verdict-disable = disable
plan-verdict-delete = delete
plan-verdict-skip = skip
plan-verdict-clash = blocking issue
plan-verdict-unchanged = no change
plan-reason-assigned = assigned
plan-reason-all = everybody is in scope
plan-reason-member = member of an assigned group
plan-reason-no-match = new: nothing in CloudGate has this { $attribute }
plan-reason-differs = values differ
plan-reason-same = already equal
plan-reason-not-assigned = not assigned
plan-reason-nested-only = only in the nested group { $group }, whose members Entra does not provision
plan-reason-not-security-group = the group is not a security group
plan-reason-filtered-out = does not pass the scoping filters ({ $filters })
plan-reason-groups-off = group mapping is turned off
plan-reason-blocked = sign-in is blocked in Entra
plan-reason-soft-deleted = deleted in Entra
plan-reason-hard-deleted = permanently deleted in Entra
plan-reason-already-gone = already gone in CloudGate
plan-reason-already-disabled = already disabled
plan-reason-disable-not-mapped = “active” is not mapped, so nobody is disabled
plan-reason-kept-out-of-scope = out of scope, but kept by a setting
plan-reason-not-managed = already disabled; Entra no longer manages it
plan-reason-delete-off = delete is turned off in the mapping
plan-reason-create-off = create is turned off in the mapping
plan-reason-update-off = update is turned off in the mapping
plan-reason-manager = manager is set after all users are created
plan-reason-manager-cleared = manager is cleared, because Entra no longer has one
plan-reason-members = members: { $added } added, { $removed } removed
plan-reason-ImportSkipped = no value for the matching attribute { $attribute }
plan-reason-DuplicateTargetEntries = { $count } CloudGate { $kind ->
    [Group] groups
   *[User] accounts
} match { $attribute } “{ $value }”
plan-reason-DuplicateSourceEntries =
    { $kind ->
        [Group] { $twin ->
            [1] another group has the same name in different letter case
           *[0] another group matches the same group in CloudGate
        }
       *[User] { $twin ->
            [1] another person has the same value in different letter case
           *[0] another person matches the same account
        }
    }
plan-reason-EntryConflict = CloudGate already has { $kind ->
    [Group] a group
   *[User] an account
} with { $attribute } “{ $value }”
plan-reason-overlooked = CloudGate has “{ $held }”, which Entra does not find when it searches for { $attribute } “{ $value }”
plan-reason-second-account = a second account: matching does not find the existing one ({ $id })
plan-reason-other-application = Entra is linked to an account in the old application
plan-reason-held-back = paused until somebody allows it
plan-reason-InvalidAnchor = the linked { $kind ->
    [Group] group
   *[User] account
} { $id } no longer exists
plan-reason-cannot-tell = cannot tell: { $why ->
    [status] CloudGate answered the search for { $attribute } “{ $value }” with status { $status }
    [silent] CloudGate did not answer the search for { $attribute } “{ $value }” in time
    [answer] CloudGate’s answer to the search for { $attribute } “{ $value }” cannot be used
   *[other] CloudGate was not asked for { $attribute } “{ $value }”
}
plan-reason-account-without-id = CloudGate gives no id for the { $kind ->
    [Group] group
   *[User] account
} that matches
plan-reason-SchemaPropertyCanOnlyAcceptValue = several values for { $attribute }, which accepts one
plan-reason-expression-not-a-number = a function needs a number and got “{ $value }”
plan-reason-expression-out-of-range = a function got { $value }, which is out of range
plan-help-DuplicateTargetEntries = { $kind ->
    [Group] Entra cannot provision this group. Remove or rename one of the groups in CloudGate, then preview again.
   *[User] Entra cannot provision this person. Remove or rename one of the accounts in CloudGate, then preview again.
}
plan-help-DuplicateSourceEntries = { $kind ->
    [Group] Rename one of the two groups in Entra.
   *[User] Give one of the two people another value for the matching attribute.
}
plan-help-EntryConflict = Entra does not find the { $kind ->
    [Group] group
   *[User] account
} by the matching attributes, tries to create it, and CloudGate refuses. Correct the matching attribute in Entra or in CloudGate.
plan-help-cannot-tell = Preview again. If it fails again, tell CloudGate’s support: Entra sends the same search, and cannot provision { $kind ->
    [Group] this group
   *[User] this person
} while it fails.
plan-help-overlooked = Entra would create a second { $kind ->
    [Group] group
   *[User] account
}. Write the value the same way on both sides, or match on another attribute.
plan-help-account-without-id = Without an id Entra cannot address it. Ask CloudGate’s support: every object needs one (RFC 7643 section 3.1).
plan-help-other-application = Nothing happens to the account in the old application. In the new one, the person is matched or created.
plan-help-InvalidAnchor = Restart provisioning with “Clear all state and match again” after it is restored, or if it is no longer needed.
plan-help-SchemaPropertyCanOnlyAcceptValue = Map an attribute with a single value, or pick one with Item(…, 1).
plan-help-ImportSkipped = Fill in the attribute in Entra, or add a second matching attribute.
plan-help-expression-not-a-number = Correct the expression on the mapping step.
plan-help-expression-out-of-range = Correct the expression on the mapping step.
plan-help-not-assigned = To provision them, assign them or one of their groups.
plan-help-nested-only = Assign that group or the person directly. Entra does not provision members of nested groups.
plan-help-not-security-group = Assign a security group instead; Entra does not provision members of other groups.
plan-help-filtered-out = To provision them, correct the value in Entra or the filter on the scope step.
plan-help-groups-off = To provision groups to CloudGate, turn the group mapping on.
plan-help-blocked = If they have left, no action is needed. Otherwise, unblock sign-in in Entra.
plan-help-soft-deleted = If this is right, no action is needed. If you restore the person in Entra, the next cycle enables the account again.
plan-help-kept-out-of-scope = Disable the account in CloudGate manually if it should not be kept.
plan-help-already-gone = No action needed.
plan-help-disable-not-mapped = Map “active” to Switch([IsSoftDeleted], , "False", "True", "True", "False"), so that accounts can be disabled.
plan-help-not-managed = Remove the account in CloudGate manually if it should not be kept.
plan-help-delete-off = Remove it in CloudGate manually, or turn on delete in the mapping.
plan-help-create-off = To create new accounts, turn on create in the mapping.
plan-help-update-off = To send changes to CloudGate, turn on update in the mapping.
plan-help-ignored = To provision them, correct the expression that returns IgnoreObjectFlow on the mapping step.
plan-reason-ignored = an expression excludes this person
plan-reason-expression-value-too-long = { $function } returns more than { $limit } characters
plan-reason-expression-not-a-date = a function needs a date and got “{ $value }”
plan-reason-expression-not-in-format = “{ $value }” does not have the format { $format }
plan-reason-expression-interval = a function got the unknown interval “{ $value }”
plan-reason-expression-not-a-condition = a condition is neither true nor false: “{ $value }”
plan-reason-expression-error-called = the expression reports “{ $message }”
plan-reason-expression-none-unique = none of { $count } values is unused
plan-reason-expression-word = a function got the unknown word “{ $value }”
plan-reason-expression-not-base64 = “{ $value }” is not Base64
plan-reason-expression-not-a-sid = “{ $value }” is not a security identifier
plan-help-expression-value-too-long = Correct the expression on the mapping step.
plan-help-expression-not-a-date = Correct the date in Entra, or handle empty dates in the expression.
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
plan-note-restarted = This job has run before, but Entra does not show which account is linked to which user. This preview shows what happens after “Clear all state and match again”.
plan-note-beyond = { $target } uses { $part }, which Entra can evaluate but this program cannot. It is not known what Entra sends there.
plan-note-refused = This sign-in is not allowed to read { $names }. It is not known what Entra sends to { $targets }.
plan-note-unfiltered = Entra ignores the condition on { $attribute }. { $count ->
    [one] 1 user is in scope only for that reason
   *[other] { $count } users are in scope only for that reason
}: { $names }{ $more ->
    [0] {""}
   *[other] {" "}and { $more } more
}
plan-unknown = { $reason } (not known: { $names }{ $more ->
    [0] {""}
   *[other] {" "}and { $more } more
})
