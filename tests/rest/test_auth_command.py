"""A command that prints the token: run without a shell, within limits, once for all, and quoted when it fails."""

from __future__ import annotations

import asyncio
import logging
import os
import sys
import time
from pathlib import Path

import pytest

from terrabind.rest import command, errors
from terrabind.spec.values import Value
from tests.rest.things import Door, connect, read

COUNTING = (
    "import pathlib, sys; log = pathlib.Path(sys.argv[1]); log.open('a').write('x');"
    "print(f'token-{len(log.read_text())}')"
)
"""Prints another token each time, and leaves a mark in a file."""


def python(program: str, *words: str) -> list[str]:
    """The words that run a program of one line."""
    return [sys.executable, "-I", "-S", "-c", program, *words]


async def fail(words: list[str], kind: type[errors.RestError] = errors.CommandError) -> errors.RestError:
    """What a request comes to when this is the command."""
    door = Door()
    async with connect(door, {"command": list[Value](words)}) as client:
        with pytest.raises(kind) as caught:
            await read(client)
    assert (door.calls, caught.value.attribute, caught.value.undecided) == ([], "rest.auth.command", False)
    return caught.value


async def test_what_the_command_prints_is_the_token() -> None:
    """Without the line break at its end; its words reach it as they are, since there is no shell."""
    door = Door(knows=lambda _: True)
    words = python("import sys; print(' ' + sys.argv[1] + chr(10))", "$HOME;`id`*")
    async with connect(door, {"command": list[Value](words)}) as client:
        await read(client)
    assert door.calls[0].headers["Authorization"] == "Bearer $HOME;`id`*"


async def test_the_command_gets_nothing_to_read_and_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever asks for a password on its input would wait for ever; whoever needs a profile finds it."""
    monkeypatch.setenv("TEAM", "blue")
    door = Door(knows=lambda _: True)
    words = python("import os, sys; print(os.environ['TEAM'] + repr(sys.stdin.read()))")
    async with connect(door, {"command": list[Value](words)}) as client:
        await read(client)
    assert door.calls[0].headers["Authorization"] == "Bearer blue''"


@pytest.mark.promise(31)
async def test_the_command_runs_once_for_fifty_callers_and_once_more_when_its_token_dies(tmp_path: Path) -> None:
    """Some ask a person to touch a key."""
    log = tmp_path / "log"
    door = Door(alive={"token-1"})
    async with connect(door, {"command": list[Value](python(COUNTING, str(log)))}) as client:
        await asyncio.gather(*(read(client, str(number)) for number in range(50)))
        assert log.read_text() == "x"
        door.alive = {"token-2"}
        await asyncio.gather(*(read(client, str(number)) for number in range(50)))
    assert log.read_text() == "xx"


@pytest.mark.promise(31)
async def test_a_refusal_of_its_second_token_is_final(tmp_path: Path) -> None:
    """A third one would not do better."""
    log = tmp_path / "log"
    async with connect(Door(), {"command": list[Value](python(COUNTING, str(log)))}) as client:
        with pytest.raises(errors.UnauthenticatedError) as caught:
            await read(client)
    assert (log.read_text(), caught.value.attribute) == ("xx", "rest.auth.command")


@pytest.mark.parametrize(
    ("program", "said"),
    [
        ("", "printed nothing"),
        ("print()", "printed nothing"),
        ("print('one'); print('two')", "printed more than one line"),
        ("print('one\\x1b[2Jtwo')", "printed more than one line"),
        ("import sys; sys.stdout.buffer.write(b'\\xff\\xfe')", "printed what is no ASCII text"),
        ("print('x' * 70_000)", "printed more than 64 KiB"),
        ("raise SystemExit(3)", "ended with exit code 3"),
        ("import os; os.kill(os.getpid(), 15)", "ended with exit code -15"),
    ],
)
async def test_a_command_without_a_token_is_explained(program: str, said: str) -> None:
    """By the program's name, what it did, and the setting to correct."""
    error = await fail(python(program))
    assert f"`{Path(sys.executable).name}` {said}" in error.detail
    assert "correct `rest.auth.command`" in error.detail


async def test_a_command_that_fails_is_quoted_without_secrets() -> None:
    """Its last lines tell most; what it printed may be the token, and its words may be passwords."""
    program = "import sys; print('canary-token'); [print(line, file=sys.stderr) for line in sys.argv[1:]]; sys.exit(7)"
    lines = ["first line", "login failed", "for token canary-token", "password=canary-word", "\x1b[1mask the team"]
    error = await fail(python(program, *lines))
    assert "ended with exit code 7. It said: for token *** / password=*** /" in error.detail
    assert error.detail.count("ask the team") == 1
    assert "canary" not in str(error)
    assert "first line" not in str(error)
    assert "\x1b" not in str(error)


@pytest.mark.parametrize(
    ("name", "mode", "said"),
    [("none", None, "No such file"), ("plain", 0o644, "Permission"), ("odd", 0o755, "Exec format")],
)
async def test_a_program_that_cannot_be_run_is_named(tmp_path: Path, name: str, mode: int | None, said: str) -> None:
    """A missing tool on a CI machine is the most common case."""
    if mode is not None:
        (tmp_path / name).write_bytes(b"\0odd")
        (tmp_path / name).chmod(mode)
    error = await fail([str(tmp_path / name), "--password", "canary"])
    assert f"`{name}` cannot be run: {said}" in error.detail
    assert "canary" not in str(error)


async def test_a_command_that_failed_is_not_run_again(tmp_path: Path) -> None:
    """A hundred resources would wait a hundred times, and lock the account it logs in to."""
    log = tmp_path / "log"
    words = python(f"{COUNTING}; sys.exit(1)", str(log))
    async with connect(Door(), {"command": list[Value](words)}) as client:
        found = await asyncio.gather(*(read(client, str(each)) for each in range(10)), return_exceptions=True)
        with pytest.raises(errors.CommandError):
            await read(client)
    assert {type(each) for each in found} == {errors.CommandError}
    assert log.read_text() == "x"


async def test_a_command_that_hangs_is_ended_with_its_children(tmp_path: Path) -> None:
    """Nothing is left running: a pipe that all of them hold comes to its end."""
    began, path = time.monotonic(), tmp_path / "pipe"
    os.mkfifo(path)
    reader = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    words = python("import os, sys, time; os.fork(); file = open(sys.argv[1], 'w'); time.sleep(60)", str(path))
    with pytest.raises(TimeoutError):
        await command.run(words, seconds=0.5)
    os.set_blocking(reader, True)
    assert await asyncio.to_thread(os.read, reader, 1) == b""
    os.close(reader)
    assert time.monotonic() - began < 20


async def test_a_command_that_prints_for_ever_is_ended() -> None:
    """Its output is bounded, not only its time."""
    with pytest.raises(command.EndlessError):
        await command.run(python("while True: print('x' * 1000)"), seconds=20)


async def test_a_command_that_complains_at_length_is_not_held_up() -> None:
    """A full pipe would block it for ever."""
    ran = await command.run(python("import sys; sys.stderr.write('x' * 300_000); print('token')"), seconds=20)
    assert (ran.code, ran.printed, len(ran.complaint)) == (0, b"token\n", command.MOST)
    assert "token" not in repr(ran)


async def test_the_end_of_the_client_ends_a_command(tmp_path: Path) -> None:
    """A stop of Terraform leaves no process behind: a pipe that it holds comes to its end."""
    began, path = time.monotonic(), tmp_path / "pipe"
    os.mkfifo(path)
    words = python("import sys, time; file = open(sys.argv[1], 'w'); time.sleep(60)", str(path))
    async with connect(Door(), {"command": list[Value](words)}) as client:
        reading = asyncio.ensure_future(read(client))
        reader = await asyncio.to_thread(os.open, path, os.O_RDONLY)  # waits for the command to be there
        reading.cancel()
    assert await asyncio.to_thread(os.read, reader, 1) == b""
    os.close(reader)
    assert time.monotonic() - began < 20


@pytest.mark.promise(32)
async def test_nothing_of_the_command_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    """Neither its words nor its token, at any level; the caller is told the token, to keep it out of its own logs."""
    told: list[str] = []
    door = Door(knows=lambda _: True)
    words = python("import sys; print(sys.argv[1])", "canary-token")
    with caplog.at_level(logging.NOTSET):
        async with connect(door, {"command": list[Value](words)}, told=told.append) as client:
            await read(client)
    assert "canary" not in str([record.__dict__ for record in caplog.records])
    assert "canary-token" in told
