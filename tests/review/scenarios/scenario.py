"""A scenario is a change of access that a reviewer must get right: the configurations, and what is known beside them.

Each of its stacks is planned by a real Terraform (`tests.review.regenerate`); the plans stand in `plans/`.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from terrabind.review.configuration import Configuration, read
from terrabind.review.directory import Directory, read_directory
from terrabind.review.plan import Plan
from terrabind.review.reading import read_document
from terrabind.review.realms import Realms
from terrabind.review.report import Report
from terrabind.review.reviewing import Options, review
from terrabind.review.verdict import OnUnknown

PLANS = Path(__file__).parent / "plans"
NOW = "2026-11-21T12:00:00Z"
"""When every scenario is reviewed, unless it says otherwise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stack:
    """One stack: what is applied first, what happens then, what is planned and how.

    `before` and `after` are configurations (HCL); `modules` are modules of `after` by name. `unmanaged` takes the
    applied resources out of the state again, so that `after` can import them. `drift` are members that somebody adds by
    hand, by the path of a REST object. `deferred` is an address that Terraform puts off.
    """

    after: str
    before: str = ""
    modules: Mapping[str, str] = field(default_factory=dict)
    options: tuple[str, ...] = ()
    succeeds: bool = True
    unmanaged: bool = False
    drift: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    deferred: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """One scenario: its stacks by label, and what the reviewer knows beside the plans.

    `configuration` and `directory` are TOML. `plans_of` names a scenario whose plans are reviewed with other knowledge.
    """

    name: str
    stacks: Mapping[str, Stack] = field(default_factory=dict)
    plans_of: str = ""
    only: str = ""
    configuration: str = ""
    directory: str = ""
    domains: frozenset[str] = frozenset({"example.com"})
    accounts: frozenset[str] = frozenset({"111122223333"})
    author: str = ""
    now: str = NOW

    @property
    def folder(self) -> Path:
        """Where its plans stand."""
        return PLANS / (self.plans_of or self.name)

    def list_files(self) -> list[Path]:
        """Its plans as files, all or the `only` one."""
        return [file for file in sorted(self.folder.glob("*.json")) if not self.only or file.stem == self.only]

    def read(self) -> tuple[Plan, ...]:
        """Its plans as the review sees them."""
        return tuple(read_document(load(file), file.stem, file.name) for file in self.list_files())

    def make_options(self, on_unknown: OnUnknown = "warn", now: str = "") -> Options:
        """What the command line would be told."""
        directory = read_directory(tomllib.loads(self.directory)) if self.directory else Directory()
        return Options(
            now=now or self.now,
            configuration=read(self.configuration) if self.configuration else Configuration(),
            realms=Realms(internal_domains=self.domains, internal_accounts=self.accounts, directory=directory),
            author=self.author,
            on_unknown=on_unknown,
        )

    def review(self, on_unknown: OnUnknown = "warn", now: str = "") -> Report:
        """Its review."""
        return review(self.read(), self.make_options(on_unknown, now))


def load(file: Path) -> dict[str, Any]:
    """A plan as JSON."""
    document: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return document
