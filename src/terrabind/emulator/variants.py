"""Manners in which a server may differ from its documentation; a flag or the control endpoint sets each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import Field, dataclass, field, fields, replace
from typing import Any


class UnknownVariantError(ValueError):
    """The name or value is no variant; the message lists what is."""


def _words(doc: str, *choices: str) -> Mapping[str, Any]:
    return {"doc": doc, "choices": choices}


@dataclass(frozen=True, slots=True, kw_only=True)
class Variants:
    """What the documentation leaves open (apis.md chapter 4), and what this server does about it.

    Every field tells in its metadata what it does; an empty text means what the API is expected to do.
    """

    duplicates: str = field(
        default="", metadata=_words("what a second identical create gets", "accept", "conflict", "return")
    )
    missing_status: int = field(default=0, metadata=_words("HTTP status for what is missing in ECS, 0 for 404"))
    missing_delete: str = field(default="", metadata=_words("what deleting something missing gets", "refuse", "accept"))
    tokens: str = field(
        default="offset",
        metadata=_words("page tokens count rows, or remember the last row", "offset", "position"),
    )
    empty_token: bool = field(default=False, metadata=_words("the last page has an empty token instead of none"))
    omit_empty: bool = field(default=False, metadata=_words("a page without rows has no list"))
    nulls: str = field(
        default="absent",
        metadata=_words('null values are left out, written as null or as ""', "absent", "null", "empty"),
    )
    fold_case: bool = field(default=False, metadata=_words("names that compare without case come back in lower case"))
    extra_fields: bool = field(default=False, metadata=_words("objects carry fields that nobody knows"))
    error_shape: str = field(
        default="",
        metadata=_words("another error document, as far as the API has one", "nested", "text", "flat", "prose"),
    )
    known_principals: str = field(
        default="", metadata=_words("patterns, separated by commas, of the principals that exist; empty: all")
    )
    unknown_for: int = field(
        default=0, metadata=_words("seconds for which a principal stays unknown after it was first named")
    )
    account_prefix: bool = field(default=False, metadata=_words("Fireworks writes accounts/acme for acme"))
    old_statuses: bool = field(default=False, metadata=_words("Fireworks maps errors as older gateways did"))
    ignore_pool: bool = field(default=False, metadata=_words("Fireworks binds its default pool whatever is asked"))
    xml: bool = field(default=False, metadata=_words("ECS answers XML whatever is accepted"))
    xml_root: str = field(
        default="ns2",
        metadata=_words("the root element has a prefix, none, or AWS's namespace", "ns2", "plain", "aws"),
    )
    policies: str = field(
        default="minified",
        metadata=_words(
            "how ECS returns trust policies: rewritten has another text and the same meaning",
            "minified",
            "verbatim",
            "encoded",
            "rewritten",
        ),
    )
    redirect: bool = field(default=False, metadata=_words("ECS sends a dead token to the login page with a 302"))
    known_policies: str = field(
        default="", metadata=_words("patterns, separated by commas, of the policies that exist in ECS; empty: all")
    )
    refuse_empty: bool = field(default=False, metadata=_words("ECS refuses an empty Description"))
    role_quota: int = field(default=200, metadata=_words("roles that fit in an ECS namespace"))
    wrapped: bool = field(default=False, metadata=_words("k0rdent wraps answers in {success, data, meta}"))


def describe_variants() -> dict[str, str]:
    """Return what each variant does, with its words and what holds without it."""
    return {each.name: _described(each) for each in fields(Variants)}


def parse_variants(texts: Iterable[str], base: Variants | None = None) -> Variants:
    """Read `name` or `name=value` texts, onto `base` if given. Raises `UnknownVariantError`."""
    known = {each.name: each for each in fields(Variants)}
    changes: dict[str, Any] = {}
    for text in texts:
        written, equals, value = text.partition("=")
        name = written.strip().replace("-", "_")
        if name not in known:
            raise UnknownVariantError(f'"{written}" is no variant; there are {", ".join(sorted(known))}')
        changes[name] = _read(known[name], value if equals else "true")
    return replace(base or Variants(), **changes)


def _described(each: Field[Any]) -> str:
    choices = ", ".join(each.metadata["choices"])
    default = str(each.default).lower() if isinstance(each.default, bool) else str(each.default)
    return f"{each.metadata['doc']}{f' ({choices})' if choices else ''}{f'; {default}' if default else ''}"


def _read(each: Field[Any], value: str) -> str | int | bool:
    if isinstance(each.default, bool):
        if value not in ("true", "false"):
            raise UnknownVariantError(f'{each.name} is true or false, not "{value}"')
        return value == "true"
    if isinstance(each.default, int):
        if not value.isdigit():
            raise UnknownVariantError(f'{each.name} is a whole number, not "{value}"')
        return int(value)
    choices = each.metadata["choices"]
    if choices and value not in (*choices, each.default):
        raise UnknownVariantError(f'{each.name} is one of {", ".join(choices)}, not "{value}"')
    return value
