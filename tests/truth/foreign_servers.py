"""Servers that know nothing of this program, each on a free port of loopback without TLS.

scim2-server comes with the program, :mod:`tests.truth.lookalikes` with the tests. The others are tried where they are
installed, outside the project:

- ``FOREIGN_NODE`` names a folder after ``npm install --prefix FOLDER --legacy-peer-deps scimmy scim-patch
  scim2-parse-filter better-auth@1.7.5 @better-auth/scim@1.7.5``;
- ``FOREIGN_PYTHON`` names the interpreter of an environment with ``django-scim2 django-scim2-server canaille[oidc,scim]``.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest
from plain_scim import plain_scim
from scim_service import ScimService

from tests.truth.lookalikes import LOOKALIKES
from wizard.practice.serving import LoopbackServer

TOKEN = "foreign-token-of-no-worth"
SCRIPTS = Path(__file__).resolve().parent.parent / "foreign"


@dataclass
class Target:
    """A server: where it listens without TLS, and the path before ``/Users``."""

    port: int
    path: str


@contextmanager
def scim2_server() -> Iterator[Target]:
    server = LoopbackServer(plain_scim(TOKEN), None)
    try:
        yield Target(server.port, "/v2")
    finally:
        server.stop()


@contextmanager
def _run(command: Sequence[str]) -> Iterator[Target]:
    """Run a server that prints its port and ends with its standard input."""
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        assert process.stdout is not None and process.stdin is not None
        try:
            yield Target(int(process.stdout.readline()), "/scim/v2")
        finally:
            process.stdin.close()
            process.wait(20)
            process.stdout.close()


@contextmanager
def node(script: str) -> Iterator[Target]:
    folder, program = os.environ.get("FOREIGN_NODE", ""), shutil.which("node")
    if not folder or program is None:
        pytest.skip("FOREIGN_NODE names no folder with the libraries, or there is no Node.js")
    with _run([program, str(SCRIPTS / script), folder, TOKEN]) as target:
        yield target


@contextmanager
def python(script: str) -> Iterator[Target]:
    program = os.environ.get("FOREIGN_PYTHON", "")
    if not program:
        pytest.skip("FOREIGN_PYTHON names no interpreter with the servers")
    with _run([program, str(SCRIPTS / script), TOKEN]) as target:
        yield target


@contextmanager
def _serve(kind: type[ScimService]) -> Iterator[Target]:
    server = LoopbackServer(kind(), None)
    try:
        yield Target(server.port, "/scim")
    finally:
        server.stop()


SERVERS = {
    **{kind.__name__: partial(_serve, kind) for kind in LOOKALIKES},
    "scim2-server": scim2_server,
    "scimmy": lambda: node("scimmy_server.mjs"),
    "scim-patch": lambda: node("scim_patch_server.mjs"),
    "better-auth": lambda: node("better_auth_server.mjs"),
    "django-scim2": lambda: python("run_django_scim2.py"),
    "django-scim2-server": lambda: python("run_django_scim2_server.py"),
    "canaille": lambda: python("run_canaille.py"),
}
