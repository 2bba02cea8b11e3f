"""A forge on loopback that keeps comments as GitHub and GitLab do, as far as a review talks to them."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

ME = 7
TOKEN = "forge-secret-token"


@dataclass
class Forge:
    """Its comments, each with the number of its author, and the requests that it got.

    `bot` makes the token one of a run, which may not ask who it is. `answers` are forced: a status by path ending.
    """

    comments: list[dict[str, Any]] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    bot: bool = False
    answers: dict[str, int] = field(default_factory=dict)
    api: str = ""

    def add(self, body: str, author: int = ME, kind: str = "User") -> dict[str, Any]:
        """Keep a comment that is there already."""
        who = {"id": author, "type": kind}
        number = len(self.comments) + 1
        made = {"id": number, "body": body, "user": who, "author": who, "html_url": f"https://forge.example/{number}"}
        self.comments.append(made)
        return made

    @property
    def writes(self) -> list[str]:
        """The requests that changed something."""
        return [each for each in self.requests if not each.startswith("GET ")]


@contextmanager
def serve_forge() -> Iterator[Forge]:
    """Serve a forge for as long as the block runs."""
    forge = Forge()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _make_handler(forge))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    forge.api = f"http://127.0.0.1:{server.server_port}"
    try:
        yield forge
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _make_handler(forge: Forge) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        """Answers for one forge."""

        def _answer(self) -> None:
            parts = urlsplit(self.path)
            forge.requests.append(f"{self.command} {parts.path}")
            forge.headers.append({name.lower(): value for name, value in self.headers.items()})
            data = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            status = next((code for end, code in forge.answers.items() if parts.path.endswith(end)), 0)
            if status:
                self._send(status, {"message": "no"}, {"Location": f"{forge.api}/elsewhere"})
            elif parts.path == "/user":
                self._send(403 if forge.bot else 200, {"id": ME})
            elif self.command == "GET":
                page = int(parse_qs(parts.query)["page"][0])
                self._send(200, forge.comments[100 * (page - 1) : 100 * page])
            elif self.command == "POST":
                self._send(201, forge.add(json.loads(data)["body"], kind="Bot" if forge.bot else "User"))
            else:
                comment = next(each for each in forge.comments if str(each["id"]) == parts.path.rpartition("/")[2])
                comment["body"] = json.loads(data)["body"]
                self._send(200, comment)

        do_GET = do_POST = do_PATCH = do_PUT = _answer  # noqa: N815 - the names that the server looks for

        def _send(self, status: int, body: Any, headers: dict[str, str] | None = None) -> None:
            data = json.dumps(body).encode()
            self.send_response(status)
            for name, value in (headers or {}).items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the server's own name
            """Say nothing."""

    return Handler
