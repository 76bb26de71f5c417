# Findings about this computer.

finding-local-keyring-no-backend = This computer has no key store
    .cause = No key store runs, or it cannot be reached from here, as on servers and over SSH.
    .fix = Start or unlock the desktop's key store, or keep the token in memory for this run.
finding-local-keyring-locked = The key store is locked
    .cause = It is installed, but does not open without you.
    .fix = Unlock it and try again, or keep the token in memory for this run.
finding-local-keyring-frozen-build = This copy of the program cannot reach the key store
    .cause = The parts that talk to it are missing from the program.
    .fix = Install the program again. Until then, keep the token in memory for this run.
finding-local-keyring-token-too-long = The key store did not take so long a token
    .cause = Windows keeps at most 1,280 characters in one entry.
    .fix = Save it again: longer tokens are kept in several entries. If it fails again, keep it in memory.
finding-local-tls-frozen-no-ca = This copy of the program trusts no certificate at all
    .cause = The list of certificate authorities is missing from the program and from this system.
    .fix = Install the program again, or start it with --ca FILE.
finding-local-no-authorities = This system has no list of certificate authorities
    .cause = Without it no certificate can be trusted.
    .fix = Install the system's package of certificate authorities, for example ca-certificates.
finding-local-clock = This computer's clock is off by { $minutes } minutes
    .cause = CloudGate's clock shows another time.
    .fix = Let the clock be set over the network. Certificates and tokens depend on it.
