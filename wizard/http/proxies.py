"""Determines which proxy a URL uses and where that is configured, and describes proxy failures.

Used for every request and by the doctor. Environment variables (``HTTPS_PROXY``, ``ALL_PROXY``, ``NO_PROXY``, upper or
lower case) take precedence over the system settings on Windows and macOS. The exception list may contain names,
``.suffix``, ``host:port``, addresses and networks (``10.0.0.0/8``).
"""

from __future__ import annotations

import http.client
import ipaddress
import os
import re
import socket
import ssl
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

import requests.utils
import urllib3
from urllib3.util.ssltransport import SSLTransport

from wizard.core.errors import NetworkError

SPOKEN = frozenset({"http", "https"})
"""Supported proxy kinds: plain or TLS to the proxy, then ``CONNECT`` (RFC 9110 9.3.6)."""

_VARIABLES = {"https": "HTTPS_PROXY", "all": "ALL_PROXY"}
_REFUSED = re.compile(r"Tunnel connection failed: (\d{3})")


@dataclass(frozen=True, slots=True)
class Proxy:
    """A proxy. ``source``: the environment variable as spelled, ``windows``, ``macos`` or ``system``."""

    address: str
    source: str

    @property
    def kind(self) -> str:
        """The scheme of the address, ``http`` if it has none."""
        return urlsplit(self._url).scheme.lower()

    @property
    def host(self) -> str:
        return urlsplit(self._url).hostname or ""

    @property
    def port(self) -> int:
        """The port, or the default of the scheme as in urllib3."""
        return urlsplit(self._url).port or (443 if self.kind == "https" else 80)

    @property
    def shown(self) -> str:
        """Host and port as configured, without the credentials that the address may contain."""
        return urlsplit(self._url).netloc.rpartition("@")[2]

    @property
    def login(self) -> dict[str, str]:
        """The header for credentials in the address, as requests sends it; empty if there are none."""
        name, password = requests.utils.get_auth_from_url(self._url)
        return urllib3.make_headers(proxy_basic_auth=f"{name}:{password}") if name else {}

    @property
    def usable(self) -> bool:
        """Whether the address can be used: a supported kind, a host and a valid port."""
        try:
            return self.kind in SPOKEN and bool(self.host) and self.port > 0
        except ValueError:
            return False

    @property
    def _url(self) -> str:
        return self.address if "://" in self.address else f"http://{self.address}"

    def error(self, why: str, host: str, reason: str = "", cause: BaseException | None = None) -> NetworkError:
        """Return the error for a request to ``host`` that failed because of the proxy.

        ``why``: ``kind`` (``reason`` names it), ``address``, ``name``, ``refused``, ``silent``, ``cut``, ``route``,
        ``tls``, ``status`` (``reason`` is the HTTP status), ``broken``. Status 407 has its own error code.
        """
        params = {"host": host, "proxy": self.shown, "source": self.source, "why": why, "reason": reason or "–"}
        if why == "status" and reason == "407":
            return NetworkError("proxy-login", params, cause=cause, failure="local-proxy-auth-407")
        return NetworkError("proxy-failed", params, cause=cause)


def proxy_for(url: str) -> Proxy | None:
    """Return the proxy for requests to an ``https`` URL, ``None`` if they go directly."""
    found = urllib.request.getproxies()
    key = next((each for each in _VARIABLES if found.get(each)), "")
    if not key or _excepted(url) or requests.utils.should_bypass_proxies(url, None):
        return None
    return Proxy(found[key], _source(key, found[key]))


def _source(key: str, address: str) -> str:
    for name in (_VARIABLES[key].lower(), _VARIABLES[key]):
        if os.environ.get(name) == address:
            return name
    return {"win32": "windows", "darwin": "macos"}.get(sys.platform, "system")


def _excepted(url: str) -> bool:
    """Return whether ``NO_PROXY`` matches in a form that requests ignores: address:port, IPv6 network, ``*.suffix``."""
    parts = urlsplit(url)
    host, port = (parts.hostname or "").rstrip("."), parts.port or 443
    listed = os.environ.get("no_proxy") or os.environ.get("NO_PROXY") or ""
    for entry in (each.strip().lower() for each in listed.split(",")):
        name, _, given = entry.rpartition(":") if re.search(r"[^:]:\d+$", entry) else (entry, "", "")
        name = name.strip("[]")
        if given and int(given) != port:
            continue
        if name and (name == host or (name.startswith("*.") and host.endswith(name[1:])) or _in_network(host, name)):
            return True
    return False


def _in_network(host: str, network: str) -> bool:
    try:
        return ipaddress.ip_address(host) in ipaddress.ip_network(network, strict=False)
    except ValueError:
        return False


def secured(plain: socket.socket, context: ssl.SSLContext, host: str) -> ssl.SSLSocket | SSLTransport:
    """Return the connection wrapped in TLS; ``plain`` may already be a TLS connection to a proxy.

    Raises:
        OSError: the TLS handshake failed, for example ``ssl.SSLError``.
    """
    if isinstance(plain, ssl.SSLSocket):
        return SSLTransport(plain, context, server_hostname=host)
    return context.wrap_socket(plain, server_hostname=host)


@contextmanager
def blaming(proxy: Proxy | None, host: str) -> Iterator[None]:
    """Convert errors raised inside into proxy errors; without a proxy, errors pass unchanged.

    Raises:
        NetworkError: ``proxy-failed`` or ``proxy-login`` with ``proxy`` and ``source``, where it is configured.
    """
    if proxy is None:
        yield
        return
    try:
        yield
    except NetworkError:
        raise
    except (urllib3.exceptions.HTTPError, http.client.HTTPException, OSError) as error:
        refused = _REFUSED.search(str(error))
        if refused:
            raise proxy.error("status", host, refused[1], error) from error
        why, reason = _why(error)
        raise proxy.error(why, host, reason, error) from error


def _why(error: BaseException) -> tuple[str, str]:
    if isinstance(error, urllib3.exceptions.NewConnectionError) and error.__cause__ is not None:
        error = error.__cause__  # urllib3 derives it from its timeout error, whatever the cause
    if isinstance(error, urllib3.exceptions.NameResolutionError | socket.gaierror):
        return "name", ""
    if isinstance(error, ssl.SSLError):
        return "tls", str(error.reason or "")
    if isinstance(error, urllib3.exceptions.ConnectTimeoutError | TimeoutError):
        return "silent", ""
    if isinstance(error, ConnectionRefusedError):
        return "refused", ""
    if isinstance(error, ConnectionResetError | BrokenPipeError | http.client.RemoteDisconnected):
        return "cut", ""
    if isinstance(error, http.client.HTTPException | UnicodeError):
        return "broken", type(error).__name__
    return "route", type(error).__name__


def tunnel(proxy: Proxy, host: str, port: int, context: ssl.SSLContext, seconds: float) -> socket.socket:
    """Open a connection to a host through a proxy; for a TLS proxy, return the TLS connection to the proxy.

    Raises:
        NetworkError: ``proxy-failed``; ``proxy-login`` with ``schemes``, the login schemes that the proxy offers.
    """
    if not proxy.usable:
        raise unusable(proxy, host)
    made = _Tunnel(proxy, context, seconds)
    made.set_tunnel(host, port, headers=proxy.login)
    try:
        with blaming(proxy, host):
            made.connect()
    except NetworkError as error:
        made.close()
        if error.code == "proxy-login":
            error.params["schemes"] = ", ".join(_logins(proxy, host, port, context, seconds))
        raise
    return made.sock


def unusable(proxy: Proxy, host: str) -> NetworkError:
    """Return the error for a proxy whose address cannot be used."""
    return proxy.error("address" if proxy.kind in SPOKEN else "kind", host, proxy.kind)


class _Tunnel(http.client.HTTPConnection):
    """A connection to a proxy, over TLS if the proxy uses it."""

    def __init__(self, proxy: Proxy, context: ssl.SSLContext, seconds: float) -> None:
        super().__init__(proxy.host, proxy.port, timeout=seconds)
        self._proxy, self._context = proxy, context
        self._create_connection = self._connected

    def _connected(
        self, address: tuple[str, int], timeout: float | None, source: tuple[str, int] | None = None
    ) -> socket.socket:
        plain = socket.create_connection(address, timeout, source)
        if self._proxy.kind != "https":
            return plain
        try:
            return self._context.wrap_socket(plain, server_hostname=self._proxy.host)
        except OSError:
            plain.close()
            raise


def _logins(proxy: Proxy, host: str, port: int, context: ssl.SSLContext, seconds: float) -> tuple[str, ...]:
    """Repeat a refused request and return the login schemes that the proxy offers."""
    ask = _Tunnel(proxy, context, seconds)
    try:
        ask.request("CONNECT", f"{host}:{port}", headers=proxy.login)
        offers = ask.getresponse().headers.get_all("Proxy-Authenticate", [])
    except (http.client.HTTPException, OSError):
        return ()
    finally:
        ask.close()
    return tuple(dict.fromkeys(line.split()[0].rstrip(",") for line in offers if line.split()))


def configuration_script() -> str:
    """Return where a proxy configuration script (PAC) is configured: ``windows``, ``macos``, or empty.

    Such scripts are programs; they are reported but not run. They are ignored if an environment variable sets a proxy.
    """
    if any(urllib.request.getproxies_environment().get(each) for each in _VARIABLES):
        return ""
    if sys.platform == "win32":
        return "windows" if _windows_script() else ""
    if sys.platform == "darwin":
        return "macos" if _script_on(_macos_settings()) else ""
    return ""


def _windows_script() -> str:
    import winreg  # it exists on Windows only

    path = r"Software\Microsoft\Windows\CurrentVersion\Internet Settings"
    try:
        with winreg.OpenKey(winreg.HKEY_CURRENT_USER, path) as key:  # type: ignore[attr-defined,unused-ignore]
            return str(winreg.QueryValueEx(key, "AutoConfigURL")[0])  # type: ignore[attr-defined,unused-ignore]
    except OSError:
        return ""


def _macos_settings() -> str:
    try:
        told = subprocess.run(["/usr/sbin/scutil", "--proxy"], capture_output=True, timeout=2.0, check=False)
    except (OSError, subprocess.SubprocessError):
        return ""
    return told.stdout.decode("utf-8", "replace")


def _script_on(settings: str) -> bool:
    """Return whether ``scutil --proxy`` output shows that a script or proxy auto-discovery is enabled."""
    return re.search(r"^\s*ProxyAuto(?:Config|Discovery)Enable : 1\s*$", settings, re.MULTILINE) is not None
