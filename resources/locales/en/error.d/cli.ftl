error-usage-token-stdin = The token is read from standard input only
    .why = On the command line other people on this computer could see it.
    .next = Add --token-stdin and give the token on standard input.
error-usage-answers = The answers cannot be used
    .why = { $reason }
    .next = Correct the file and start again; nothing was done.
