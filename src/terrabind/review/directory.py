"""The directory file tells what no plan holds: names, groups with their members, teams, and who is not employed here.

TOML or JSON, the same shape:

    [people."ana@example.com"]
    name = "Ana Berg"
    employment = "employee"
    team = "research"
    aliases = ["ana", "ana-berg"]

    [groups.ops]
    name = "Operations"
    members = ["ben@example.com", "group:on-call"]
"""

from __future__ import annotations

import difflib
import json
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

_OUTSIDE: Final = frozenset(
    {
        "agency",
        "contractor",
        "consultant",
        "customer",
        "external",
        "freelancer",
        "guest",
        "partner",
        "supplier",
        "vendor",
    }
)
_PERSON: Final = frozenset({"name", "employment", "team", "aliases"})
_GROUP: Final = frozenset({"name", "employment", "members"})
_TOP: Final = frozenset({"people", "groups"})


class DirectoryError(ValueError):
    """A directory file cannot be used: `summary` says what, `detail` where, why and what to do next."""

    def __init__(self, summary: str, detail: str) -> None:
        super().__init__(f"{summary}: {detail}")
        self.summary = summary
        self.detail = detail


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One person or group. `members` are ids, a group among them written `group:name`; a person has none."""

    id: str
    name: str = ""
    employment: str = ""
    team: str = ""
    members: tuple[str, ...] = ()

    @property
    def is_outside(self) -> bool:
        """Whether the entry is somebody who does not work here."""
        return self.employment.casefold() in _OUTSIDE


@dataclass(frozen=True, slots=True)
class Directory:
    """Everybody, by id without case; a person is found under each of the aliases too."""

    people: Mapping[str, Entry] = field(default_factory=dict)
    groups: Mapping[str, Entry] = field(default_factory=dict)

    def person(self, name: str) -> Entry | None:
        """Return the person of this id or alias."""
        return self.people.get(name.casefold())

    def group(self, name: str) -> Entry | None:
        """Return the group of this id."""
        return self.groups.get(name.casefold())

    def employment(self) -> dict[str, str]:
        """Return who is employed how, by principal key (`user:ana@example.com`, `group:ops`)."""
        people = {f"user:{name}": each.employment for name, each in self.people.items() if each.employment}
        return people | {f"group:{each.id}": each.employment for each in self.groups.values() if each.employment}

    def groups_by_member(self) -> dict[str, tuple[str, ...]]:
        """Return the groups that each principal key stands in directly, sorted."""
        found: dict[str, set[str]] = {}
        for group in self.groups.values():
            for member in group.members:
                key = member if member.startswith("group:") else f"user:{member.casefold()}"
                found.setdefault(key, set()).add(group.id)
        return {key: tuple(sorted(names)) for key, names in found.items()}


def load_directory(path: Path) -> Directory:
    """Read a directory file, JSON by its suffix, else TOML. Raises `DirectoryError`."""
    try:
        text = path.read_text(encoding="utf-8")
        document = json.loads(text) if path.suffix == ".json" else tomllib.loads(text)
    except OSError as error:
        raise DirectoryError("the directory file cannot be read", f"{path}: {error.strerror or error}.") from error
    except ValueError as error:
        detail = f"{path}: {error}. Write TOML, or JSON with the suffix .json, in UTF-8."
        raise DirectoryError("the directory file is not well-formed", detail) from error
    return read_directory(document, str(path))


def read_directory(document: Any, path: str = "directory") -> Directory:
    """Make a directory of a parsed document. Raises `DirectoryError` for what it does not know, with a suggestion."""
    _check(document, _TOP, path)
    people: dict[str, Entry] = {}
    for key, raw in _table(document, "people", path).items():
        _check(raw, _PERSON, f'{path}, people."{key}"')
        person = _entry(key, raw, f'{path}, people."{key}"')
        for name in (key, *_texts(raw, "aliases", path)):
            people[name.casefold()] = person
    groups: dict[str, Entry] = {}
    for key, raw in _table(document, "groups", path).items():
        _check(raw, _GROUP, f'{path}, groups."{key}"')
        groups[key.casefold()] = _entry(key, raw, f'{path}, groups."{key}"')
    return Directory(people, groups)


def _entry(key: str, raw: Mapping[str, Any], where: str) -> Entry:
    texts = {name: raw.get(name, "") for name in ("name", "employment", "team")}
    wrong = next((name for name, value in texts.items() if not isinstance(value, str)), "")
    if wrong:
        raise DirectoryError("a wrong value in the directory file", f'{where}: "{wrong}" is a text.')
    return Entry(id=key, members=_texts(raw, "members", where), **texts)


def _texts(raw: Mapping[str, Any], name: str, where: str) -> tuple[str, ...]:
    value = raw.get(name, [])
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise DirectoryError("a wrong value in the directory file", f'{where}: "{name}" is a list of texts.')
    return tuple(value)


def _table(document: Mapping[str, Any], name: str, path: str) -> Mapping[str, Any]:
    value = document.get(name, {})
    if not isinstance(value, dict):
        raise DirectoryError("a wrong value in the directory file", f'{path}: "{name}" is a table of entries by id.')
    return value


def _check(raw: Any, known: Iterable[str], where: str) -> None:
    if not isinstance(raw, dict):
        raise DirectoryError("a wrong value in the directory file", f"{where}: this is a table.")
    names = sorted(known)
    for key in raw:
        if key not in names:
            close = difflib.get_close_matches(str(key), names, 1)
            hint = f'did you mean "{close[0]}"?' if close else f"it may hold {', '.join(names)}."
            raise DirectoryError("an unknown key in the directory file", f'{where}: "{key}" is not known; {hint}')
