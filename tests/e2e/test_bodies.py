"""What stands in a synthesized body means to Terraform what its author wrote, and is what the server gets."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Iterator
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from terrabind.cdktf import TerrabindProvider, TerraformStack, Testing
from terrabind.cdktf.rest import RestResource
from terrabind.constructs import prepare
from terrabind.constructs.rest import describe_rest_resource
from terrabind.terraform import embedded
from tests.e2e.workspace import Workspace

pytestmark = pytest.mark.e2e

# pytest takes every class whose name begins so for a group of tests.
Testing.__test__ = False

BODY: Any = {
    "big": 2**100 + 1,
    "negative": -(2**64),
    "exact": Decimal("12345678901234567890.12345678901234567890"),
    "tiny": Decimal("1E-30"),
    "ratio": 0.1,
    "none": None,
    "list": [None, 1, {"none": None}],
    "text": "007",
    "template": "{body.name}",
}
EXPECTED = (
    '{"big":1267650600228229401496703205377,"exact":12345678901234567890.1234567890123456789,'
    '"list":[null,1,{"none":null}],"negative":-18446744073709551616,"none":null,"ratio":0.1,'
    '"template":"{body.name}","text":"007","tiny":0.000000000000000000000000000001}'
)


async def test_terraform_reads_every_digit_and_every_null(tmp_path: Path) -> None:
    """The expressions that carry them past Node must come out as numbers and nulls, not as texts."""
    body = prepare(describe_rest_resource(), {"path": "/v1/things", "body": BODY})["body"]
    document = {"locals": {"body": body}, "output": {"body": {"value": "${jsonencode(local.body)}"}}}
    (tmp_path / "main.tf.json").write_text(json.dumps(document))
    environment = {**os.environ, "CHECKPOINT_DISABLE": "1"}
    await embedded().run(["apply", "-auto-approve", "-input=false"], tmp_path, environment)
    assert (await embedded().run(["output", "-raw", "body"], tmp_path, environment)).stdout == EXPECTED


class Things(BaseHTTPRequestHandler):
    """An API that keeps what it is sent, letter by letter, and adds an id and a time."""

    def do_POST(self) -> None:
        """Make a thing."""
        text = self.rfile.read(int(self.headers["Content-Length"])).decode()
        sent, things = self._store()
        sent.append(text)
        things[f"/things/{len(sent)}"] = f'{text[:-1]},"id":"{len(sent)}","created":{{"at":"now"}}}}'
        self._answer(201, things[f"/things/{len(sent)}"])

    def do_GET(self) -> None:
        """Show a thing."""
        things = self._store()[1]
        self._answer(200 if self.path in things else 404, things.get(self.path, "{}"))

    def _store(self) -> tuple[list[str], dict[str, str]]:
        assert isinstance(self.server, ThingsServer)
        return self.server.sent, self.server.things

    def _answer(self, status: int, text: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the base class's name
        """Say nothing."""


class ThingsServer(ThreadingHTTPServer):
    """The API's server. `sent` are the bodies that it was sent, `things` what it has by path."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Things)
        self.sent: list[str] = []
        self.things: dict[str, str] = {}


@pytest.fixture
def server() -> Iterator[ThingsServer]:
    """The API, on a loopback port of its own."""
    with ThingsServer() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def test_the_server_gets_what_the_program_says(server: ThingsServer, workspace: Workspace, tmp_path: Path) -> None:
    """All the way from Python: Node, JSON, Terraform, msgpack and the request keep digits, nulls and references."""
    stack = TerraformStack(Testing.app(outdir=str(tmp_path / "out")), "things")
    TerrabindProvider(stack, rest={"base_url": f"http://127.0.0.1:{server.server_port}"})
    first = RestResource(stack, "first", path="/things", body=BODY, output_fields=["created.at"])
    second: Any = {"of": first.id, "at": first.output.get("created", "at").text, "all": first.output}
    RestResource(stack, "second", path="/things", body=second)
    (workspace.directory / "main.tf.json").write_text(Testing.synth(stack))
    workspace.init()
    workspace.apply()
    assert server.sent == [EXPECTED, '{"all":{"created":{"at":"now"}},"at":"now","of":"1"}']
    assert workspace.plan() == {}
