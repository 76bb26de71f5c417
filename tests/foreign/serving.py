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


def _with_length(app):
    """Tell the length of each answer; the tests' recorder knows no answers that end with the connection."""

    def whole(environ, start_response):
        told = []
        found = app(environ, lambda status, headers, error=None: told.append((status, headers)))
        body = b"".join(found)
        status, headers = told[0]
        start_response(
            status,
            [each for each in headers if each[0].lower() != "content-length"] + [("Content-Length", str(len(body)))],
        )
        return [body]

    return whole


def serve(app):
    """Serve until standard input ends."""
    server = _Server(("127.0.0.1", 0), _Silent)
    server.set_app(_with_length(app))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(server.server_port, flush=True)
    sys.stdin.read()
