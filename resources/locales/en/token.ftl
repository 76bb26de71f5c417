# What happened to a pasted token, and what it tells about itself.

token-removed = Removed on paste: { $what }.
token-removed-scheme-word = the word Bearer in front
token-removed-blanks = spaces
token-removed-line-breaks = line breaks
token-removed-invisible = invisible characters ({ $characters })
token-removed-quotes = quotation marks
token-problem-changed-inside = Something was removed from the middle of the token. Compare it with the one CloudGate shows.
token-problem-jwt-expired = This token expired on { $date }. Create a new one in CloudGate.
token-problem-jwt-short-lived = This token is valid for only { $hours ->
    [0] less than an hour
    [one] 1 hour
   *[other] { $hours } hours
}. It was issued for a user session. Provisioning needs a long-lived token.
token-jwt-expires = JWT, expires in { $days ->
    [0] less than a day
    [one] 1 day
   *[other] { $days } days
}
token-jwt-expired = JWT, expired on { $date }
token-jwt-lasting = JWT without an expiry date
