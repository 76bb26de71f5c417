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
} were compared.
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
radar-kind-twin = upper/lower case
radar-kind-taken = one account for two
radar-kind-account-twin = account’s upper/lower case
radar-kind-unfound = account not found
radar-kind-special = special sign
radar-kind-empty = no value

radar-state-confirmed = CloudGate confirmed this.
radar-state-cleared = No trouble: CloudGate answers Entra’s look-up rightly.

radar-would-ImportSkipped = Entra leaves this person out
radar-would-DuplicateSourceEntries = Entra sets up the first and stops at the others
radar-would-DuplicateTargetEntries = Entra cannot tell the accounts apart and stops
radar-would-EntryConflict = Entra tries to create the account again and CloudGate refuses
radar-would-second-account = A second account is created
radar-would-left-alone = Entra does not find the account: it stays as it is, open if it is open
radar-would-lookup-fails = Entra’s look-up may fail
radar-would-lookup-misses = Entra’s look-up may fail to find the account and try to create it again
radar-would-next-row = Entra looks by { $by } instead
radar-would-none-now = Nothing now: everybody is found by an attribute before

# What to do.
radar-help-several = More than one account has this value, and Entra will not choose. Remove one of the accounts in CloudGate, or give it another value.
radar-help-repeated = These people have the same value, so only one of them can have the account. Give each a value of their own in Entra, or match by another attribute.
radar-help-twin = These values differ in upper and lower case only, and most services take them for the same. Give each person a value of their own in Entra.
radar-help-taken = The first person finds this account by { $by }, the other by { $row }. Correct in Entra or CloudGate whichever value belongs to somebody else.
radar-help-account-twin = The account’s value differs in upper and lower case, which counts for { $row }. Write it in CloudGate as in Entra, or put ToLower around the expression if CloudGate has it in lower case.
radar-help-unfound = { $by } says that this account is theirs, yet matching does not find it. Make { $row } in CloudGate the same as here, to the letter, or match by an attribute that both sides share.
radar-help-special = Some services stumble over signs such as + or ' in a look-up. Ask CloudGate to be sure. If it is so, match by an attribute without such signs.
radar-help-empty = Matching needs a value here. Fill it in Entra, or add a second matching attribute that everybody has.
radar-help-next-row = The first matching attribute has no value for this person, so the next one decides. That is fine as long as it is what you want.
radar-help-none-now = These people share a value, but each is found by an attribute before it, so this one is not asked for. It would matter for an account that is removed.
