"""Serves a WSGI application of a foreign server on a free port of loopback until standard input ends; prints the port.

This and its neighbors run with the interpreter that has the foreign packages, and know nothing of this program.
"""

import socketserver
import sys
import threading
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer


class _Server(socketserver.ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Silent(WSGIRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing."""


def serve(app: object) -> None:
    """Serve until standard input ends."""
    server = _Server(("127.0.0.1", 0), _Silent)
    server.set_app(app)  # type: ignore[arg-type]
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(server.server_port, flush=True)
    sys.stdin.read()
