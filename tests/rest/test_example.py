"""The documented example runs as it stands, without Terraform."""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

import terrabind.rest
from terrabind.rest.errors import CredentialMissingError

GUIDE = Path(__file__).parents[2] / "docs" / "guides" / "http-helper.md"


def in_docstring() -> str:
    """The example in the package's docstring."""
    block = re.search(r"\n\n(    from .*?)\n\n`Client`", terrabind.rest.__doc__ or "", re.DOTALL)
    assert block is not None
    return textwrap.dedent(block[1])


def in_guide() -> str:
    """The example in the guide."""
    block = re.search(r"```python\n(.*?)\n```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    assert block is not None
    return block[1]


class FireworksApp:
    """A small ASGI application that keeps role bindings."""

    def __init__(self) -> None:
        self.rows: list[dict[str, str]] = []
        self.keys: set[str] = set()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Create or list."""
        self.keys.add(dict(scope["headers"])[b"authorization"].decode())
        body = (await receive())["body"]
        answer: Any = {"awsIamRoleBindings": self.rows}
        if scope["method"] == "POST":
            answer = {
                **json.loads(body),
                "accountId": scope["path"].split("/")[3],
                "createTime": "2026-01-01T00:00:00Z",
            }
            self.rows.append(answer)
        headers = [(b"content-type", b"application/json")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": json.dumps(answer).encode()})


@pytest.mark.parametrize("source", [in_docstring, in_guide])
async def test_the_example_runs_as_it_is_printed(source: Callable[[], str]) -> None:
    """Examples age; this one cannot. Run twice, it changes nothing the second time."""
    app, names = FireworksApp(), dict[str, Any]()
    exec(compile(source(), "example", "exec"), names)  # noqa: S102 - our own documentation
    for _ in range(2):
        values = await names["grant"]({"FIREWORKS_API_KEY": "k-1"}, httpx.ASGITransport(app=app))
        assert values == {
            "principal": "ana@example.com",
            "role": "arn:aws:iam::123456789012:role/Trainer",
            "account_id": "acme",
            "create_time": "2026-01-01T00:00:00Z",
        }
    assert (len(app.rows), app.keys) == (1, {"Bearer k-1"})


async def test_the_example_without_a_key_says_where_to_give_it() -> None:
    """The first thing that goes wrong for a reader of the guide."""
    names = dict[str, Any]()
    exec(compile(in_guide(), "example", "exec"), names)  # noqa: S102 - our own documentation
    with pytest.raises(CredentialMissingError, match=r"`fireworks.api_key` or FIREWORKS_API_KEY"):
        await names["grant"]({})


def test_guide_and_docstring_print_the_same_example() -> None:
    """Two versions would soon be two APIs."""
    assert in_guide() == in_docstring()
