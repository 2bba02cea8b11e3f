"""The fake JSON API of the plugin's tests, served on loopback for a Terraform that is a process of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import httpx

from tests.plugin.fake_rest import FakeRest


@contextmanager
def serve_rest(fake: FakeRest) -> Iterator[str]:
    """Serve `fake` for as long as the block lasts; gives the base address."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def answer(self) -> None:
            content = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            address = f"http://{self.headers['Host']}{self.path}"
            answer = fake(httpx.Request(self.command, address, headers=dict(self.headers.items()), content=content))
            self.send_response(answer.status_code)
            for name, value in answer.headers.items():
                if name.lower() != "content-length":
                    self.send_header(name, value)
            if answer.status_code != 204:
                self.send_header("Content-Length", str(len(answer.content)))
            self.end_headers()
            self.wfile.write(answer.content)

        def __getattr__(self, name: str) -> Callable[[], None]:
            """Answer every method alike."""
            if name.startswith("do_"):
                return self.answer
            raise AttributeError(name)

        def log_request(self, *_arguments: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/base"
    finally:
        server.shutdown()
        server.server_close()
        thread.join(10)
