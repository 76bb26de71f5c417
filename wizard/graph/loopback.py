"""Receives the browser's redirect after a sign-in, on a temporary loopback port (RFC 8252 section 7.3).

MSAL has a receiver too, but it cannot be canceled at once and listens on every interface inside containers.
"""

from __future__ import annotations

import hmac
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from wizard.core.errors import SignInError

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

    from wizard.core.tasks import Task

_LARGEST_FORM = 64 * 1024


class Receiver:
    """Listens while the context is active; use a new instance for each sign-in.

    Args:
        page: returns the page that the browser shows last; receives whether the user signed in.
    """

    def __init__(self, page: Callable[[bool], str]) -> None:
        self._page = page
        self._state = ""
        self._done = threading.Event()
        self._answer: dict[str, str] = {}
        self._lock = threading.Lock()

    def __enter__(self) -> Receiver:
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            timeout = 10

            def do_GET(self) -> None:
                receiver.take(self, urlsplit(self.path).query)

            def do_POST(self) -> None:
                length = self.headers.get("Content-Length", "")
                if not length.isdigit() or int(length) > _LARGEST_FORM:
                    self.send_error(413)
                    return
                receiver.take(self, self.rfile.read(int(length)).decode("utf-8", errors="replace"))

            def log_message(self, *args: object) -> None:
                """Log nothing: the URL contains the authorization code."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, name="sign-in receiver", daemon=True
        )
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    @property
    def redirect_uri(self) -> str:
        """The redirect URI of the authorization request; any port is accepted for localhost."""
        return f"http://localhost:{self._server.server_address[1]}"

    def expect(self, state: str) -> None:
        """Set the ``state`` that the redirect must carry; other requests are rejected."""
        self._state = state

    def wait(self, task: Task, seconds: float) -> dict[str, str]:
        """Return the parameters of the browser's redirect.

        Raises:
            Cancelled: the user canceled; raised at once.
            SignInError: ``signin-timeout`` after ``seconds``.
        """
        forget = task.on_cancel(self._done.set)
        try:
            came = self._done.wait(seconds)
        finally:
            forget()
        task.checkpoint()
        if not came:
            raise SignInError("signin-timeout", {"minutes": round(seconds / 60)})
        return self._answer

    def take(self, handler: BaseHTTPRequestHandler, text: str) -> None:
        """Respond to one request of the browser, and store its parameters if they are the expected ones."""
        given = {name: values[0] for name, values in parse_qs(text).items()}
        expected = bool(self._state) and hmac.compare_digest(given.get("state", "").encode(), self._state.encode())
        if not expected or not ("code" in given or "error" in given):
            handler.send_error(404)
            return
        page = self._page("code" in given).encode()
        handler.send_response(200)
        handler.send_header("Content-Type", "text/html; charset=utf-8")
        handler.send_header("Content-Length", str(len(page)))
        handler.send_header("Cache-Control", "no-store")
        handler.send_header("Referrer-Policy", "no-referrer")
        handler.send_header("Connection", "close")
        handler.end_headers()
        handler.wfile.write(page)
        handler.wfile.flush()
        with self._lock:
            if not self._done.is_set():
                self._answer = given
                self._done.set()
