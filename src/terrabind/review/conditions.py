"""Conditions of AWS-style statements are limits by name: who must bring what before a statement applies.

Sources: the IAM user guide on condition operators and on global condition keys. A condition that only narrows in part
(`IfExists`, `ForAllValues`) says so in its text, since it passes where the key is missing.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

_NAMES: Final[Mapping[str, str]] = {
    "sts:externalid": "external_id",
    "aws:sourceaccount": "source_account",
    "aws:sourcearn": "source_arn",
    "aws:sourceorgid": "source_organization",
    "aws:multifactorauthpresent": "mfa",
    "aws:multifactorauthage": "mfa_age",
    "aws:principalorgid": "organization",
    "aws:principalorgpaths": "organization_path",
    "aws:principalarn": "principal_arn",
    "aws:principalaccount": "principal_account",
    "aws:sourceip": "source_ip",
    "aws:sourcevpc": "source_vpc",
    "aws:sourcevpce": "source_endpoint",
    "aws:currenttime": "expires",
    "aws:requestedregion": "region",
    "iam:passedtoservice": "passed_to",
    "iam:permissionsboundary": "boundary",
    "sts:rolesessionname": "session_name",
}
_EQUAL = frozenset(
    {
        "stringequals",
        "stringequalsignorecase",
        "stringlike",
        "arnequals",
        "arnlike",
        "ipaddress",
        "bool",
        "numericequals",
    }
)
_LITERAL: Final = frozenset({"stringequals", "stringequalsignorecase"})
_WILD: Final = re.compile(r"([*?\\])")
_LIMITS: Final[Mapping[str, str]] = {
    "numericlessthan": "below ",
    "numericlessthanequals": "at most ",
}
_BEFORE = frozenset({"datelessthan", "datelessthanequals"})
_PARTLY: Final = ", where present"
_JOINTS: Final = re.compile(r",| and |^\"")


def read(condition: Any) -> dict[str, str]:
    """Return the limits of one `Condition` block by name; what has no name of its own is joined under "condition"."""
    limits: dict[str, list[str]] = {}
    for operator, keys in condition.items() if isinstance(condition, Mapping) else ():
        for key, wanted in keys.items() if isinstance(keys, Mapping) else ():
            name, text = _limit(str(operator), str(key), sorted(_texts(wanted)))
            limits.setdefault(name, []).append(text)
    return {name: " and ".join(sorted(texts)) for name, texts in sorted(limits.items())}


def subjects(condition: Any) -> tuple[str, ...]:
    """Return the subjects (`sub`) of a token that a condition lets in, none where it does not ask for one."""
    found: set[str] = set()
    for operator, keys in condition.items() if isinstance(condition, Mapping) else ():
        lower = str(operator).lower()
        if lower not in _EQUAL or not isinstance(keys, Mapping):
            continue
        for key, wanted in keys.items():
            if str(key).lower().endswith(":sub"):
                found.update(_spell(each, lower) if lower in _LITERAL else each for each in _texts(wanted))
    return tuple(sorted(found))


def _limit(operator: str, key: str, wanted: list[str]) -> tuple[str, str]:
    plain, partly = _plain(operator)
    if plain in _LITERAL:
        wanted = [_spell(each, plain) for each in wanted]
    values = ", ".join(wanted)
    name = _name(key)
    if name == "expires":
        if plain in _BEFORE and not partly:
            return name, values
        return "condition", f"{operator} {key} {values}"
    if name == "mfa":
        if plain == "bool" and wanted == ["true"]:
            return name, f"required{partly}"
        return "condition", f"{operator} {key} {values}"
    if name and plain in _EQUAL:
        return name, values + partly
    if name and plain in _LIMITS:
        return name, _LIMITS[plain] + values + partly
    return "condition", f"{operator} {key} {values}"


def _spell(value: str, operator: str) -> str:
    """A star that is compared as a letter is no pattern: it lets in nobody whom the pattern would."""
    spelled = _WILD.sub(r"\\\1", value)
    return f"{spelled} (in any case)" if operator.endswith("ignorecase") else spelled


def _plain(operator: str) -> tuple[str, str]:
    """An operator without what is set before and behind it, and what that means."""
    lower = operator.lower()
    partly = ""
    if lower.startswith("forallvalues:"):
        lower, partly = lower.removeprefix("forallvalues:"), _PARTLY
    lower = lower.removeprefix("foranyvalue:")
    if lower.endswith("ifexists"):
        lower, partly = lower.removesuffix("ifexists"), _PARTLY
    return lower, partly


def _name(key: str) -> str:
    lower = key.lower()
    if lower in _NAMES:
        return _NAMES[lower]
    if lower.endswith(":sub"):
        return "subject"
    return "audience" if lower.endswith((":aud", ":oaud", ":app_id", ":azp")) else ""


def _texts(value: Any) -> Iterator[str]:
    """Yield the values of a test; one that holds what joins values and tests is quoted, so that it stays one."""
    for each in value if isinstance(value, list) else [value]:
        text = ("true" if each else "false") if isinstance(each, bool) else str(each)
        yield json.dumps(text) if _JOINTS.search(text) else text
