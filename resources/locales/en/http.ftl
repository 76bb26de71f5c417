http-waiting = { $host } asks to wait; trying again in { $seconds } s.
