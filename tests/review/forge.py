"""A forge on loopback that keeps comments as each of the four does, as far as a review talks to them."""

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


def _shape(comment: dict[str, Any], path: str) -> dict[str, Any]:
    """A comment in the form of the forge whose path this is."""
    if path.endswith("/threads"):
        first = {"id": 1, "content": comment["body"], "author": comment["author"]}
        return {"id": comment["id"], "comments": [first], "status": "closed"}
    if "/pullrequests/" in path:
        who = {"uuid": comment["user"]["id"]}
        links = {"html": {"href": comment["html_url"]}}
        return {"id": comment["id"], "content": {"raw": comment["body"]}, "user": who, "links": links}
    return comment


def _read_body(sent: dict[str, Any]) -> str:
    """The text of a comment that was sent, in the form of any forge."""
    sent = sent["comments"][0] if "comments" in sent else sent
    content = sent.get("content", sent.get("body"))
    return str(content["raw"] if isinstance(content, dict) else content)


def _list(forge: Forge, path: str, page: int) -> Any:
    """The comments of a page; Azure has but one."""
    if path.endswith("/threads"):
        return {"value": [_shape(each, path) for each in forge.comments]}
    found = [_shape(each, path) for each in forge.comments[100 * (page - 1) : 100 * page]]
    if "/pullrequests/" not in path:
        return found
    more = {"next": "https://elsewhere.example"} if len(forge.comments) > 100 * page else {}
    return {"values": found, **more}


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
            elif parts.path in ("/user", "/_apis/connectionData"):
                self._send(403 if forge.bot else 200, {"id": ME, "uuid": ME, "authenticatedUser": {"id": ME}})
            elif self.command == "GET":
                self._send(200, _list(forge, parts.path, int(parse_qs(parts.query).get("page", ["1"])[0])))
            elif self.command == "POST":
                made = forge.add(_read_body(json.loads(data)), kind="Bot" if forge.bot else "User")
                self._send(201, _shape(made, parts.path))
            else:
                number = parts.path.partition("/threads/")[2].partition("/")[0] or parts.path.rpartition("/")[2]
                comment = next(each for each in forge.comments if str(each["id"]) == number)
                if "/pullrequests/" in parts.path and comment["user"]["id"] != ME:
                    self._send(403, {"message": "not yours"})
                    return
                comment["body"] = _read_body(json.loads(data))
                self._send(200, _shape(comment, parts.path))

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
