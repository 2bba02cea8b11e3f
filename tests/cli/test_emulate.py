"""`terrabind emulate` as a process: what it prints, how it is set up, and how it ends."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from terrabind.cli.emulate import emulate

COMMAND = [sys.executable, "-c", "import sys; from terrabind.cli import main; sys.exit(main())", "emulate"]


@contextmanager
def running(*arguments: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Run the command, and give it with all that it printed before it said that it serves."""
    command = [*COMMAND, *arguments]
    with subprocess.Popen(command, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        try:
            assert process.stdout is not None
            assert process.stderr is not None
            assert process.stderr.readline() == "Serving until Ctrl-C.\n"
            os.set_blocking(process.stdout.fileno(), False)
            yield process, process.stdout.read()
        finally:
            process.terminate()


def ask(address: str, body: object = None) -> Any:
    """Make one request to a control endpoint."""
    data = None if body is None else json.dumps(body).encode()
    with urllib.request.urlopen(urllib.request.Request(address, data), timeout=10) as answer:  # noqa: S310  loopback
        return json.load(answer)


def refuse(*arguments: str) -> Result:
    """Run the command in a way that it must refuse."""
    outcome = CliRunner().invoke(emulate, arguments)
    assert outcome.exit_code != 0
    return outcome


def test_json_has_addresses_and_environment() -> None:
    """Programs read one document with everything to export."""
    with running("--json") as (_, text):
        document = json.loads(text)
        assert set(document) == {"apis", "environment"}
        assert set(document["apis"]) == {"fireworks", "ecs", "k0rdent"}
        for name, api in document["apis"].items():
            assert api["base_url"] in api["environment"].values()
            assert ask(api["control"])["api"] == name
        assert document["environment"]["FIREWORKS_ACCOUNT_ID"] == "acme"


def test_text_can_be_sourced_by_a_shell(tmp_path: Path) -> None:
    """Addresses are comments, variables are exports."""
    with running("ecs", "--user", "root:it's") as (_, text):
        (tmp_path / "environment").write_text(text)
        shell = ["sh", "-c", '. "$0" && printf "%s" "$ECS_ENDPOINT $ECS_USERNAME $ECS_PASSWORD"']
        said = subprocess.run(
            [*shell, str(tmp_path / "environment")], capture_output=True, text=True, check=True
        ).stdout
    assert said.startswith("http://127.0.0.1:")
    assert said.endswith(" root it's")
    assert text.startswith("# Dell ECS  http://127.0.0.1:")
    assert "FIREWORKS" not in text


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it_with_0(number: signal.Signals) -> None:
    """Stopping a server is no failure."""
    with running("k0rdent") as (process, _):
        process.send_signal(number)
        assert process.wait(10) == 0


def test_options_reach_the_server(tmp_path: Path) -> None:
    """Faults, variants and the state file are what was typed."""
    row = {"terrabind_fireworks_node_pool_binding": [{"principal": "ana@example.com", "account_id": "acme"}]}
    options = ("--json", "--state", str(tmp_path / "state.json"), "--fault", "GET *:503@2", "--variant", "omit-empty")
    with running("fireworks", *options) as (_, text):
        control = json.loads(text)["apis"]["fireworks"]["control"]
        assert ask(f"{control}faults")["faults"][0]["fault"] == "GET *:503@2"
        assert ask(f"{control}variants")["omit_empty"] is True
        ask(f"{control}state", row)
    with running("fireworks", *options) as (_, text):
        control = json.loads(text)["apis"]["fireworks"]["control"]
        assert len(ask(f"{control}state")["terrabind_fireworks_node_pool_binding"]) == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("aws",), "there are ecs, fireworks, k0rdent"),
        (("--fault", "POST *:explode"), "lost_reply"),
        (("--variant", "colour"), "account_prefix"),
        (("--user", "root"), "NAME:PASSWORD"),
        (("--delay", "soon"), "30s"),
    ],
)
def test_a_wrong_option_is_one_message_with_what_is_accepted(arguments: tuple[str, ...], said: str) -> None:
    """Nobody reads a traceback to find the name of a fault."""
    assert said in refuse(*arguments).output


def test_a_broken_state_file_is_named(tmp_path: Path) -> None:
    """It is neither used nor written over."""
    (tmp_path / "state.json").write_text("{")
    assert str(tmp_path / "state.json") in refuse("--state", str(tmp_path / "state.json")).output


@pytest.mark.parametrize("as_json", [True, False])
def test_faults_and_variants_are_listed(as_json: bool) -> None:
    """The grammar has to be found without the source."""
    outcome = CliRunner().invoke(emulate, ["--list-faults", *(["--json"] if as_json else [])])
    assert outcome.exit_code == 0
    assert all(word in outcome.output for word in ("lost_reply", "repeated_token", "account_prefix", "wrapped"))
