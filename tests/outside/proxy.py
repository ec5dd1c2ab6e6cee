"""What stands in front of the site in public: takes TLS off, and says who asked and how."""

import socket
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

from tests.fuzz.serving import HOST

NAME = "localhost"
TLS_BEGINS = b"\x16"
PATIENCE = 30  # seconds
OF_ONE_HOP = {"connection", "keep-alive", "transfer-encoding"}


def certificate(folder: Path) -> Path:
    """One for `NAME` that nobody trusts but who is told to, with its key in the same file."""
    path = folder / "certificate.pem"
    line = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"]
    line += [
        "-nodes",
        "-days",
        "1",
        "-subj",
        f"/CN={NAME}",
        "-addext",
        f"subjectAltName=DNS:{NAME}",
    ]
    subprocess.run([*line, "-keyout", path, "-out", path], check=True, capture_output=True)
    return path


class Forwarder(BaseHTTPRequestHandler):
    """Asks the site, and passes its answer on."""

    protocol_version = "HTTP/1.1"

    def forward(self) -> None:
        """One request."""
        length = int(self.headers.get("Content-Length", 0))
        secure = isinstance(self.connection, ssl.SSLSocket)
        headers = {
            **self.headers,
            "X-Forwarded-Proto": "https" if secure else "http",
            "X-Forwarded-For": self.client_address[0],
        }
        with closing(HTTPConnection(HOST, self.server.site_port, timeout=PATIENCE)) as site:
            site.request(self.command, self.path, self.rfile.read(length), headers)
            told = site.getresponse()
            body = told.read()
        self.send_response_only(told.status, told.reason)
        for name, value in told.getheaders():
            if name.lower() not in OF_ONE_HOP:
                self.send_header(name, value)
        if "Content-Length" not in told.headers:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_HEAD = do_OPTIONS = do_POST = forward  # noqa: N815  so the library calls them

    def log_message(self, *words: Any) -> None:
        """The site has a log."""


class Proxy(ThreadingHTTPServer):
    """Speaks https and http at one port, so that the site's way from one to the other is walked."""

    def __init__(self, port: int, site_port: int, keys: Path) -> None:
        """Listen at `port` for the site at `site_port`."""
        super().__init__((HOST, port), Forwarder)
        self.daemon_threads = False  # each ends with its connection, and is waited for
        self.site_port = site_port
        self.tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        self.tls.load_cert_chain(keys)

    def finish_request(self, request: Any, client_address: Any) -> None:
        """In the thread of this one connection."""
        if request.recv(1, socket.MSG_PEEK) != TLS_BEGINS:
            super().finish_request(request, client_address)
            return
        with self.tls.wrap_socket(request, server_side=True) as line:
            super().finish_request(line, client_address)


@contextmanager
def in_front(port: int, site_port: int, keys: Path) -> Iterator[None]:
    """From its start to its end."""
    with Proxy(port, site_port, keys) as proxy:
        thread = Thread(target=proxy.serve_forever)
        thread.start()
        try:
            yield
        finally:
            proxy.shutdown()
            thread.join()
