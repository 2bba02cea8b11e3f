"""`terrabind review comment` shows its body, writes it once, and says before any work what it lacks."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from terrabind.cli import main
from tests.cli import review_plans as plans

Capture = pytest.CaptureFixture[str]


@dataclass(slots=True)
class Forge:
    """A pull request's comments, and who wrote with which token."""

    address: str
    comments: list[dict[str, Any]] = field(default_factory=list)
    tokens: set[str] = field(default_factory=set)


def make_handler(forge: Forge) -> type[BaseHTTPRequestHandler]:
    """What a forge answers: it lists, makes and changes comments."""

    class Handler(BaseHTTPRequestHandler):
        def answer(self, value: Any) -> None:
            data = json.dumps(value).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def read(self) -> str:
            forge.tokens.add(self.headers.get("Authorization", ""))
            return str(json.loads(self.rfile.read(int(self.headers.get("Content-Length", 0))))["body"])

        def do_GET(self) -> None:
            self.answer({"login": "bot", "id": 1} if self.path.endswith("/user") else forge.comments)

        def do_POST(self) -> None:
            made = {
                "id": len(forge.comments) + 1,
                "body": self.read(),
                "user": {"login": "bot", "id": 1, "type": "Bot"},
            }
            forge.comments.append({**made, "html_url": f"{forge.address}/c/1", "performed_via_github_app": None})
            self.answer(forge.comments[-1])

        def do_PATCH(self) -> None:
            forge.comments[0]["body"] = self.read()
            self.answer(forge.comments[0])

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
            """Nobody reads along."""

    return Handler


@pytest.fixture
def forge(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Forge]:
    """A forge on loopback, and the environment of one of its jobs."""
    monkeypatch.chdir(tmp_path)
    for name in ("GITHUB_EVENT_PATH", "GH_TOKEN", "GITLAB_TOKEN", "CI_PROJECT_ID", "CI_MERGE_REQUEST_IID"):
        monkeypatch.delenv(name, raising=False)
    made = Forge("")
    server = HTTPServer(("127.0.0.1", 0), make_handler(made))
    made.address = f"http://127.0.0.1:{server.server_port}"
    environment = {"API_URL": made.address, "REPOSITORY": "acme/access", "REF": "refs/pull/7/merge", "TOKEN": "t-1234"}
    for name, value in environment.items():
        monkeypatch.setenv(f"GITHUB_{name}", value)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield made
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_dry_run_prints_the_body_and_needs_no_token(
    forge: Forge, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    """People look at what would be posted before they give anything a token."""
    monkeypatch.delenv("GITHUB_TOKEN")
    assert main(["review", "comment", "github", plans.gains(tmp_path), "--dry-run", "--target", "prod"]) == 0
    said = capsys.readouterr().out
    assert said.startswith("<!-- terrabind-review prod -->\n## WIDENS")
    assert forge.comments == []


def test_a_comment_is_made_once_and_then_kept_up_to_date(forge: Forge, tmp_path: Path, capsys: Capture) -> None:
    """Ten pushes are one comment, which says what the last plan says."""
    for plan, done in ((plans.gains, "created"), (plans.gains, "already says so"), (plans.blocked, "updated")):
        assert main(["review", "comment", "github", plan(tmp_path), "--now", plans.NOW]) == 0
        assert capsys.readouterr().out.startswith(f"Comment {done}")
    assert len(forge.comments) == 1
    assert "## BLOCKED" in forge.comments[0]["body"]
    assert forge.tokens == {"Bearer t-1234"}


def test_a_saved_report_can_be_commented(forge: Forge, tmp_path: Path, capsys: Capture) -> None:
    """The job that plans has no token, and the job that has one needs no plan."""
    assert main(["review", plans.gains(tmp_path), "--format", "json=saved.json"]) == 0
    assert main(["review", "comment", "github", "saved.json", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["done"] == "created"
    assert "ana@example.com" in forge.comments[0]["body"]


def test_where_nothing_changes_nothing_is_written(forge: Forge, tmp_path: Path, capsys: Capture) -> None:
    """Silence is what most pull requests deserve."""
    assert main(["review", "comment", "github", plans.settled(tmp_path)]) == 0
    assert capsys.readouterr().out == "Comment not needed\n"
    assert forge.comments == []


@pytest.mark.parametrize(
    ("name", "said"),
    [("GITHUB_TOKEN", "no token"), ("GITHUB_REF", "--number"), ("GITHUB_REPOSITORY", "--repository")],
)
def test_what_is_missing_is_named(
    name: str, said: str, forge: Forge, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    """Before the plans are read, and with exit code 1."""
    monkeypatch.delenv(name)
    assert main(["review", "comment", "github", "missing.json"]) == 1
    assert said in capsys.readouterr().err
