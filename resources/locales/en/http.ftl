http-waiting = { $host } is throttling requests; trying again in { $seconds } s.
http-lost = No connection to { $host }; trying again in { $seconds } s.
