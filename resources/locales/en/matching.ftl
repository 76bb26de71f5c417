# The match audit: values that Entra would stumble over when it looks people up in CloudGate.

matching-title = { $count ->
    [0] Matching: no problems found
    [one] Matching: 1 problem to review
   *[other] Matching: { $count } problems to review
}
matching-looking = Checking how people will be matched…
matching-looked = { $people ->
    [one] 1 person
   *[other] { $people } people
} and { $accounts ->
    [one] 1 account
   *[other] { $accounts } accounts
} were compared{ $groups ->
    [0] .
    [one] , and 1 group.
   *[other] , and { $groups } groups.
}
matching-asking = Sending CloudGate the same queries as Entra
matching-ask = &Check with CloudGate
matching-ask-tip = Sends the queries that Entra would send, at most { $count }. Nothing is changed.
matching-asked = { $confirmed ->
    [0] CloudGate confirmed nothing
    [one] CloudGate confirmed 1
   *[other] CloudGate confirmed { $confirmed }
}{ $cleared ->
    [0] {""}
    [one] ; 1 is not a problem
   *[other] ; { $cleared } are not a problem
}{ $left ->
    [0] {""}
   *[other] ; { $left } not checked yet
}.
matching-column-kind = Problem
matching-column-people = People
matching-column-row = Attribute
matching-column-value = Value
matching-column-would = What would happen
matching-people-more = { $names } and { $more } more
matching-nothing = (nothing)
matching-accounts = In CloudGate: { $ids }
matching-accounts-more = In CloudGate: { $ids } and { $more } more

matching-kind-several = several accounts
matching-kind-repeated = same value
matching-kind-twin = letter case
matching-kind-look-alike = look the same
matching-kind-taken = one account for two
matching-kind-account-twin = account’s letter case
matching-kind-unfound = account not found
matching-kind-special = special character
matching-kind-empty = no value

matching-state-confirmed = CloudGate confirmed this.
matching-state-cleared = no problem
    .more = No problem: CloudGate answers Entra’s query correctly.

# Short for a table; with a whole sentence for below it.
matching-would-ImportSkipped = skipped
    .more = Entra skips this person.
matching-would-DuplicateSourceEntries = only the first is provisioned
    .more = Entra provisions the first and fails for the others.
matching-would-DuplicateTargetEntries = Entra fails
    .more = Entra cannot tell which account is the right one, so it fails for this value.
matching-would-EntryConflict = create is refused
    .more = Entra does not find the account, tries to create it again, and CloudGate refuses.
matching-would-second-account = a second account
    .more = Entra does not find the account and creates a second one.
matching-would-both-created = both are provisioned
    .more = Entra and CloudGate treat these as different, but people cannot tell them apart.
matching-would-left-alone = account is not changed
    .more = Entra does not find the account and does not change it. If it is active now, it stays active.
matching-would-lookup-fails = query may fail
    .more = Entra’s query may fail.
matching-would-lookup-misses = account may be missed
    .more = Entra’s query may fail to find the account, which then would be created again.
matching-would-next-row = matched by { $by }
    .more = Entra matches by { $by } instead.
matching-would-none-now = nothing now
    .more = Nothing happens now, because an attribute with higher matching precedence finds everybody.

# What to do.
matching-help-several = Remove one of the accounts in CloudGate, or give it a different value.
matching-help-repeated = Give each of them a unique value in Entra, or match by another attribute.
matching-help-twin = These values differ only in upper and lower case. Most services treat them as the same. Give each of them a unique value in Entra.
matching-help-look-alike = They differ only in spaces, invisible characters or similar-looking letters. If they are the same person or group, remove one. Otherwise, rename one in Entra.
matching-help-taken = The first person finds this account by { $by }, the other by { $row }. Correct the value that belongs to the other person.
matching-help-account-twin = { $row } is case-sensitive. Use the same letter case in CloudGate as in Entra, or add ToLower to the expression if CloudGate has all values in lower case.
matching-help-unfound = According to { $by }, this account belongs to this person. Make { $row } in CloudGate exactly the same as here, or match by an attribute that both sides share.
matching-help-special = Some services cannot search for characters such as + or '. Check with CloudGate to be sure. If this is the case, match by an attribute without such characters.
matching-help-empty = Fill in the attribute in Entra, or add a second matching attribute that everybody has.
matching-help-next-row = The first matching attribute has no value for this person. If this is intended, no action is needed.
matching-help-none-now = It becomes a problem if one of the accounts is removed.
