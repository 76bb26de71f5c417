http-waiting = { $host } is busy; trying again { $seconds ->
        [0] now
       *[other] in { $seconds } s
    }.
http-lost = No connection to { $host }; trying again in { $seconds } s.
