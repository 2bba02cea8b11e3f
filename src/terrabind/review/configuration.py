"""A configuration is `access-review.toml`, or the table `tool.terrabind.review` of `pyproject.toml`, read strictly.

It changes severities and thresholds, picks rules, and holds a team's own rules, conflicting duties and waivers. What it
does not know is an error with a suggestion and, where it can be told, the line.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from terrabind.review.report import Severity
from terrabind.review.rules.catalogue import list_ids, suggest
from terrabind.review.rules.plugins import PluginError, load_plugins
from terrabind.review.rules.rule import Rule
from terrabind.review.rules.scopes import matches_name
from terrabind.review.rules.settings import Conflict, Limits, Waiver
from terrabind.review.rules.tables import ConfigurationError, Document, Table
from terrabind.review.selectors import UserRule, read_selector
from terrabind.review.waivers import read_waiver

__all__ = ["Configuration", "ConfigurationError", "load", "read"]

FILE: Final = "access-review.toml"
PROJECT: Final = "pyproject.toml"

_LISTS: Final = ("rule", "conflict", "waive", "select", "ignore", "plugins", "internal_domains", "internal_accounts")
KEYS: Final = frozenset({*_LISTS, "severity", "approvers", "limits", "directory", "on_unknown", "fail_on"})
"""Every key of the file's top."""

_LIMITS: Final = frozenset(Limits.__dataclass_fields__)
_RULE: Final = frozenset({"id", "when", "unless", "severity", "message", "fix", "approvers"})
_CONFLICT: Final = frozenset({"id", "roles", "scope", "severity", "message", "approvers"})
_SEVERITIES: Final = tuple(each.value for each in Severity)
_ID = re.compile(r"[A-Za-z][A-Za-z0-9_.-]*")
_BUILT_IN = re.compile(r"(?i)ar\d*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Configuration:
    """What a team asks of its reviews.

    `select` and `ignore` are prefixes of rule ids; `severities` are (prefix, pattern of stacks, severity) and
    `approvers` teams by prefix; the longest prefix counts. `on_unknown` is "fail", "warn" or empty for the command's
    own default, `fail_on` a severity or null. `plugins` are rules that other packages bring. `directory` is a path as
    written. `path` is empty without a file.
    """

    path: str = ""
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    severities: tuple[tuple[str, str, Severity], ...] = ()
    approvers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    limits: Limits = field(default_factory=Limits)
    rules: tuple[UserRule, ...] = ()
    plugins: tuple[Rule, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    waivers: tuple[Waiver, ...] = ()
    internal_domains: tuple[str, ...] = ()
    internal_accounts: tuple[str, ...] = ()
    directory: str = ""
    on_unknown: str = ""
    fail_on: Severity | None = None

    def selects(self, rule_id: str) -> bool:
        """Tell whether a rule runs: the longest prefix decides, and an equally long `ignore` wins."""
        chosen = max((len(each) for each in self.select if rule_id.startswith(each)), default=-1 if self.select else 0)
        ignored = max((len(each) for each in self.ignore if rule_id.startswith(each)), default=-1)
        return chosen > ignored

    def severity_of(self, rule_id: str, stack: str) -> Severity | None:
        """Return the severity that this configuration gives a rule in a stack, null where it says nothing."""
        fitting = [
            (len(prefix), pattern != "*", severity)
            for prefix, pattern, severity in self.severities
            if rule_id.startswith(prefix) and matches_name(stack, pattern)
        ]
        return max(fitting, key=lambda each: each[:2])[2] if fitting else None

    def approvers_of(self, rule_id: str) -> tuple[str, ...]:
        """Return the teams that approve what a rule finds."""
        prefixes = [each for each in self.approvers if rule_id.startswith(each)]
        return self.approvers[max(prefixes, key=len)] if prefixes else ()


def load(path: Path | None, folder: Path) -> Configuration:
    """Read the file at `path`, else the one in `folder`, else return the defaults. Raises `ConfigurationError`."""
    if path is not None:
        document = _open(path)
        return read(document, "tool.terrabind.review." if path.name == PROJECT else "", str(path))
    if (folder / FILE).is_file():
        return read(_open(folder / FILE), "", str(folder / FILE))
    project = folder / PROJECT
    if project.is_file():
        text = _open(project)
        if "terrabind" in text:
            return read(text, "tool.terrabind.review.", str(project))
    return Configuration()


def read(text: str, prefix: str = "", path: str = FILE) -> Configuration:
    """Read a configuration from a text. `prefix` is the table that holds it. Raises `ConfigurationError`."""
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigurationError(f"{path} is not TOML", f"{error}.", path=path) from error
    for step in filter(None, prefix.split(".")):
        values = values.get(step, {})
    top = Table(Document(path, text, prefix), values)
    top.check(KEYS)
    rules = tuple(_read_rule(table) for table in top.tables("rule"))
    conflicts = tuple(_read_conflict(table) for table in top.tables("conflict"))
    plugins = _load_plugins(top)
    own = [*(each.id for each in rules), *(each.id for each in plugins)]
    known = {*list_ids(), *own}
    names = _check_unique(top, [*own, *(each.id for each in conflicts)])
    approvers = _read_approvers(top, known)
    severities = _read_severities(top, known)
    _check_approvers(top, severities, approvers)
    return Configuration(
        path=path if values else "",
        select=_prefixes(top, "select", known),
        ignore=_prefixes(top, "ignore", known),
        severities=severities,
        approvers=approvers,
        limits=_read_limits(top.table("limits")),
        rules=rules,
        plugins=plugins,
        conflicts=conflicts,
        waivers=tuple(_check_waiver(table, known | names) for table in top.tables("waive")),
        internal_domains=top.texts("internal_domains"),
        internal_accounts=top.texts("internal_accounts"),
        directory=top.text("directory"),
        on_unknown=top.choice("on_unknown", ("fail", "warn")),
        fail_on=_severity(top, "fail_on"),
    )


def _open(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        said = f"{error.strerror or error}. Name another file with --config, or leave it out."
        raise ConfigurationError(f"{path} cannot be read", said, path=str(path)) from error
    except UnicodeDecodeError as error:
        raise ConfigurationError(
            f"{path} is not UTF-8", f"save it as UTF-8 ({error.reason}).", path=str(path)
        ) from error


def _severity(table: Table, key: str) -> Severity | None:
    found = table.choice(key, _SEVERITIES)
    return Severity(found) if found else None


def _load_plugins(top: Table) -> tuple[Rule, ...]:
    try:
        return load_plugins(top.texts("plugins"))
    except PluginError as error:
        raise top.fail("plugins", str(error)) from error


def _prefixes(table: Table, key: str, known: Collection[str]) -> tuple[str, ...]:
    return tuple(_prefix(table, key, each, known) for each in table.texts(key))


def _prefix(table: Table, key: str, prefix: str, known: Collection[str]) -> str:
    """Return a prefix as ids are written. One that no rule starts with is a mistake."""
    for written in (prefix, prefix.upper()):
        if written and any(each.startswith(written) for each in known):
            return written
    raise table.fail(key, f'no rule starts with "{prefix}"; {suggest(prefix.upper(), known)}')


def _read_limits(table: Table) -> Limits:
    table.check(_LIMITS)
    default = Limits()
    share = table.number("revoked_share", default.revoked_share)
    if share > 1:
        raise table.fail("revoked_share", "this is a share of all, such as 0.3")
    return Limits(
        admin_hops=int(table.number("admin_hops", default.admin_hops)),
        revoked=int(table.number("revoked", default.revoked)),
        revoked_share=share,
        longest_grant=table.span("longest_grant", default.longest_grant),
        organisation_scopes=table.texts("organisation_scopes"),
        group_scopes=table.texts("group_scopes"),
    )


def _read_severities(top: Table, known: Collection[str]) -> tuple[tuple[str, str, Severity], ...]:
    """A severity is one word, or a table of words by pattern of stacks, where "*" is for all the others."""
    table = top.table("severity")
    found: list[tuple[str, str, Severity]] = []
    for key, value in table.values.items():
        prefix = _prefix(table, key, key, known)
        by_stack = table.table(key) if isinstance(value, dict) else Table(table.document, {"*": value}, table.name)
        for pattern in by_stack.values:
            where = by_stack if isinstance(value, dict) else Table(table.document, {key: value}, table.name)
            severity = _severity(where, pattern if isinstance(value, dict) else key)
            if severity is None:
                raise where.fail(pattern, f"this is one of {', '.join(_SEVERITIES)}")
            found.append((prefix, pattern, severity))
    return tuple(found)


def _read_approvers(top: Table, known: Collection[str]) -> dict[str, tuple[str, ...]]:
    table = top.table("approvers")
    return {_prefix(table, key, key, known): table.texts(key) for key in table.values}


def _check_approvers(
    top: Table, severities: tuple[tuple[str, str, Severity], ...], approvers: Mapping[str, tuple[str, ...]]
) -> None:
    for prefix, _, severity in severities:
        if severity is Severity.APPROVE and not any(prefix.startswith(each) and approvers[each] for each in approvers):
            problem = f'"approve" needs somebody who approves; add [approvers] {prefix} = ["a team"]'
            raise top.table("severity").fail(prefix, problem)


def _read_id(table: Table) -> str:
    found = table.text("id", required=True)
    if not _ID.fullmatch(found):
        raise table.fail("id", "an id is letters, digits, dots, dashes and underscores, such as TEAM-01")
    if _BUILT_IN.fullmatch(found):
        raise table.fail("id", "AR with a number names a rule that terrabind brings; choose another, such as TEAM-01")
    return found


def _read_rule(table: Table) -> UserRule:
    table.check(_RULE)
    severity = _severity(table, "severity") or Severity.WARN
    approvers = table.texts("approvers")
    if severity is Severity.APPROVE and not approvers:
        raise table.fail("severity", '"approve" needs somebody who approves; add approvers = ["a team"]')
    when = read_selector(table.table("when"))
    if not when.conditions:
        raise table.fail("when", "say which changes the rule is about: when = { ... }")
    unless = read_selector(table.table("unless"))
    return UserRule(
        id=_read_id(table),
        when=when,
        unless=unless if unless.conditions else None,
        severity=severity,
        message=table.text("message", required=True),
        fix=table.text("fix"),
        approvers=approvers,
        source=table.source,
    )


def _read_conflict(table: Table) -> Conflict:
    table.check(_CONFLICT)
    roles = tuple(dict.fromkeys(table.texts("roles")))
    if len(roles) < 2:
        raise table.fail("roles", "a conflict needs at least two roles")
    severity = _severity(table, "severity")
    approvers = table.texts("approvers")
    if severity is Severity.APPROVE and not approvers:
        raise table.fail("severity", '"approve" needs somebody who approves; add approvers = ["a team"]')
    return Conflict(
        id=_read_id(table),
        roles=roles,
        scope=table.text("scope"),
        severity=severity,
        message=table.text("message"),
        approvers=approvers,
        source=table.source,
    )


def _check_unique(top: Table, ids: list[str]) -> set[str]:
    twice = next((each for each in ids if ids.count(each) > 1), "")
    if twice:
        raise top.fail("", f'the id "{twice}" stands twice; rules and conflicts need ids of their own')
    return set(ids)


def _check_waiver(table: Table, known: Collection[str]) -> Waiver:
    waiver = read_waiver(table)
    if waiver.rule not in known:
        raise table.fail("rule", f'there is no rule "{waiver.rule}"; {suggest(waiver.rule, known)}')
    return waiver
