"""Tokens are values that Terraform or the kit fills in later; here they are told from values without asking the kit.

Asking the kit costs a round trip to Node each time, so its spelling of tokens is repeated here: a text holds `${...}`,
a list holds one text `#{TfToken[...`, a map has a key `&{TfToken[...`, and a number is a double that no one writes by
hand. Tests compare this with the kit itself.
"""

from __future__ import annotations

import re
import struct
from abc import abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any, Protocol, runtime_checkable

__all__ = ["Resolvable", "TokenSource", "is_token", "literal", "unescape"]

# `$${` and `%%{` are how Terraform writes the characters `${` and `%{`; everything else with a brace is a template.
_ESCAPED = re.compile(r"\$\$\{|%%\{")
_TEMPLATE = re.compile(r"(?<!\$)\$\{|(?<!%)%\{")
_LIST_MARK = "#{TfToken["
_MAP_MARK = "&{TfToken["
_NUMBER_MARKS = (0xFDFF, 0xFBFF)


@runtime_checkable
class Resolvable(Protocol):
    """A value that the kit resolves while synthesizing: its `IResolvable`, without importing the kit."""

    @property
    def creation_stack(self) -> list[str]:
        """Where it was made, for the kit's error messages."""

    def resolve(self, context: Any) -> Any:
        """Return the value at last."""

    def to_string(self) -> str:
        """Return a text that stands for the value."""


class TokenSource:
    """Something of ours that stands for a token without being one, such as `binding.principal`."""

    __slots__ = ()

    @property
    @abstractmethod
    def token(self) -> Resolvable:
        """The token itself, as the kit wants it."""


def is_token(value: object) -> bool:
    """Tell whether `value` as a whole is, or as a text contains, something that is filled in later."""
    if isinstance(value, str):
        return "{" in value and _TEMPLATE.search(value) is not None
    if isinstance(value, float):
        return struct.unpack(">H", struct.pack(">d", value)[:2])[0] in _NUMBER_MARKS
    if isinstance(value, (bool, int)) or value is None:
        return False
    if isinstance(value, Mapping):
        return any(isinstance(key, str) and _MAP_MARK in key for key in value)
    if isinstance(value, Sequence):
        return len(value) == 1 and _is_list_mark(value[0])
    return isinstance(value, Resolvable)


def literal(text: str) -> str:
    """Return `text` so that Terraform takes it letter by letter: `${aws:username}` stays what it is.

    Without it, Terraform reads `${...}` and `%{...}` in any text as its own templates. Use it once: it escapes again
    what is escaped already.
    """
    return text.replace("${", "$${").replace("%{", "%%{")


def unescape(text: str) -> str:
    """Return what Terraform makes of a text without templates: the inverse of `literal`."""
    return _ESCAPED.sub(lambda match: match.group()[1:], text) if "{" in text else text


def _is_list_mark(member: object) -> bool:
    if isinstance(member, str):
        return _LIST_MARK in member
    return isinstance(member, float) and is_token(member)
