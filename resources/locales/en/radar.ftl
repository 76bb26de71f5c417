# The match radar: values that Entra would stumble over when it looks people up in CloudGate.

radar-title = { $count ->
    [0] Matching: no problems found
    [one] Matching: one problem to review
   *[other] Matching: { $count } problems to review
}
radar-looking = Checking how people will be matched…
radar-looked = { $people ->
    [one] One person
   *[other] { $people } people
} and { $accounts ->
    [one] one account
   *[other] { $accounts } accounts
} were compared{ $groups ->
    [0] .
    [one] , and one group.
   *[other] , and { $groups } groups.
}
radar-asking = Sending CloudGate the same queries as Entra
radar-ask = &Check with CloudGate
radar-ask-tip = Sends the queries that Entra would send, at most { $count }. Nothing is changed.
radar-asked = { $confirmed ->
    [0] CloudGate confirmed nothing
    [one] CloudGate confirmed one
   *[other] CloudGate confirmed { $confirmed }
}{ $cleared ->
    [0] {""}
    [one] ; one is not a problem
   *[other] ; { $cleared } are not a problem
}{ $left ->
    [0] {""}
   *[other] ; { $left } not checked yet
}.
radar-column-kind = Problem
radar-column-people = People
radar-column-row = Attribute
radar-column-value = Value
radar-column-would = What would happen
radar-people-more = { $names } and { $more } more
radar-nothing = (nothing)
radar-accounts = In CloudGate: { $ids }
radar-accounts-more = In CloudGate: { $ids } and { $more } more

radar-kind-several = several accounts
radar-kind-repeated = same value
radar-kind-twin = letter case
radar-kind-look-alike = look the same
radar-kind-taken = one account for two
radar-kind-account-twin = account’s letter case
radar-kind-unfound = account not found
radar-kind-special = special character
radar-kind-empty = no value

radar-state-confirmed = CloudGate confirmed this.
radar-state-cleared = no problem
    .more = No problem: CloudGate answers Entra’s query correctly.

# Short for a table; with a whole sentence for below it.
radar-would-ImportSkipped = skipped
    .more = Entra skips this person.
radar-would-DuplicateSourceEntries = only the first is provisioned
    .more = Entra provisions the first and fails for the others.
radar-would-DuplicateTargetEntries = Entra fails
    .more = Entra cannot tell which account is the right one, so it fails for this value.
radar-would-EntryConflict = create is refused
    .more = Entra does not find the account, tries to create it again, and CloudGate refuses.
radar-would-second-account = a second account
    .more = Entra does not find the account and creates a second one.
radar-would-both-created = both are provisioned
    .more = Entra and CloudGate treat these as different, but people cannot tell them apart.
radar-would-left-alone = account is not changed
    .more = Entra does not find the account and does not change it. If it is active now, it stays active.
radar-would-lookup-fails = query may fail
    .more = Entra’s query may fail.
radar-would-lookup-misses = account may be missed
    .more = Entra’s query may fail to find the account, which then would be created again.
radar-would-next-row = matched by { $by }
    .more = Entra matches by { $by } instead.
radar-would-none-now = nothing now
    .more = Nothing happens now, because an attribute with higher matching precedence finds everybody.

# What to do.
radar-help-several = Remove one of the accounts in CloudGate, or give it a different value.
radar-help-repeated = Give each of them a unique value in Entra, or match by another attribute.
radar-help-twin = These values differ only in upper and lower case. Most services treat them as the same. Give each of them a unique value in Entra.
radar-help-look-alike = They differ only in spaces, invisible characters or similar-looking letters. If they are the same person or group, remove one. Otherwise, rename one in Entra.
radar-help-taken = The first person finds this account by { $by }, the other by { $row }. Correct the value that belongs to the other person.
radar-help-account-twin = { $row } is case-sensitive. Use the same letter case in CloudGate as in Entra, or add ToLower to the expression if CloudGate has all values in lower case.
radar-help-unfound = According to { $by }, this account belongs to this person. Make { $row } in CloudGate exactly the same as here, or match by an attribute that both sides share.
radar-help-special = Some services cannot search for characters such as + or '. Check with CloudGate to be sure. If this is the case, match by an attribute without such characters.
radar-help-empty = Fill in the attribute in Entra, or add a second matching attribute that everybody has.
radar-help-next-row = The first matching attribute has no value for this person. If this is intended, no action is needed.
radar-help-none-now = It becomes a problem if one of the accounts is removed.
