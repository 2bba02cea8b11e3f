"""All that a rule may look at, frozen: no rule reads a file, the clock or the environment."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from terrabind.review.edge import Certainty, Edge, Kind, Principal, Scope, Unclear
from terrabind.review.plan import Plan
from terrabind.review.report import ChangeClass, Delta, QualifierChange
from terrabind.review.rules.settings import Conflict, Limits, WaiverUse

Side = Literal["before", "after"]

_GAINS = (ChangeClass.GAINED, ChangeClass.WIDENED)
_OTHER_LIMITS = ("max_session", "boundary", "expires")
"""Limits that say nothing about who may use a grant."""

_FOLLOWING = frozenset({ChangeClass.GAINED, ChangeClass.LOST, ChangeClass.WIDENED, ChangeClass.NARROWED})


@dataclass(frozen=True, slots=True)
class Held:
    """One grant that a principal has in effect: `path` names the steps between the two, none for its own grant."""

    edge: Edge
    path: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """One review, as rules see it.

    `deltas` are the changes; `before` and `after` all direct grants of a side. `held_before` and `held_after` list by
    principal key what each principal has in effect, through groups and roles too (direct grants alone when missing).
    `author_names` and `deployer_names` hold every name under which the change's author and the identity that applies it
    are known. `groups` and `employment` come from the directory file, by principal key. `everything` asks for old
    findings as well (`--all`): then what merely stays counts as a gain. `waivers` is filled after all other rules ran.
    """

    deltas: tuple[Delta, ...]
    now: datetime
    before: tuple[Edge, ...] = ()
    after: tuple[Edge, ...] = ()
    plans: tuple[Plan, ...] = ()
    unclear: tuple[Unclear, ...] = ()
    held_before: Mapping[str, Sequence[Held]] | None = None
    held_after: Mapping[str, Sequence[Held]] | None = None
    author_names: tuple[str, ...] = ()
    deployer_names: tuple[str, ...] = ()
    groups: Mapping[str, Sequence[str]] = field(default_factory=dict)
    employment: Mapping[str, str] = field(default_factory=dict)
    everything: bool = False
    limits: Limits = field(default_factory=Limits)
    conflicts: tuple[Conflict, ...] = ()
    waivers: tuple[WaiverUse, ...] = ()

    _planned_groups: Mapping[str, tuple[str, ...]] = field(init=False, repr=False, compare=False)
    _gains: tuple[Delta, ...] = field(init=False, repr=False, compare=False)
    _new_grants: tuple[Delta, ...] = field(init=False, repr=False, compare=False)
    _trusts: tuple[Delta, ...] = field(init=False, repr=False, compare=False)
    _new_trusts: tuple[Delta, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Sort out once what rules ask for by the thousand: gains, new grants, trusts and the plan's memberships."""
        gains = tuple(self._list_gains())
        new = tuple(delta for delta in gains if not delta.path and (self.everything or _is_new(delta)))
        object.__setattr__(self, "_gains", gains)
        object.__setattr__(self, "_new_grants", new)
        object.__setattr__(self, "_trusts", tuple(delta for delta in gains if delta.edge.relation == "assume"))
        object.__setattr__(self, "_new_trusts", tuple(delta for delta in new if delta.edge.relation == "assume"))
        planned: dict[str, tuple[str, ...]] = {}
        for edge in self.after:
            if edge.relation == "member" and edge.allowed:
                group = edge.role.removeprefix("group:")
                planned[edge.principal.key] = (*planned.get(edge.principal.key, ()), group)
        object.__setattr__(self, "_planned_groups", planned)

    def gains(self) -> tuple[Delta, ...]:
        """Grants by which somebody may do more than before, with what stays where old findings are asked for.

        A new denial is no gain, and neither is what everyone could do without a limit before.
        """
        return self._gains

    def new_grants(self) -> tuple[Delta, ...]:
        """Gains that are a grant of their own: not what follows from a group or a role, nor a limit that is weaker."""
        return self._new_grants

    def opened_grants(self) -> Iterator[Delta]:
        """Grants of their own that lose the last condition on who may use them, and are not among the new ones."""
        for delta in self._gains if not self.everything else ():
            if delta.before is not None and not delta.path and _is_bound(delta.before) and not _is_bound(delta.edge):
                yield delta

    def trusts(self) -> tuple[Delta, ...]:
        """Gains by which somebody may assume a role, or more easily so."""
        return self._trusts

    def new_trusts(self) -> tuple[Delta, ...]:
        """New grants by which somebody may assume a role."""
        return self._new_trusts

    def _list_gains(self) -> Iterator[Delta]:
        deltas = self.deltas
        if not self.everything:
            deltas = tuple(delta for delta in deltas if delta.change in _GAINS)
        opened = {_what(edge) for edge in self.before if _is_open(edge) and not edge.qualifiers} if deltas else set()
        for delta in deltas:
            counts = delta.change in _GAINS or (self.everything and delta.change is ChangeClass.UNCHANGED)
            edge = delta.after
            if not counts or edge is None or not edge.allowed or edge.certainty is not Certainty.KNOWN:
                continue
            if self.everything or delta.change is ChangeClass.WIDENED or not opened or _what(edge) not in opened:
                yield delta

    def limits_changed(self, *names: str) -> Iterator[tuple[Delta, QualifierChange]]:
        """Limits of these names, else all, that change on a grant that stays; what follows through groups is not."""
        for delta in self.deltas:
            if delta.before is None or delta.after is None or delta.path or not delta.after.allowed:
                continue
            for qualifier in delta.qualifiers:
                if not names or qualifier.name in names:
                    yield delta, qualifier

    def losses(self) -> Iterator[Delta]:
        """Grants that are gone, without another path that still gives the same."""
        for delta in self.deltas:
            if delta.change is ChangeClass.LOST and delta.before is not None and delta.before.allowed:
                yield delta

    def held(self, side: Side, principal: Principal) -> Sequence[Held]:
        """Return what a principal has in effect on one side."""
        known = self.held_before if side == "before" else self.held_after
        if known is not None:
            return known.get(principal.key, ())
        edges = self.before if side == "before" else self.after
        return [Held(edge) for edge in edges if edge.principal.key == principal.key]

    def groups_of(self, principal: Principal) -> frozenset[str]:
        """Return the groups that a principal is in, by the directory and by the plan, also through other groups."""
        found: set[str] = set()
        waiting = [principal.key]
        while waiting:
            at = waiting.pop()
            new = {*self.groups.get(at, ()), *self._planned_groups.get(at, ())} - found
            found |= new
            waiting += [f"group:{group}" for group in new]
        return frozenset(found)


def follows(delta: Delta) -> bool:
    """Tell whether a change only follows from another one, through a membership or a trust."""
    return bool(delta.path) and delta.change in _FOLLOWING


def _is_bound(edge: Edge) -> bool:
    return any(text for limit, text in edge.qualifiers.items() if limit not in _OTHER_LIMITS)


def _is_new(delta: Delta) -> bool:
    return delta.before is None or delta.after is None or delta.before.key != delta.after.key


def _what(edge: Edge) -> tuple[str, str, Scope]:
    return edge.relation, edge.role, edge.scope


def _is_open(edge: Edge) -> bool:
    return edge.principal.kind is Kind.EVERYONE and edge.allowed
