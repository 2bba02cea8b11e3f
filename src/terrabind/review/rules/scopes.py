"""Where a grant holds: which scope contains which, which is a whole organisation, which patterns match."""

from __future__ import annotations

import re
from fnmatch import fnmatchcase
from typing import Final

from terrabind.review.edge import Scope

_WORD = re.compile(r"[ /:]")
_ARN_PARTS: Final = 5
_UNTYPED: Final = frozenset({"s3", "execute-api"})
"""Services whose names of resources begin with the resource itself, not with a word for its kind."""

_WHOLE: Final = frozenset(
    {"org", "organization", "organisation", "enterprise", "tenant", "management group", "global", "everything"}
)


def contains(wide: Scope, narrow: Scope) -> bool:
    """Tell whether what holds in `wide` holds in `narrow` too. The empty scope says nothing, so it contains nothing."""
    return bool(wide) and narrow[: len(wide)] == wide


def is_whole_organisation(scope: Scope, patterns: tuple[str, ...] = ()) -> bool:
    """Tell whether a scope is all of an organisation, by its own name or by a configured pattern."""
    if any(matches_scope(scope, pattern) for pattern in patterns):
        return True
    last = _trim(scope)[-1].casefold() if scope else ""
    if last.startswith("everything but "):
        return False  # of what is above it: all resources of an account but some
    return last in _WHOLE or _WORD.split(last)[0] in _WHOLE or last.startswith("management group")


def is_wildcard(scope: Scope) -> bool:
    """Tell whether a scope ends in a star that stands for every resource of its kind.

    What is within one named resource is named: all objects of a bucket, all streams of a log group.
    """
    last = scope[-1] if scope else ""
    if not last.endswith("*"):
        return False
    stem = last.rstrip("*")
    parts = stem.split(":", _ARN_PARTS) if stem.startswith(("arn:", "urn:")) else []
    if len(parts) <= _ARN_PARTS:
        return not stem or stem.endswith((":", "/", " "))
    words = [word for word in _WORD.split(parts[_ARN_PARTS]) if word]
    named = words[0 if parts[2] in _UNTYPED else 1 :]
    return (not words or stem.endswith((":", "/"))) and not (named and named[0].strip("*"))


def matches_scope(scope: Scope, pattern: str) -> bool:
    """Tell whether a scope matches a pattern such as "org/prod/**".

    Each part stands for one step of the scope: its whole text, its kind ("project") or its name; `*` for any one step
    and `**` for any number. Slashes within a step may be steps of the pattern too.
    """
    parts = tuple(pattern.split("/"))
    return _match(scope, parts) or _match(tuple("/".join(scope).split("/")), parts)


def matches_name(text: str, pattern: str) -> bool:
    """Tell whether a name matches a pattern with `*` and `?`, without case. Brackets stand for themselves."""
    return fnmatchcase(text.casefold(), pattern.casefold().replace("[", "[[]"))


def _trim(scope: Scope) -> Scope:
    """A star at the end says no more than that everything below is meant."""
    return _trim(scope[:-1]) if len(scope) > 1 and scope[-1] in {"*", "/*"} else scope


def _match(scope: Scope, parts: tuple[str, ...]) -> bool:
    """One row of the usual table for patterns with `**`: which ends of the scope the parts so far can reach."""
    reached = {0}
    for part in parts:
        if part == "**":
            reached = set(range(min(reached, default=len(scope) + 1), len(scope) + 1))
        else:
            reached = {at + 1 for at in reached if at < len(scope) and _step(scope[at], part)}
    return len(scope) in reached


def _step(segment: str, part: str) -> bool:
    kind, _, rest = segment.partition(" ") if " " in segment else segment.partition("/")
    return any(matches_name(each, part) for each in (segment, kind, rest or segment))
