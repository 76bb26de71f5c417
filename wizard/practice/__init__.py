"""The practice company: a practice Entra and a practice CloudGate on loopback, with faults and an adjustable clock.

Nothing else in the program imports this package, so no other code can distinguish it from a real tenant.
"""
