error-usage-token-stdin = The token is read from standard input only
    .why = On the command line other people on this computer could see it.
    .next = Add --token-stdin and give the token on standard input.
error-usage-answers = The answers cannot be used
    .why = { $reason }
    .next = Correct the file and start again; nothing was done.
error-usage-file = The file cannot be used
    .why = { $file }: { $reason }
    .next = Correct the path or the file.
error-usage-json = The file is no valid JSON
    .why = { $file }, line { $line }, column { $column }.
    .next = Correct the file there.
error-usage-cases = The file holds no cases
    .why = { $file } is no list of objects with an expression.
    .next = Give a JSON list whose entries have expression, attributes and expected.
error-usage-time = “{ $value }” is no time
    .next = Write it like 2026-01-31T09:30:00Z.
error-usage-mappings-eval = Give one expression, or a file of cases
    .next = For example: mappings eval "ToLower([mail])" with --attributes person.json.
error-usage-function = There is no function { $name }
    .why = Names are case-sensitive.
    .next = Did you mean { $near }?
error-people-shape = The people or attributes cannot be read
    .why = { $number ->
        [0] The file holds no list.
       *[other] Entry { $number } is no object of texts, numbers, booleans, lists of texts or nulls.
    }
    .next = Correct the file there.
error-usage-agree = This creates an account in CloudGate
    .why = The probe needs a throw-away account to disable, and deletes it at the end.
    .next = Run the command again with --agree.
