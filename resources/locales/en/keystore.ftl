# Where the token is kept.

keystore-available = Stored in { $name } · never written to a file
keystore-memory = Kept in memory until this window closes · never written to a file
keystore-no-backend = This computer has no key store that can be used here.
keystore-locked = { $name } is locked.
keystore-refused = { $name } does not let this program store anything.
keystore-slow = The key store does not answer.
