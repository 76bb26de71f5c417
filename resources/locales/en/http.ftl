http-waiting = { $host } is busy; trying again in { $seconds } s.
http-lost = No connection to { $host }; trying again in { $seconds } s.
