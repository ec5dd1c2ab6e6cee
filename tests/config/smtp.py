"""A mail server that says yes to everything, for one visitor after another."""

import socketserver
import threading
from typing import Self


class _Visit(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        self.wfile.write(b"220 here\r\n")
        for line in self.rfile:
            if line.upper().startswith(b"QUIT"):
                self.wfile.write(b"221 bye\r\n")
                return
            self.wfile.write(b"250 yes\r\n")


class Smtp:
    """Listens while its block runs."""

    host = "127.0.0.1"

    def __enter__(self) -> Self:
        self.server = socketserver.ThreadingTCPServer((self.host, 0), _Visit)
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.server.shutdown()
        self.server.server_close()
