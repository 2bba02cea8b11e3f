"""What somebody can do in effect on one side: through groups, wider scopes, assumed roles and grants to everyone.

Only grants that are known, not over and not denied count, so that "still has it" is never said of a hope. Building is
one pass over the edges; a question walks the principal's groups, not the edges.
"""

from __future__ import annotations

import re
from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, TypeAlias

from terrabind.review.containment import ANY, Family, contains, covers, family, names, outranks, trim
from terrabind.review.edge import Certainty, Edge, Kind, Principal, Scope
from terrabind.review.qualifiers import moment, passes, permits

MAX_HOPS: Final = 8
"""How many groups and roles a chain may lead through; deeper ones are taken for a mistake, and not followed."""

_MOST_PATTERNS: Final = 200
"""How many patterns of one principal are tried on a scope: a bound on work, past which a gain may be told in vain."""

STEPS: Final = frozenset({"member", "assume"})
"""The relations by which one principal gets what another one holds."""

Ignoring: TypeAlias = Callable[[Edge], bool]
_Node: TypeAlias = str
_Reached: TypeAlias = "tuple[tuple[_Node, tuple[Edge, ...]], ...]"

_ACCOUNT: Final = f"{Kind.ACCOUNT.value}:"


@dataclass(frozen=True, slots=True)
class Way:
    """One way to a grant: the memberships and trusts that lead there in their order, then the grant itself."""

    hops: tuple[Edge, ...]
    grant: Edge
    steps: tuple[str, ...]

    def words(self, wanted: Edge) -> tuple[str, ...]:
        """Return the way in words, with the last one about a role or scope that is not the wanted one."""
        place = self.grant.scope[-1] if self.grant.scope else ""
        if self.grant.role != wanted.role:
            return (*self.steps, f"{self.grant.role} on {place}" if place else self.grant.role)
        return (*self.steps, place) if self.grant.scope != wanted.scope and place else self.steps


def _is_delegated(principal: Principal, node: _Node, hops: tuple[Edge, ...]) -> bool:
    """Tell whether a way begins with a grant to the principal's whole account.

    That leaves it to the account to give the access on, and says of none of its principals that they have it.
    """
    start = hops[0].principal.key if hops else node
    return start.startswith(_ACCOUNT) and start != principal.key


class Closure:
    """The grants of one side, prepared for questions about who can do what in effect."""

    __slots__ = (
        "_by_node",
        "_denials",
        "_grants",
        "_names",
        "_patterned",
        "_patterns",
        "_reached",
        "_steps",
        "_strongest",
        "_tails",
        "_ways",
    )

    def __init__(self, edges: Iterable[Edge], now: datetime | None = None) -> None:
        self._grants: dict[tuple[_Node, str, Family, Scope], list[Edge]] = defaultdict(list)
        self._by_node: dict[_Node, list[Edge]] = defaultdict(list)
        self._denials: dict[tuple[_Node, str], list[Edge]] = defaultdict(list)
        self._steps: dict[_Node, list[Edge]] = defaultdict(list)
        self._patterned: dict[tuple[_Node, str], list[Edge]] = defaultdict(list)
        self._strongest: dict[tuple[_Node, str, Scope], Edge] = {}
        self._names: dict[_Node, Principal] = {}
        self._tails: dict[str, set[_Node]] = defaultdict(set)
        self._patterns: dict[str, dict[_Node, Principal]] = {}
        self._reached: dict[_Node, _Reached] = {}
        self._ways: dict[_Node, tuple[Way, ...]] = {}
        for edge in edges:
            if edge.certainty is Certainty.KNOWN and not _is_over(edge, now):
                self._add(edge)

    def _add(self, edge: Edge) -> None:
        node = edge.principal.key
        if node not in self._names:
            self._names[node] = edge.principal
            self._tails[_tail(edge.principal.id)].add(node)
            if edge.principal.kind is Kind.EVERYONE or "*" in edge.principal.id:
                self._patterns.setdefault(_literal(node, edge.principal), {})[node] = edge.principal
        if not edge.allowed:
            self._denials[node, edge.relation].append(edge)
            return
        self._by_node[node].append(edge)
        scope = trim(edge.scope)
        self._grants[node, edge.relation, family(edge.role), scope].append(edge)
        if scope and "*" in scope[-1] and scope != ("*",):
            self._patterned[node, edge.relation].append(edge)
        place = (node, edge.relation, scope)
        if place not in self._strongest or edge.level > self._strongest[place].level:
            self._strongest[place] = edge
        if edge.relation in STEPS:
            self._steps[node].append(edge)

    # --- one principal, upwards ---------------------------------------------------------------------------------------

    def find(self, wanted: Edge, ignoring: Ignoring | None = None) -> Way | None:
        """Return how the principal of `wanted` has at least that grant in effect, the shortest way; null if not at all.

        A grant with limits that `wanted` has not does not count. `ignoring` leaves edges out.
        """
        if not self._by_node or not wanted.allowed or self.denial(wanted) is not None:
            return None
        about = family(wanted.role)
        for node, hops in self._walk(wanted.principal, ignoring):
            if _is_delegated(wanted.principal, node, hops):
                continue
            for grant in self._at(node, wanted, about) if node in self._by_node else ():
                if ignoring is not None and ignoring(grant):
                    continue
                limits = wanted.qualifiers
                if outranks(grant, wanted) and _fits(grant, hops, limits) and self._is_open(hops, wanted):
                    return Way(hops, grant, self.steps(wanted.principal, hops, grant))
        return None

    def remaining(self, lost: Edge) -> Way | None:
        """Return the strongest that the principal of a lost grant still has on that scope, whatever the role."""
        best: Way | None = None
        for node, hops in self._walk(lost.principal, None):
            if _is_delegated(lost.principal, node, hops):
                continue
            for scope in _widen(lost.scope):
                grant = self._strongest.get((node, lost.relation, scope))
                if grant is None or (best is not None and grant.level <= best.grant.level):
                    continue
                if self.denial(_for(grant, lost.principal)) is None:
                    best = Way(hops, grant, self.steps(lost.principal, hops, grant))
        return best

    def denial(self, wanted: Edge) -> Edge | None:
        """Return an unconditional denial that makes `wanted` ineffective: to its principal, or to one that it is in.

        What an assumed role is denied does not bind whoever may assume it elsewhere.
        """
        if not self._denials:
            return None
        reached = self._walk(wanted.principal, None)
        return self._denies((node for node, hops in reached if all(hop.relation == "member" for hop in hops)), wanted)

    def held(self, principal: Principal) -> Iterator[Way]:
        """Return everything a principal has in effect, shortest ways first, each grant once."""
        seen: set[tuple[str, str, str, Scope, bool]] = set()
        for node, hops in self._walk(principal, None):
            for grant in self._by_node.get(node, ()):
                wanted = _for(grant, principal)
                if grant.key not in seen and self.denial(wanted) is None and self._is_open(hops, wanted):
                    seen.add(grant.key)
                    yield Way(hops, grant, self.steps(principal, hops, grant))

    def through(self, step: Edge) -> tuple[Way, ...]:
        """Return what a membership or trust gives to its holder: the grants behind it, the strongest first."""
        node = self.target(step)
        if node not in self._ways:
            found = [
                Way(hops, grant, ())
                for at, hops in self._explore([node], None)
                for grant in self._by_node.get(at, ())
                if grant.relation not in STEPS
            ]
            self._ways[node] = tuple(sorted(found, key=lambda way: -way.grant.level))
        return self._ways[node]

    @property
    def principals(self) -> Mapping[str, Principal]:
        """All principals of this side, by key."""
        return self._names

    def steps(self, principal: Principal, hops: tuple[Edge, ...], grant: Edge) -> tuple[str, ...]:
        """Return who stands between a principal and a grant, in words."""
        words: list[str] = []
        at = principal.key
        for hop in hops:
            if hop.principal.key != at:
                words.append(str(hop.principal))
            at = self.target(hop)
            words.append(self.name_target(hop))
        if grant.principal.key != at:
            words.append(str(grant.principal))
        return tuple(words)

    def name_target(self, step: Edge) -> str:
        """Return the principal that a membership or a trust leads to, in words."""
        known = self._names.get(self.target(step))
        kind = "group" if step.relation == "member" else "role"
        return str(known) if known is not None else f"{kind} {step.role.removeprefix(f'{kind}:')}"

    def target(self, step: Edge) -> _Node:
        """Return the key of the principal that a membership or a trust leads to.

        Roles are named by key, id or ARN, and groups stand in the role or at the end of the scope: the first of these
        that is known as a principal here counts. A bare name stands for an ARN only when it fits a single one.
        """
        kind = "group" if step.relation == "member" else "role"
        ending = step.scope[-1] if step.scope else ""
        names = [step.role, ending, ending.partition(" ")[2]] if step.relation == "member" else [step.role]
        for name in filter(None, names):
            for node in (
                name,
                f"{kind}:{name}",
                f"{kind}:{name.casefold()}",
                f"service account:{name}",
                f"principal:{name}",
            ):
                if node in self._names:
                    return node
            alike = [node for node in self._tails.get(_tail(name), ()) if node.startswith(kind)]
            bare = name == _tail(name) or any(node == f"{kind}:{_tail(name)}" for node in alike)
            if len(alike) == 1 and bare:
                return alike[0]
        return step.role if step.role.startswith(f"{kind}:") else f"{kind}:{step.role}"

    def _is_open(self, hops: tuple[Edge, ...], wanted: Edge) -> bool:
        """Tell whether no role on the way is denied what is wanted."""
        return self._denies((self.target(hop) for hop in hops), wanted) is None

    def _at(self, node: _Node, wanted: Edge, about: Family) -> Iterator[Edge]:
        for each in _widen(wanted.scope):
            for kind in (about, ANY):
                yield from self._grants.get((node, wanted.relation, kind, each), ())
        for grant in self._patterned.get((node, wanted.relation), ())[:_MOST_PATTERNS]:
            if contains(grant.scope, wanted.scope):
                yield grant

    def _walk(self, principal: Principal, ignoring: Ignoring | None) -> _Reached:
        """Return every principal that this one is or can become, each with the steps that lead there."""
        if ignoring is None and principal.key in self._reached:
            return self._reached[principal.key]
        start = [principal.key]
        if principal.realm_name:
            start.append(f"{Kind.ACCOUNT.value}:{principal.realm_name}")
        # Patterns wait under what they begin with, so that a principal is tried against few of them.
        for length in range(len(principal.key) + 1) if self._patterns else ():
            patterns = self._patterns.get(principal.key[:length], {})
            start += [node for node, wide in patterns.items() if covers(wide, principal)]
        reached = self._explore(start, ignoring)
        if ignoring is None:
            self._reached[principal.key] = reached
        return reached

    def _explore(self, start: Iterable[_Node], ignoring: Ignoring | None) -> _Reached:
        found: dict[_Node, tuple[Edge, ...]] = dict.fromkeys(start, ())
        waiting = deque(found.items())
        while waiting:
            node, hops = waiting.popleft()
            for step in self._steps.get(node, ()) if len(hops) < MAX_HOPS else ():
                target = self.target(step)
                left_out = (ignoring is not None and ignoring(step)) or self._denies([node], step) is not None
                if target not in found and not left_out:
                    found[target] = (*hops, step)
                    waiting.append((target, found[target]))
        return tuple(found.items())

    def _denies(self, nodes: Iterable[_Node], wanted: Edge) -> Edge | None:
        """Return the unconditional denial of `wanted` to one of these principals."""
        for node in nodes if self._denials else ():
            for edge in self._denials.get((node, wanted.relation), ()):
                if not edge.qualifiers and names(edge.role, wanted.role) and contains(edge.scope, wanted.scope):
                    return edge
        return None


def _widen(scope: Scope) -> tuple[Scope, ...]:
    """Return the scopes that contain a scope, itself first."""
    scope = trim(scope)
    return (*([scope[:length] for length in range(len(scope), 0, -1)] or [scope]), ("*",))


def _fits(grant: Edge, hops: tuple[Edge, ...], limits: Mapping[str, str]) -> bool:
    """Tell whether neither the grant nor a step towards it is limited in a way that `limits` is not."""
    return permits(grant.qualifiers, limits) and all(passes(hop.qualifiers, limits) for hop in hops)


def _for(grant: Edge, principal: Principal) -> Edge:
    if grant.principal.key == principal.key:
        return grant
    return Edge(
        principal=principal,
        relation=grant.relation,
        role=grant.role,
        scope=grant.scope,
        origin=grant.origin,
    )


def _is_over(edge: Edge, now: datetime | None) -> bool:
    if now is None or "expires" not in edge.qualifiers:
        return False
    end = moment(edge.qualifiers["expires"])
    return end is not None and end <= now


def _literal(node: _Node, principal: Principal) -> str:
    """Return what the key of everybody whom a wide principal covers begins with."""
    return "" if principal.kind is Kind.EVERYONE else node.partition("*")[0]


def _tail(name: str) -> str:
    return re.split(r"[:/]", name)[-1]
