error-browser-not-opened = No browser opened
    .why = The page is { $url }
    .next = Copy the address into a browser yourself.
