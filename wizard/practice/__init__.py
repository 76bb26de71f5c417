"""The practice company: a practice Entra and a practice CloudGate on loopback, with faults and a clock to advance.

Nothing else in the program imports this package, so nothing else can tell it from a real tenant.
"""
