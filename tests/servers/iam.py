"""moto's IAM: forms in, XML out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import httpx

from tests.e2e.independent import serve_iam

NAMES = {"u": "{https://iam.amazonaws.com/doc/2010-05-08/}"}


def find() -> str:
    """Say what is missing; nothing when it can be served. It comes with the tests' own packages."""
    return ""


@dataclass(frozen=True, slots=True)
class Iam:
    """A place is the name of a user. Users have a `Path`, which is all of them that can change."""

    base_url: str
    variables: Mapping[str, str]

    def ask(self, action: str, **fields: str) -> httpx.Response:
        """Make one request, which must succeed unless the user is not there."""
        form = {"Action": action, "Version": "2010-05-08", **fields}
        answer = httpx.post(self.base_url + "/iam", data=form, timeout=20)
        assert answer.is_success or answer.status_code == 404, f"{action} -> {answer.status_code} {answer.text}"
        return answer

    def live(self, place: str) -> dict[str, Any] | None:
        """Return what the server itself says of a user; null when it has none."""
        answer = self.ask("GetUser", UserName=place)
        if answer.status_code == 404:
            return None
        user = ET.fromstring(answer.text).find(f".//{NAMES['u']}User")  # noqa: S314 - moto's, on loopback
        assert user is not None
        return {member.tag.removeprefix(NAMES["u"]): member.text for member in user}

    def edit(self, place: str, changes: Mapping[str, Any]) -> None:
        """Change a user's path behind Terraform's back."""
        self.ask("UpdateUser", UserName=place, NewPath=changes["Path"])

    def remove(self, place: str) -> None:
        """Remove a user behind Terraform's back."""
        self.ask("DeleteUser", UserName=place)


@contextmanager
def serve(folder: Path) -> Iterator[Iam]:
    """Serve an account without users."""
    with serve_iam() as address:
        yield Iam(address, {})
