"""A man in the middle: passes calls on to the emulator, writes down credentials, and may answer with what it heard.

Its worst answer repeats the whole request, credentials and all, wherever an API's error has room for text.
"""

from __future__ import annotations

import base64
import json
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

_SECRET_HEADERS = ("authorization", "x-sds-auth-token")
_SECRET_WORDS = ("access_token", "client_secret", "api_key")


class Eavesdropper(ThreadingHTTPServer):
    """One API seen from the way to it. `repeating` answers every call but logins with an error that repeats it."""

    daemon_threads = True

    def __init__(self, upstream: str) -> None:
        super().__init__(("127.0.0.1", 0), _Call)
        self.upstream = upstream
        self.repeating = False
        self.repeating_logins = False
        self.credentials: set[str] = set()
        self.calls: list[str] = []

    @property
    def address(self) -> str:
        """Where Terraform finds it."""
        return f"http://127.0.0.1:{self.server_address[1]}"

    def overhear(self, headers: Mapping[str, str], body: bytes) -> None:
        """Write down the credentials of a request or an answer."""
        for name, text in headers.items():
            if name.lower() in _SECRET_HEADERS:
                secret = text.split()[-1]
                self.credentials.add(secret)
                if text.startswith("Basic "):
                    self.credentials.add(base64.b64decode(secret).decode().partition(":")[2])
        if body.startswith(b"{"):
            said = json.loads(body)
            self.credentials.update(said[word] for word in _SECRET_WORDS if word in said)

    def repeats(self, path: str) -> bool:
        """Tell whether a call to this path gets itself as its answer."""
        is_login = path.endswith(("/login", "/auth/token"))
        return self.repeating_logins if is_login else self.repeating and not path.endswith("/logout")


class _Call(BaseHTTPRequestHandler):
    server: Eavesdropper

    def _answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.server.calls.append(f"{self.command} {self.path}")
        self.server.overhear(dict(self.headers), body)
        path = self.path.partition("?")[0]
        status, headers, answer = self._repeat(body) if self.server.repeats(path) else self._pass_on(body)
        self.server.overhear(headers, answer)
        self.send_response(status)
        for name, text in headers.items():
            if name.lower() not in ("content-length", "transfer-encoding", "connection", "date", "server"):
                self.send_header(name, text)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    do_GET = do_POST = do_DELETE = _answer  # noqa: N815 - the base class's names

    def _repeat(self, body: bytes) -> tuple[int, dict[str, str], bytes]:
        heard = self._heard(body)
        said = {"code": 3, "message": heard, "details": [{"metadata": {"echo": heard, **dict(self.headers)}}]}
        wrong = {"Error": {"Code": "ValidationError", "Message": heard}, "RequestId": heard[-200:]}
        identity = next((text for name, text in self.headers.items() if name.lower() in _SECRET_HEADERS), "none")
        headers = {"Content-Type": "application/json", "X-Request-Id": identity}
        return 400, headers, json.dumps({**wrong, **said, "error": said}).encode()

    def _heard(self, body: bytes) -> str:
        lines = [f"{name}: {text}" for name, text in self.headers.items()]
        spoken = [base64.b64decode(line.split()[-1]).decode() for line in lines if " Basic " in line]
        return " | ".join([*sorted(lines, key=_by_danger), *spoken, body.decode(), self.path])

    def _pass_on(self, body: bytes) -> tuple[int, dict[str, str], bytes]:
        headers = {name: text for name, text in self.headers.items() if name.lower() not in ("host", "content-length")}
        request = urllib.request.Request(  # noqa: S310 - a loopback address of ours
            self.server.upstream + self.path, data=body or None, headers=headers, method=self.command
        )
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:  # noqa: S310 - same
                return answer.status, dict(answer.headers), answer.read()
        except urllib.error.HTTPError as error:
            return error.code, dict(error.headers), error.read()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Say nothing: the test's output is not the place."""


def _by_danger(line: str) -> bool:
    """Credentials come first, so that cutting a long message alone does not hide them."""
    return not line.lower().startswith(_SECRET_HEADERS)


@contextmanager
def listening(upstreams: Mapping[str, str]) -> Iterator[dict[str, Eavesdropper]]:
    """Listen in on these addresses for as long as the block lasts; each eavesdropper under the name of its upstream."""
    with ExitStack() as stack:
        found = {name: stack.enter_context(_serving(Eavesdropper(address))) for name, address in upstreams.items()}
        yield found


@contextmanager
def _serving(server: Any) -> Iterator[Any]:
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join(10)
