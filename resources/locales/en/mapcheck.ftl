# Findings about a mapping; the text, and .fix what to do.

mapcheck-map-unfinished = What was typed as the source is not a valid expression yet.
    .fix = Complete it, or undo it. Until then, the row keeps its last valid source and nothing can be saved.
mapcheck-map-target-twice = This target attribute is mapped { $count } times.
    .fix = Keep one row for it.
mapcheck-map-target-unknown = The application’s schema does not have this target attribute.
    .fix = { $near ->
        [none] { $several ->
            [yes] Add “{ $name }” in the portal first: Attribute mapping › Show advanced options › Edit attribute list, type String, multi-valued. Or remove the row.
           *[no] Add “{ $name }” in the portal first: Attribute mapping › Show advanced options › Edit attribute list. Or remove the row.
        }
       *[other] Did you mean { $near }?
    }
mapcheck-map-target-read-only = This target attribute cannot be written.
    .fix = Remove the row.
mapcheck-map-source-unknown = There is no source attribute { $name }.
    .fix = { $near ->
        [none] Choose one from the list. A directory extension that is missing there is added in the portal: Attribute mapping › Show advanced options › Edit attribute list for Microsoft Entra ID.
       *[other] Names are case-sensitive. Did you mean { $near }?
    }
mapcheck-map-source-unsupported = { $name } cannot be a source.
    .fix = Choose another attribute.
mapcheck-map-extension-name-case = The directory extension { $name } is written in different letter case.
    .fix = Use { $near }. With any other spelling, no value is provisioned.
mapcheck-map-roles-direct = Role assignments cannot be mapped directly.
    .fix = Use SingleAppRoleAssignment or a related function.
mapcheck-map-flow-unknown = Entra does not accept “{ $value }” here.
    .fix = Restore the default of this row.
mapcheck-map-tree-differs = The expression’s text and its parsed form do not match.
    .fix = Rebuild the parsed form from the text.
mapcheck-map-constant-meant = The constant “{ $text }” reads like an attribute or an expression.
    .fix = Did you mean { $meant }?
mapcheck-map-type-conflict = A { $source } value cannot be mapped to { $target }.
    .fix = Choose another attribute, or an expression that gives the right type.
mapcheck-map-multi-into-single = { $source } can have several values; the target accepts one.
    .fix = Pick one with Item(…, 1).
mapcheck-map-expression-syntax = The expression is not valid from character { $at } on.
    .fix = Correct it.
mapcheck-map-expression-fails = The expression gives no result for { $count ->
    [one] 1 person
   *[other] { $count } people
} ({ $code }).
    .fix = Change the expression to handle these people’s values, or correct their data.
mapcheck-map-expression-always-empty = The expression gives no value for anybody.
    .fix = Check the names and letter case of the values it compares.
mapcheck-map-expression-joined = The operator & joins texts only in cloud sync.
    .fix = Use Join("", …) or Append.
mapcheck-map-expression-not-offered = { $name } is not available for app provisioning.
    .fix = Choose a function from the list.
mapcheck-map-expression-tenant-only = This program cannot evaluate { $name }, but your tenant can.
    .fix = Try the expression in Entra, with “Provision on demand”; results here do not include this row.
mapcheck-map-expression-not-listed = { $name } is not in your tenant’s list of functions.
    .fix = Entra decides when you save; choose a function from the list to be sure.
mapcheck-map-expression-bare-word = { $name } is neither a text nor an attribute.
    .fix = Put it in quotes or in brackets.
mapcheck-map-expression-comparison-place = A comparison is only allowed in the condition of IIF or inside CBool.
    .fix = Move it there.
mapcheck-map-expression-new-each-time = { $name } gives a different value in every cycle.
    .fix = Apply the row only when an account is created.
mapcheck-map-expression-constant-word = { $function } does not accept “{ $value }” as { $parameter }.
    .fix = Use one of: { $words }.
mapcheck-map-expression-constant-number = { $function } needs a whole number as { $parameter }, not “{ $value }”.
    .fix = Write a number.
mapcheck-map-expression-constant-list = { $function } needs an attribute with several values as { $parameter }.
    .fix = Use an attribute or Split.
mapcheck-map-expression-condition-presence = Entra may not evaluate { $name } in a condition if the attribute is empty.
    .fix = Use Switch([a], [a], "", "fallback").
mapcheck-map-expression-condition-empty = Entra may not evaluate a comparison with "" in a condition.
    .fix = Use Switch([a], [a], "", "fallback").
mapcheck-map-expression-switch-presence = Entra’s documentation warns of { $name } as the source of Switch.
    .fix = Use Switch([a], [a], "", "fallback").
mapcheck-map-expression-replace-arguments = Replace does nothing with this combination of arguments.
    .fix = Use an old value with a replacement or a template, or a pattern with a replacement.
mapcheck-map-expression-replace-pattern = The pattern is not a valid regular expression. { $reason }
    .fix = Correct the pattern.
mapcheck-map-expression-replace-pattern-untestable = This program cannot evaluate { $part }, but Entra can.
    .fix = Try the expression in Entra, with “Provision on demand”; results here do not include this row.
mapcheck-map-expression-replace-group = The pattern has no group named “{ $name }”; it has: { $groups }.
    .fix = Name the group in the pattern, or correct the name here.
mapcheck-map-required-missing = CloudGate needs this attribute, but nothing is mapped to it.
    .fix = Add a mapping for it.
mapcheck-map-required-empty = CloudGate needs this attribute, but { $count ->
    [one] 1 person has
   *[other] { $count } people have
} no value for it.
    .fix = Fill in the source, or use an expression that provides a value.
mapcheck-map-disable-switch-removed = { $why ->
    [update] Updates are turned off, so people who leave stay active in CloudGate.
    [source] “active” does not depend on IsSoftDeleted, so people who leave stay active in CloudGate.
    [on-create] “active” is only written when an account is created, so people who leave stay active.
   *[missing] Without this mapping, people who leave stay active in CloudGate.
}
    .fix = { $why ->
        [update] Turn updates on.
       *[other] Restore the default row for “active”.
    }
mapcheck-map-no-matching = No attribute is used for matching.
    .fix = Give one row the matching precedence 1, usually userName.
mapcheck-map-matching-order = Matching precedence must count 1, 2, 3 without gaps.
    .fix = Renumber the matching rows.
mapcheck-map-matching-doubled = Two rows have the same matching precedence.
    .fix = Renumber the matching rows.
mapcheck-map-matching-without-source = A matching attribute needs a source.
    .fix = Choose a source attribute, or set its precedence to 0.
mapcheck-map-matching-reference = A reference cannot be used for matching.
    .fix = Choose another attribute.
mapcheck-map-matching-constant = A constant is the same for everybody and cannot be used for matching.
    .fix = Choose an attribute, or set its precedence to 0.
mapcheck-map-matching-unique = SelectUniqueValue cannot be used for matching.
    .fix = Choose another source, or set its precedence to 0.
mapcheck-map-match-value-missing = { $count ->
    [one] 1 person has
   *[other] { $count } people have
} no matching value ({ $attribute }); Entra skips them.
    .fix = Fill in the attribute, or match by another one.
mapcheck-map-duplicate-source = { $count ->
    [one] 1 person shares
   *[other] { $count } people share
} a matching value, for example “{ $value }”. Letter case does not matter.
    .fix = Give them different values, or match by a unique attribute.
mapcheck-map-alias-collision = { $count ->
    [one] 1 person gets
   *[other] { $count } people get
} a value that another user gets too, for example “{ $value }”. Letter case does not matter.
    .fix = Add a part that is unique, such as the employee number.
mapcheck-map-special-characters = { $count ->
    [one] 1 matching value contains
   *[other] { $count } matching values contain
} special characters that may break matching: { $signs }
    .fix = Match by another attribute, or change these values.
mapcheck-map-not-ascii = { $count ->
    [one] 1 person gets
   *[other] { $count } people get
} letters here that few services accept in usernames and email addresses: { $signs }
    .fix = NormalizeDiacritics changes only some letters (é, ø, č); add Replace for the others, or map an attribute that uses plain letters.
mapcheck-map-upn-differs-from-mail = { $count ->
    [one] 1 person’s CloudGate account is
   *[other] { $count } people’s CloudGate accounts are
} named by email address, but Entra would search for the user principal name and create another account.
    .fix = Map mail to userName, or rename the accounts before the first cycle.
mapcheck-map-duplicate-target = { $count ->
    [one] 1 person matches
   *[other] { $count } people match
} more than one CloudGate account.
    .fix = Merge or delete the duplicate accounts.
mapcheck-map-null-not-cleared = { $count ->
    [one] 1 person has
   *[other] { $count } people have
} a value in CloudGate but none in Entra. The value stays in CloudGate.
    .fix = Clear it in CloudGate, or map a placeholder with an expression.
mapcheck-map-default-only-on-create = { $count ->
    [one] 1 person has
   *[other] { $count } people have
} no value, and existing accounts never get the default “{ $default }”.
    .fix = Provide the default in the expression, for example with Coalesce.
mapcheck-map-attribute-unknown-to-target = This attribute is not in CloudGate’s own schema.
    .fix = Remove the row, or ask CloudGate support.
mapcheck-map-actions-none = Create, update and delete are all turned off.
    .fix = Turn them on again.
mapcheck-map-rule-unnamed = The rule does not name its { $side } directory.
    .fix = Add { $side }DirectoryName to the rule, or restore the default mappings.
mapcheck-map-nothing = { $rules ->
    [0] The schema has no rules. It does not map any users.
   *[other] No rule in the schema maps users or groups.
}
    .fix = Restore the default mappings, or choose another file.
mapcheck-map-no-users = The schema has no mapping for users.
    .fix = Restore the default mappings.
mapcheck-map-all-off = All mappings are turned off. Nobody is provisioned.
    .fix = Turn on the user mapping.
mapcheck-map-not-read = { $role ->
    [matching] The file of people has no { $names }: matching by this attribute cannot be checked.
    [filter] The file of people has no { $names }: who passes this filter cannot be checked.
   *[value] The file of people has no { $names }: the values of this row cannot be checked.
}
    .fix = Include it when you export the people.
mapcheck-map-object-unknown = The rule names “{ $name }”, which no directory defines.
    .fix = Restore the default mappings.
mapcheck-scope-role-mapping-sync-all = Roles are empty while the scope is “all users and groups”.
    .fix = Choose the scope “assigned users and groups”, or remove the row.
mapcheck-map-second-role = { $count ->
    [one] 1 user has more than one role. Entra sends only one of them, and it is not defined which one.
   *[other] { $count } users have more than one role. Entra sends only one of them, and it is not defined which one.
}
    .fix = Give each user one role, or use AssertiveAppRoleAssignmentsComplex for “roles”.
mapcheck-scope-guest-name-shape = { $count ->
    [one] 1 guest gets
   *[other] { $count } guests get
} a shortened username: { $name } instead of { $original }.
    .fix = Map mail for guests, or originalUserPrincipalName for the long form.
mapcheck-scope-filter-empty = This filter has no condition.
    .fix = Add a condition or remove the filter.
mapcheck-scope-filter-unsupported-attribute = { $attribute } cannot be used in a scoping filter.
    .fix = Entra ignores filters on lists, dates, references, user type, manager and role assignments. Choose another attribute.
mapcheck-scope-filter-unknown-attribute = There is no source attribute { $attribute }.
    .fix = Choose one from the list; names are case-sensitive.
mapcheck-scope-filter-operator = The operator { $operator } is not known.
    .fix = Choose one from the list.
mapcheck-scope-filter-operator-untestable = This program cannot evaluate the operator { $operator }, but your tenant can.
    .fix = Try it in Entra, with “Provision on demand”; a preview is not possible with it.
mapcheck-scope-filter-operator-type = The operator { $operator } cannot be used with the type of { $attribute }.
    .fix = Choose one from the list.
mapcheck-scope-filter-no-value = The condition on { $attribute } has no value.
    .fix = Enter a value for { $operator }.
mapcheck-scope-filter-extra-value = The operator { $operator } takes no value.
    .fix = Remove the value of the condition on { $attribute }.
mapcheck-scope-filter-number-on-text = The condition on { $attribute } compares whole numbers, but one side is not a whole number.
    .fix = Use a regular expression, or another attribute.
mapcheck-scope-filter-pattern = The pattern for { $attribute } is not a valid regular expression.
    .fix = Correct the pattern.
mapcheck-scope-filter-pattern-untestable = This program cannot evaluate the pattern for { $attribute }, but Entra can.
    .fix = Try it in Entra, with “Provision on demand”; a preview is not possible with it.
mapcheck-scope-filter-case-or-null = { $why ->
    [case] { $count ->
        [one] 1 person fails
       *[other] { $count } people fail
    } the condition on { $attribute } only because of letter case.
   *[empty] { $count ->
        [one] 1 person fails
       *[other] { $count } people fail
    } the condition on { $attribute } because it is empty.
}
    .fix = { $why ->
        [case] Correct the data, or use a regular expression such as (?i)sales.
       *[empty] Fill in the attribute, or add a filter for empty values.
    }
mapcheck-scope-filter-nobody = No user passes the filters.
    .fix = Check each condition. All conditions in a filter must match.
