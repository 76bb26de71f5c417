"""The practice Graph and sign-in behind TLS, as the tests of the Graph client have them."""

from tests.graph.conftest import authority, ca_file, leaf, login, make_wire, practice, script, scripted, world

__all__ = ["authority", "ca_file", "leaf", "login", "make_wire", "practice", "script", "scripted", "world"]
