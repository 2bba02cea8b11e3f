"""Rules are found by their file names, so that knowing their ids costs no import and adding one no list."""

from __future__ import annotations

import difflib
import functools
import importlib
import pkgutil
import re
from collections.abc import Iterable
from pathlib import Path

from terrabind.review.rules.rule import Rule

_MODULE = re.compile(r"ar\d{3}")

FAMILIES = {
    "1": "who",
    "2": "what",
    "3": "where",
    "4": "trust",
    "5": "limits weakened",
    "6": "time",
    "7": "safety",
    "8": "sight",
    "9": "waivers",
}
"""The family of each first digit."""


class UnknownRuleError(LookupError):
    """There is no rule of that id; the message says which one may have been meant."""


@functools.cache
def list_ids() -> tuple[str, ...]:
    """Return the ids of all built-in rules, sorted, without importing them."""
    folder = str(Path(__file__).parent)
    return tuple(sorted(each.name.upper() for each in pkgutil.iter_modules([folder]) if _MODULE.fullmatch(each.name)))


def find(rule_id: str) -> Rule:
    """Return the rule of an id, in either case. Raises `UnknownRuleError`."""
    known = list_ids()
    wanted = rule_id.strip().upper()
    if wanted not in known:
        raise UnknownRuleError(f'there is no rule "{rule_id}"; {suggest(wanted, known)}')
    rule: Rule = importlib.import_module(f"{__package__}.{wanted.lower()}").RULE
    return rule


def load_rules(ids: Iterable[str] | None = None) -> tuple[Rule, ...]:
    """Return the rules of these ids, else all, sorted by id."""
    return tuple(find(each) for each in sorted(list_ids() if ids is None else ids))


def suggest(word: str, known: Iterable[str]) -> str:
    """Return a hint for a mistyped word: the nearest known one, else all of them."""
    choices = sorted(known)
    near = difflib.get_close_matches(word, choices, n=1, cutoff=0.5)
    return f'did you mean "{near[0]}"?' if near else f"known are {', '.join(choices)}."
