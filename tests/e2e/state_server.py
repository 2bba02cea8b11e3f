"""A state server of the kind that Terraform's `http` backend talks to, as small as can be: one state, one lock."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread


@dataclass(slots=True)
class StateServer:
    """What the server holds and has been asked; `state` and `lock` are empty when there is none."""

    address: str = ""
    state: bytes = b""
    lock: bytes = b""
    methods: list[str] = field(default_factory=list)
    guard: Lock = field(default_factory=Lock)

    def answer(self, method: str, body: bytes) -> tuple[int, bytes]:
        """Status and body for one request. A second lock is refused with the first one's text, as Terraform expects."""
        with self.guard:
            self.methods.append(method)
            match method:
                case "GET":
                    return (200, self.state) if self.state else (404, b"")
                case "POST" | "DELETE":
                    self.state = body if method == "POST" else b""
                case "LOCK":
                    if self.lock:
                        return 423, self.lock
                    self.lock = body
                case "UNLOCK":
                    self.lock = b""
            return 200, b""


@contextmanager
def serve_state() -> Iterator[StateServer]:
    """The server, on loopback, for as long as the block lasts."""
    holder = StateServer()

    class Handler(BaseHTTPRequestHandler):
        """Every method is answered by the holder; nothing is logged."""

        def answer(self) -> None:
            """Pass on the request and send what comes back."""
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            status, text = holder.answer(self.command, body)
            self.send_response(status)
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

        do_GET = do_POST = do_DELETE = do_LOCK = do_UNLOCK = answer  # noqa: N815 - the names that http.server looks for

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        holder.address = f"http://127.0.0.1:{server.server_port}/access"
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield holder
        server.shutdown()
        thread.join()
