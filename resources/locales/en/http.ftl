http-waiting = { $host } asks to wait; trying again in { $seconds } s.
http-lost = No connection to { $host }; trying again in { $seconds } s.
