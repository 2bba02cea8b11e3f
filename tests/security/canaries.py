"""Secrets that are easy to find again: planted in every credential, searched in everything that Terraform leaves."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from terrabind.rest.redaction import forms_of
from terrabind.terraform import Completed
from tests.e2e.workspace import Workspace

_SHARP = 'q"7/+é&'  # What JSON, addresses, forms and HTML each write in a way of their own.
FIREWORKS = {"FIREWORKS_API_KEY": "canary-fw-key-5d1c"}
WAYS: Mapping[str, Mapping[str, str]] = {
    "accounts": {
        **FIREWORKS,
        "ECS_USERNAME": "root",
        "ECS_PASSWORD": f"canary-ecs-pw-{_SHARP}",
        "K0RDENT_CLIENT_ID": "sa-test@acme.iam",
        "K0RDENT_CLIENT_SECRET": f"canary-k0-secret-{_SHARP}",
    },
    "tokens": {**FIREWORKS, "ECS_TOKEN": "canary-ecs-token-77ab", "K0RDENT_TOKEN": "canary-k0-token-91fe"},
    "keys": {**FIREWORKS, "ECS_TOKEN": "canary-ecs-token-77ab", "K0RDENT_API_KEY": f"canary-k0-key-{_SHARP}"},
}
"""The ways to give credentials: all of them, in three sets."""
_VARIABLES = frozenset(name for way in WAYS.values() for name in way)
_OPEN = frozenset({"ECS_USERNAME", "K0RDENT_CLIENT_ID"})


def plant(workspace: Workspace, way: str, addresses: Mapping[str, str]) -> None:
    """Give the workspace's Terraform one set of credentials, the APIs' addresses, and the loudest log."""
    for name in _VARIABLES:
        workspace.environment.pop(name, None)
    workspace.environment.update(WAYS[way])
    workspace.environment.update(addresses)
    workspace.environment.update(TF_LOG="TRACE", TF_LOG_PATH=str(workspace.directory / "trace.log"))


def secrets_of(way: str, overheard: Iterable[str]) -> set[str]:
    """All secrets of a way in every form: those that were planted and those that a server handed out."""
    given = {text for name, text in WAYS[way].items() if name not in _OPEN}
    return {form for secret in given | set(overheard) for form in forms_of(secret)}


@dataclass(frozen=True, slots=True)
class Find:
    """A secret that got out, and where it was found."""

    place: str
    secret: str


def search(workspace: Workspace, secrets: Iterable[str], *said: Completed) -> list[Find]:
    """Look for secrets in all that Terraform printed and in all that it wrote, into packed plans too."""
    wanted = [(secret, secret.encode()) for secret in secrets]
    places = [*_printed(said), *_written(workspace.directory)]
    return [Find(place, text) for place, content in places for text, raw in wanted if raw in content]


def _printed(said: Iterable[Completed]) -> Iterator[tuple[str, bytes]]:
    for number, completed in enumerate(said):
        yield f"output {number}", completed.stdout.encode()
        yield f"errors {number}", completed.stderr.encode()


def _written(folder: Path) -> Iterator[tuple[str, bytes]]:
    for file in sorted(each for each in folder.rglob("*") if each.is_file() and not each.is_symlink()):
        yield file.name, file.read_bytes()
        if zipfile.is_zipfile(file):
            with zipfile.ZipFile(file) as packed:
                yield from ((f"{file.name}/{name}", packed.read(name)) for name in packed.namelist())
