"""The support file: a setup as one file that opens without a network, without secrets, and with nobody's name in it.

A file is made by ``collect`` and ``standins``, judged by ``scan``, written and read by ``archive``, and shown by the
same wizard: ``replay`` answers what the wizard asks from what was recorded. The format: ``docs/support-file.md``.
"""

SUFFIX = ".cgsupport"
"""How the name of a support file ends."""
