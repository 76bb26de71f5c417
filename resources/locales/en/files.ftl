# What somebody has to know about a file that was read.

files-note-names = Note: { $file } has properties that are not recognized and were ignored: { $names }{ $more ->
    [0] {""}
   *[other] {" "}and { $more } more
}.
files-note-enabled = Note: { $file } does not show who is allowed to sign in (accountEnabled). Everybody counts as enabled.
files-note-letters = Note: { $count ->
    [one] 1 name in { $file } has
   *[other] { $count } names in { $file } have
} a question mark inside. Characters were probably lost when the file was written. Use Export-Csv -Encoding UTF8.
files-note-flattened = Warning: in { $file } PowerShell wrote a type name instead of the values of { $names }{ $more ->
    [0] {""}
   *[other] {" "}and { $more } more
}. These values are unknown. Join lists before Export-Csv (for example Select-Object UserPrincipalName, {"@{"}n="BusinessPhones"; e={"{"}$_.BusinessPhones -join ";"{"}}"}), or export with ConvertTo-Json -Depth 5.
files-note-example = Note: line { $line } of { $file } is the template’s example and was ignored.
files-note-partial = Warning: { $file } contains only part of “{ $part }” ({ $rows ->
    [one] 1 entry
   *[other] { $rows } entries
}). People who are not in it may be planned as new, or be missing from the plan.
files-note-total = Note: { $file } says that “{ $part }” has { $total ->
    [one] 1 entry
   *[other] { $total } entries
}, but contains { $rows }.
files-note-nameless = Note: { $count ->
    [one] 1 account in { $file } has
   *[other] { $count } accounts in { $file } have
} no userName.
files-note-attributes = Note: { $file } does not have { $names }{ $more ->
    [0] {""}
   *[other] {" "}and { $more } more
}. The expression was evaluated as if these were empty.
files-note-unread = Warning: { $file } has no { $names }{ $more ->
    [0] {""}
   *[other] {" "}and { $more } more
}, which the mappings of { $targets }{ $others ->
    [0] {""}
   *[other] {" "}and { $others } more
} use. These values are marked as not known, and Entra may send more than the plan shows.{ $select ->
    [none] {""}
   *[other] {" "}To include them in the file, add to $select or -Property: { $select }
}
files-note-shapes = Warning: in { $file } { $count ->
    [1] 1 account or group has
   *[other] { $count } accounts or groups have
} { $names }{ $more ->
    [0] {""}
   *[other] {" "}and { $more } more
} in a format that is not valid SCIM, for example text instead of objects. Entra may fail to read them. The plan treats such values as missing.
files-note-unmatched = Warning: no account in { $file } has { $names }{ $more ->
    [0] {""}
   *[other] {" "}and { $more } more
}, which people are matched by. People who have it in CloudGate may be planned as new. Export the accounts with all attributes.
