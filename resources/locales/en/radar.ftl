# The match radar: values that Entra would stumble over when it looks people up in CloudGate.

radar-title = { $count ->
    [0] Matching: nothing to look at
    [one] Matching: one thing to look at
   *[other] Matching: { $count } things to look at
}
radar-looking = Looking at how people will be matched…
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
radar-asking = Asking CloudGate with Entra’s own look-ups
radar-ask = &Ask CloudGate
radar-ask-tip = Sends the look-ups that Entra would send, { $count } of them at most, and writes nothing.
radar-asked = { $confirmed ->
    [0] CloudGate confirmed nothing
    [one] CloudGate confirmed one
   *[other] CloudGate confirmed { $confirmed }
}{ $cleared ->
    [0] {""}
    [one] ; one is no trouble after all
   *[other] ; { $cleared } are no trouble after all
}{ $left ->
    [0] {""}
   *[other] ; { $left } not asked yet
}.
radar-column-kind = What
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
radar-kind-special = special sign
radar-kind-empty = no value

radar-state-confirmed = CloudGate confirmed this.
radar-state-cleared = no trouble
    .more = No trouble: CloudGate answers Entra’s look-up rightly.

# Short for a table; with a whole sentence for below it.
radar-would-ImportSkipped = left out
    .more = Entra leaves this person out.
radar-would-DuplicateSourceEntries = only the first is set up
    .more = Entra sets up the first and stops at the others.
radar-would-DuplicateTargetEntries = Entra stops
    .more = Entra cannot tell which account is meant and stops at this value.
radar-would-EntryConflict = creating is refused
    .more = Entra does not find the account, tries to create it again, and CloudGate refuses.
radar-would-second-account = a second account
    .more = Entra does not find the account and creates a second one.
radar-would-both-created = both are set up
    .more = Entra and CloudGate take these for different ones, and nobody who reads them can tell them apart.
radar-would-left-alone = account stays as it is
    .more = Entra does not find the account and leaves it as it is: open, if it is open now.
radar-would-lookup-fails = look-up may fail
    .more = Entra’s look-up may fail.
radar-would-lookup-misses = account may be missed
    .more = Entra’s look-up may fail to find the account, which then would be created again.
radar-would-next-row = matched by { $by }
    .more = Entra looks by { $by } instead.
radar-would-none-now = nothing now
    .more = Nothing happens now, since an attribute before this one finds everybody.

# What to do.
radar-help-several = Remove one of the accounts in CloudGate, or give it another value.
radar-help-repeated = Give each of them a value of its own in Entra, or match by another attribute.
radar-help-twin = These values differ in upper and lower case only, and most services take them for the same. Give each of them a value of its own in Entra.
radar-help-look-alike = They differ only in blanks, invisible characters or the form of letters. If it is one person or group, remove the other; else rename one of them in Entra.
radar-help-taken = The first person finds this account by { $by }, the other by { $row }. Correct whichever value belongs to somebody else.
radar-help-account-twin = Upper and lower case count for { $row }. Write it in CloudGate as in Entra; or put ToLower around the expression, if CloudGate has everything in lower case.
radar-help-unfound = By { $by } this account is theirs. Make { $row } in CloudGate the same as here, to the letter, or match by an attribute that both sides share.
radar-help-special = Some services stumble over signs such as + or ' in a look-up. Ask CloudGate to be sure. If it is so, match by an attribute without such signs.
radar-help-empty = Fill the attribute in Entra, or add a second matching attribute that everybody has.
radar-help-next-row = The first matching attribute has no value for this person. That is fine if it is what you want.
radar-help-none-now = It would matter if one of the accounts were removed.
