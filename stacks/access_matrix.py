"""The access matrix as plain values, read from `access.toml`; every name in it is defined there.

Nothing here knows Terraform or the construct kit, so the matrix can be read and checked without Node.
"""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias


class AccessFileError(Exception):
    """The file cannot be used; the message has a line `file:line: what is wrong` for everything that is wrong."""


@dataclass(frozen=True, slots=True)
class AwsRole:
    """An AWS role that people assume through Fireworks AI."""

    arn: str


@dataclass(frozen=True, slots=True)
class NodePoolUse:
    """The use of a node pool of Fireworks AI."""


@dataclass(frozen=True, slots=True)
class StorageRole:
    """An IAM role of Dell ECS, held for up to `hours` at a time."""

    description: str
    hours: int = 1


@dataclass(frozen=True, slots=True)
class K0rdentRole:
    """A role of k0rdent AI."""

    role: str


@dataclass(frozen=True, slots=True)
class NodePool:
    """A node pool of a cluster."""

    cluster: str
    pool: str


@dataclass(frozen=True, slots=True)
class Namespace:
    """A namespace of Dell ECS."""

    namespace: str


@dataclass(frozen=True, slots=True)
class Organisation:
    """The whole organisation."""


@dataclass(frozen=True, slots=True)
class Project:
    """One project of k0rdent AI."""

    project: str


Role: TypeAlias = AwsRole | NodePoolUse | StorageRole | K0rdentRole
Scope: TypeAlias = NodePool | Namespace | Organisation | Project

_ROLES: Mapping[str, type[Role]] = {
    "aws": AwsRole,
    "node-pool": NodePoolUse,
    "storage": StorageRole,
    "k0rdent": K0rdentRole,
}
_SCOPES: Mapping[str, type[Scope]] = {
    "node-pool": NodePool,
    "namespace": Namespace,
    "org": Organisation,
    "project": Project,
}
_NEEDS: Mapping[type[Role], tuple[type[Scope], ...]] = {
    AwsRole: (),
    NodePoolUse: (NodePool,),
    StorageRole: (Namespace,),
    K0rdentRole: (Organisation, Project),
}
"""The scopes in which a role can be held; none where a role needs no scope."""


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who is given something: a person, or a group of `people` (short name to e-mail address)."""

    name: str
    people: Mapping[str, str]
    is_group: bool


@dataclass(frozen=True, slots=True)
class Grant:
    """One row of the matrix. `role_name` and `scope_name` are its words in the file."""

    role_name: str
    role: Role
    members: tuple[Member, ...]
    scope_name: str = ""
    scope: Scope | None = None


@dataclass(frozen=True, slots=True)
class Team:
    """A team and everything that it is given."""

    name: str
    grants: tuple[Grant, ...]


def read_access(path: Path) -> tuple[Team, ...]:
    """Read the matrix. Raises `AccessFileError` when the file is no TOML, or uses a name that it does not define."""
    text = path.read_text(encoding="utf-8")
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise AccessFileError(f"{path}: not TOML: {error}") from error
    reader = _Reader(path, text.splitlines(), document, [])
    teams = tuple(reader.read_team(name) for name in document.get("teams", {}))
    if reader.wrong:
        raise AccessFileError("\n".join(reader.wrong))
    return teams


@dataclass(frozen=True, slots=True)
class _Reader:
    """One reading of a file; `wrong` collects what is wrong with it, so that one error tells all."""

    path: Path
    lines: list[str]
    document: Mapping[str, Any]
    wrong: list[str]

    def read_team(self, name: str) -> Team:
        table = self.document["teams"][name]
        groups: dict[str, Mapping[str, str]] = {
            group: self._people(people, f"[teams.{name}.groups]", group, f"group {group} of team {name}")
            for group, people in table.get("groups", {}).items()
        }
        rows = [self._grant(name, groups, row, index) for index, row in enumerate(table.get("grants", []))]
        self._stop_at_repeated(name, rows)
        return Team(name, tuple(row for row in rows if row is not None))

    def _stop_at_repeated(self, team: str, rows: Sequence[Grant | None]) -> None:
        """A storage role is one object with one trust policy, so two grants of it would contradict each other."""
        seen: set[str] = set()
        for index, row in enumerate(rows):
            if row is not None and isinstance(row.role, StorageRole):
                if row.role_name in seen:
                    line = self._line(f"[[teams.{team}.grants]]", index, row.role_name)
                    where = f"grant {index + 1} of team {team}"
                    self._complain(line, f"{where}: the role {row.role_name} is given before; name everybody there")
                seen.add(row.role_name)

    def _grant(
        self, team: str, groups: Mapping[str, Mapping[str, str]], row: Mapping[str, Any], index: int
    ) -> Grant | None:
        header, where = f"[[teams.{team}.grants]]", f"grant {index + 1} of team {team}"
        members = [self._member(name, groups, header, where, index) for name in row.get("to", [])]
        role_name, scope_name = str(row.get("role", "")), str(row.get("scope", ""))
        role = self._defined("roles", role_name, _ROLES, header, where, index)
        scope = self._defined("scopes", scope_name, _SCOPES, header, where, index) if scope_name else None
        if role is None or (scope_name and scope is None):
            return None
        needed = _NEEDS[type(role)]
        if (scope is None) if needed else (scope is not None):
            kinds = " or ".join(kind for kind, each in _SCOPES.items() if each in needed)
            wanted = f"needs a scope of kind {kinds}" if needed else "takes no scope"
            self._complain(self._line(header, index, role_name), f"{where}: the role {role_name} {wanted}")
        elif scope is not None and not isinstance(scope, needed):
            line = self._line(header, index, scope_name)
            self._complain(line, f"{where}: the role {role_name} cannot be held in the scope {scope_name}")
        known = tuple(each for each in members if each is not None)
        return Grant(role_name, role, known, scope_name, scope)

    def _member(
        self, name: str, groups: Mapping[str, Mapping[str, str]], header: str, where: str, index: int
    ) -> Member | None:
        people: Mapping[str, str] = self.document.get("people", {})
        if name in groups:
            return Member(name, groups[name], is_group=True)
        if name in people:
            return Member(name, {name: people[name]}, is_group=False)
        line = self._line(header, index, name)
        self._unknown(line, where, "group or person", name, [*groups, *people])
        return None

    def _people(self, names: Iterable[str], header: str, key: str, where: str) -> Mapping[str, str]:
        people: Mapping[str, str] = self.document.get("people", {})
        for name in names:
            if name not in people:
                self._unknown(self._line(header, 0, name, key), where, "person", name, people)
        return {name: people[name] for name in names if name in people}

    def _defined(
        self, table: str, name: str, kinds: Mapping[str, type[Any]], header: str, where: str, index: int
    ) -> Any:
        """Return the role or scope of this name as a value of its kind."""
        defined: Mapping[str, Mapping[str, Any]] = self.document.get(table, {})
        if name not in defined:
            self._unknown(self._line(header, index, name), where, table.removesuffix("s"), name, defined)
            return None
        given = dict(defined[name])
        kind = kinds.get(str(given.pop("kind", "")))
        line = self._line(f"[{table}]", 0, "", name)
        if kind is None:
            self._complain(line, f"{name} needs a kind: one of {', '.join(kinds)}")
            return None
        try:
            return kind(**given)
        except TypeError as error:
            self._complain(line, f"{name}: {str(error).partition(') ')[2] or error}")
            return None

    def _unknown(self, line: int, where: str, what: str, name: str, known: Iterable[str]) -> None:
        near = difflib.get_close_matches(name, list(known), n=1)
        hint = f'; did you mean "{near[0]}"?' if near else ""
        self._complain(line, f'{where}: there is no {what} "{name}"{hint}')

    def _complain(self, line: int, what: str) -> None:
        complaint = f"{self.path}:{line}: {what}"
        if complaint not in self.wrong:
            self.wrong.append(complaint)

    def _line(self, header: str, index: int, word: str, key: str = "") -> int:
        """Find the line of a word in the table's `index`-th occurrence; the parser does not say where things stood."""
        starts = [number for number, line in enumerate(self.lines) if line.partition("#")[0].strip() == header]
        if index >= len(starts):
            return 1
        for number in range(starts[index] + 1, len(self.lines)):
            line = self.lines[number]
            if line.lstrip().startswith("["):
                break
            if (not key or line.lstrip().startswith(key)) and (not word or f'"{word}"' in line):
                return number + 1
        return starts[index] + 1
