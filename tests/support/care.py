"""A setup in use on a practice company in the test process, and a certificate for unattended sign-in."""

from __future__ import annotations

import datetime as dt
import json
import ssl
import urllib.request
from pathlib import Path
from typing import Any

from cli_world import World
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

STEPS = ("begin", "credentials", "application", "assign", "connect", "users", "groups", "scope", "turnon")


def make_key(folder: Path, name: str = "monitor", mode: int = 0o400, days: float = 30) -> tuple[Path, str]:
    """Write a private key with its certificate, valid for some days; return the file and the certificate (PEM)."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    named = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(named)
        .issuer_name(named)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=9))
        .not_valid_after(now + dt.timedelta(days=days))
        .sign(key, hashes.SHA256())
    )
    shown = certificate.public_bytes(serialization.Encoding.PEM).decode()
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()
    file = folder / f"{name}.pem"
    file.write_text(private + shown, encoding="ascii")
    file.chmod(mode)
    return file, shown


def settle(world: World) -> None:
    """Wait until the due sync cycles have ended."""
    world.company.entra.state.wake()
    assert world.company.entra.scheduler.wait_idle(60)


class Foreign:
    """Another administrator's client: plain requests with a separate token, without any code of this program."""

    def __init__(self, world: World) -> None:
        facts = world.company.describe()
        self.graph, self._token = f"{facts['graph']}/v1.0", facts["access_token"]
        self._tls = ssl.create_default_context(cafile=facts["ca_file"])

    def __call__(self, method: str, path: str, body: Any = None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.graph}{path}", data, method=method)
        request.add_header("Authorization", f"Bearer {self._token}")
        if data is not None:
            request.add_header("Content-Type", "application/json")
        with urllib.request.urlopen(request, timeout=30, context=self._tls) as answer:
            raw = answer.read()
        return json.loads(raw) if raw else None
