"""Translates exceptions of the HTTP libraries to :class:`wizard.core.errors.NetworkError`."""

from __future__ import annotations

import errno
import socket
import ssl
from collections.abc import Iterator
from http.client import HTTPException, RemoteDisconnected

import requests
import urllib3

from wizard.core.errors import InputError, NetworkError, WizardError

_CERTIFICATE_CODES = {10: "tls-expired", 9: "tls-not-yet-valid", 62: "tls-wrong-name", 64: "tls-wrong-name"}
"""OpenSSL X509_V_ERR numbers with their own error code; every other number means an untrusted chain."""


def chain(error: BaseException) -> Iterator[BaseException]:
    """Yield the error and all nested errors: causes, contexts and wrapped arguments."""
    seen: set[int] = set()
    stack: list[object] = [error]
    while stack:
        item = stack.pop(0)
        if not isinstance(item, BaseException) or id(item) in seen:
            continue
        seen.add(id(item))
        yield item
        stack += [item.__cause__, item.__context__, getattr(item, "reason", None), *item.args]


def translate(error: BaseException, host: str) -> WizardError:
    """Return the project's error for an exception of requests, urllib3, ssl or the socket layer."""
    found = list(chain(error))
    params = {"host": host}

    def has(*kinds: type[BaseException]) -> BaseException | None:
        return next((item for item in found if isinstance(item, kinds)), None)

    certificate = has(ssl.SSLCertVerificationError)
    if isinstance(certificate, ssl.SSLCertVerificationError):
        code = _CERTIFICATE_CODES.get(certificate.verify_code, "tls-untrusted")
        return NetworkError(code, {**params, "reason": certificate.verify_message}, cause=error)
    if has(urllib3.exceptions.NameResolutionError, socket.gaierror):
        return NetworkError("name-unknown", params, cause=error)
    if has(ssl.SSLEOFError, ssl.SSLZeroReturnError):
        return NetworkError("connection-cut", params, cause=error)
    refused = has(ssl.SSLError)
    if isinstance(refused, ssl.SSLError):
        return NetworkError("tls-failed", {**params, "reason": refused.reason or ""}, cause=error)
    if has(ConnectionRefusedError):
        return NetworkError("connection-refused", params, cause=error)
    if has(ConnectionResetError, BrokenPipeError, RemoteDisconnected):
        return NetworkError("connection-cut", params, cause=error)
    numbers = {item.errno for item in found if isinstance(item, OSError)}
    if numbers & {errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN, errno.EADDRNOTAVAIL}:
        return NetworkError("network-unreachable", params, cause=error)
    if has(urllib3.exceptions.ConnectTimeoutError):
        return NetworkError("connect-timeout", params, cause=error)
    if has(urllib3.exceptions.ReadTimeoutError, TimeoutError):
        return NetworkError("answer-timeout", params, cause=error)
    if has(requests.exceptions.InvalidURL, requests.exceptions.MissingSchema, urllib3.exceptions.LocationValueError):
        return InputError("url-invalid", cause=error)
    if has(urllib3.exceptions.HTTPError, HTTPException, ValueError):
        return NetworkError("answer-broken", params, cause=error)
    return NetworkError("connection-failed", {**params, "reason": type(error).__name__}, cause=error)
