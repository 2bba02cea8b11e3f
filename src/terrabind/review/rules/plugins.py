"""Rules that other Python packages bring: a rule, or several, behind an entry point of `terrabind.review.rules`.

Only those that a configuration names are loaded, so that nobody's gate changes because a package was installed; one
that is named and not there is an error, so that nobody's gate loses a rule because one was not.
"""

from __future__ import annotations

import importlib.metadata
import re
from collections.abc import Iterable, Iterator
from typing import Final

from terrabind.review.rules.catalogue import suggest
from terrabind.review.rules.rule import Rule

__all__ = ["GROUP", "PluginError", "load_plugins"]

GROUP: Final = "terrabind.review.rules"
"""The group of entry points."""

_ID: Final = re.compile(r"[A-Za-z][A-Za-z0-9_.-]*")
_BUILT_IN: Final = re.compile(r"(?i)ar\d*")


class PluginError(ValueError):
    """A plugin that cannot be used; the message says why and what to do."""


def load_plugins(names: Iterable[str]) -> tuple[Rule, ...]:
    """Return the rules of the plugins of these names, in their order. Raises `PluginError`."""
    wanted = tuple(names)
    if not wanted:
        return ()
    known = {each.name: each for each in importlib.metadata.entry_points(group=GROUP)}
    return tuple(rule for name in wanted for rule in _load(name, known))


def _load(name: str, known: dict[str, importlib.metadata.EntryPoint]) -> Iterator[Rule]:
    if name not in known:
        hint = suggest(name, known) if known else "none is; install the package that brings it, where this runs"
        raise PluginError(f'no plugin "{name}" is installed; {hint}')
    try:
        loaded = known[name].load()
    except (ImportError, AttributeError) as error:
        raise PluginError(f'the plugin "{name}" ({known[name].value}) cannot be loaded: {error}') from error
    for rule in [loaded] if isinstance(loaded, Rule) else loaded if isinstance(loaded, Iterable) else [loaded]:
        if not isinstance(rule, Rule):
            raise PluginError(f'the plugin "{name}" brings a {type(rule).__name__}, and no terrabind.review.rules.Rule')
        if not _ID.fullmatch(rule.id) or _BUILT_IN.fullmatch(rule.id):
            raise PluginError(f'the plugin "{name}" calls a rule "{rule.id}"; choose an id such as ACME-01')
        yield rule
