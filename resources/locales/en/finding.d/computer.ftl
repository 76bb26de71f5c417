# Findings about this computer.

finding-local-keyring-no-backend = This computer has no key store
    .cause = No key store is running, or it cannot be reached from here, as is common on servers and over SSH.
    .fix = Start or unlock the desktop’s key store, or keep the token in memory for this run.
finding-local-keyring-locked = The key store is locked
    .cause = It is installed, but you must unlock it.
    .fix = Unlock it and try again, or keep the token in memory for this run.
finding-local-keyring-frozen-build = This copy of the program cannot reach the key store
    .cause = The components for it are missing from this copy.
    .fix = Install the program again. Until then, keep the token in memory for this run.
finding-local-keyring-token-too-long = The token is too long for the key store
    .cause = Windows stores at most 1,280 characters in one entry.
    .fix = Save it again: longer tokens are split into several entries. If it fails again, keep the token in memory.
finding-local-tls-frozen-no-ca = This copy of the program does not trust any certificate
    .cause = The list of certificate authorities is missing from the program and from this system.
    .fix = Install the program again, or start it with --ca FILE.
finding-local-no-authorities = This system has no list of certificate authorities
    .cause = Without it, no certificate can be trusted.
    .fix = Install the system’s package of certificate authorities, for example ca-certificates.
