"""Questions about one side of a review: who can do what here, what can somebody do, and why.

An answer is a chain of hops, each with the address that says it, so that a reader knows which line to change.
"""

from __future__ import annotations

import difflib
from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from terrabind.review.closure import MAX_HOPS, Closure, Way
from terrabind.review.containment import contains
from terrabind.review.edge import Certainty, Edge, Kind, Principal, Scope


class QueryError(LookupError):
    """A question names nobody and nothing that is known; `detail` suggests what may have been meant."""

    def __init__(self, summary: str, detail: str) -> None:
        super().__init__(f"{summary}: {detail}")
        self.summary = summary
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Hop:
    """One step of a chain: `text` says who is or holds what, `address`, `stack` and `source` where it is written."""

    text: str
    address: str
    stack: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class Holding:
    """One grant in effect: who has it, the grant that gives it, and the hops from the one to the other."""

    principal: Principal
    grant: Edge
    hops: tuple[Hop, ...]

    @property
    def is_direct(self) -> bool:
        """Whether the principal is named by the grant itself."""
        return len(self.hops) == 1


def who_can(edges: Sequence[Edge], scope: str, role: str = "", *, now: datetime | None = None) -> tuple[Holding, ...]:
    """Return who has a role (any, when empty) on a scope, also by grants on wider ones, the strongest first.

    A scope is named by its last step ("project x"), by all of them joined with "/", or by a part's bare name. Grants
    that nobody can tell are listed as well; their `certainty` says so. Raises `QueryError`.
    """
    places = _find_scopes(edges, scope)
    if role:
        _check_role(edges, role)
    members = _Members(edges, now)
    found: dict[tuple[object, ...], Holding] = {}
    for edge in edges:
        fits = edge.allowed and any(contains(edge.scope, place) for place in places)
        if not fits or (role and edge.role.casefold() != role.casefold() and edge.role != "*"):
            continue
        for holding in members.expand(edge):
            found.setdefault((holding.principal.key, edge.key), holding)
    return tuple(sorted(found.values(), key=_rank))


def can(edges: Sequence[Edge], principal: str, *, now: datetime | None = None) -> tuple[Holding, ...]:
    """Return all that a principal can do in effect, through groups and roles too. Raises `QueryError`."""
    whom = find_principal(edges, principal)
    closure = Closure(edges, now)
    found = [_hold(whom, way, closure) for way in closure.held(whom)]
    unsure = [each for each in edges if each.principal.key == whom.key and each.certainty is not Certainty.KNOWN]
    return tuple(sorted([*found, *(Holding(whom, each, (_hop(each, closure),)) for each in unsure)], key=_rank))


def explain(edges: Sequence[Edge], question: str, *, now: datetime | None = None) -> tuple[Holding, ...]:
    """Return why somebody has some access, a chain for each grant.

    A question is `PRINCIPAL`, `PRINCIPAL > ROLE` or `PRINCIPAL > ROLE @ SCOPE`. Raises `QueryError`.
    """
    whom, _, rest = (part.strip() for part in question.partition(">"))
    role, _, scope = (part.strip() for part in rest.partition("@"))
    places = _find_scopes(edges, scope) if scope else ()
    if role:
        _check_role(edges, role)
    return tuple(
        holding
        for holding in can(edges, whom, now=now)
        if (not role or holding.grant.role.casefold() == role.casefold())
        and (not places or any(contains(holding.grant.scope, place) for place in places))
    )


def _full_names(principal: Principal) -> set[str]:
    """A kind with an id, and with the name that reports show, which of an AWS user is not its ARN."""
    shown = f"{principal.kind.value}:{principal.shown}"
    return {principal.key.casefold(), str(principal).casefold(), shown.casefold()}


def find_principal(edges: Iterable[Edge], text: str) -> Principal:
    """Return the principal that a text names: `user:ana@example.com`, `user ana@example.com` or only the name.

    Raises `QueryError` when nobody, or more than one, is meant.
    """
    known = {edge.principal.key: edge.principal for edge in edges}
    wanted = text.strip().casefold()
    fitting = [each for each in known.values() if wanted in _full_names(each)]
    fitting = fitting or [each for each in known.values() if wanted in {each.id.casefold(), each.shown.casefold()}]
    if len(fitting) == 1:
        return fitting[0]
    if fitting:
        names = ", ".join(sorted(f'"{each.key}"' for each in fitting))
        raise QueryError(f'"{text}" names more than one principal', f"write one of {names}.")
    names_of = {name: each for each in known.values() for name in (each.id, each.key)}
    raise QueryError(f'nobody is called "{text}" in these plans', _suggest(text, names_of))


def _find_scopes(edges: Iterable[Edge], text: str) -> tuple[Scope, ...]:
    known = {edge.scope[:length] for edge in edges for length in range(1, len(edge.scope) + 1)}
    wanted = text.strip().casefold()
    found = tuple(sorted(scope for scope in known if wanted in _names(scope)))
    if not found:
        raise QueryError(f'there is no scope "{text}" in these plans', _suggest(text, [scope[-1] for scope in known]))
    return found


def _names(scope: Scope) -> set[str]:
    last = scope[-1].casefold()
    joined = {glue.join(scope).casefold() for glue in ("/", " / ", " > ")}
    return {last, last.partition(" ")[2] or last, *joined}


def _check_role(edges: Iterable[Edge], role: str) -> None:
    known = {edge.role for edge in edges}
    if role.casefold() not in {each.casefold() for each in known}:
        raise QueryError(f'there is no role "{role}" in these plans', _suggest(role, known))


def _suggest(text: str, known: Iterable[str]) -> str:
    choices = sorted(set(known))
    near = difflib.get_close_matches(text, choices, n=1, cutoff=0.5)
    if near:
        return f'did you mean "{near[0]}"?'
    return (
        f"known are {', '.join(choices[:10])}{', ...' if len(choices) > 10 else ''}." if choices else "none is known."
    )


class _Members:
    """Who stands behind a principal: the members of a group, and those who may assume a role."""

    def __init__(self, edges: Sequence[Edge], now: datetime | None) -> None:
        self._closure = Closure(edges, now)
        self._behind: dict[str, list[Edge]] = defaultdict(list)
        for edge in edges:
            if edge.relation in {"member", "assume"} and edge.allowed and edge.certainty is Certainty.KNOWN:
                self._behind[self._closure.target(edge)].append(edge)

    def expand(self, grant: Edge) -> Iterator[Holding]:
        """Yield the holder of a grant and everybody who gets it through that one, unless it is denied."""
        if grant.certainty is not Certainty.KNOWN:
            yield Holding(grant.principal, grant, (_hop(grant, self._closure),))
            return
        waiting: deque[tuple[Principal, tuple[Edge, ...]]] = deque([(grant.principal, ())])
        seen = {grant.principal.key}
        while waiting:
            principal, steps = waiting.popleft()
            if self._closure.find(_of(grant, principal)) is not None:
                yield Holding(principal, grant, tuple(_hop(each, self._closure) for each in (*steps, grant)))
            for step in self._behind.get(principal.key, ()) if len(steps) < MAX_HOPS else ():
                if step.principal.key not in seen:
                    seen.add(step.principal.key)
                    waiting.append((step.principal, (step, *steps)))


def _of(grant: Edge, principal: Principal) -> Edge:
    return Edge(
        principal=principal,
        relation=grant.relation,
        role=grant.role,
        scope=grant.scope,
        level=grant.level,
        qualifiers=grant.qualifiers,
        origin=grant.origin,
    )


def _hold(whom: Principal, way: Way, closure: Closure) -> Holding:
    known = closure.principals.get(whom.key, whom)
    return Holding(known, way.grant, tuple(_hop(each, closure) for each in (*way.hops, way.grant)))


def _hop(edge: Edge, closure: Closure) -> Hop:
    who = str(edge.principal)
    if edge.relation == "member":
        text = f"{who} is a member of {closure.name_target(edge)}"
    elif edge.relation == "assume":
        text = f"{who} may assume {closure.name_target(edge)}"
    else:
        where = " / ".join(edge.scope)
        text = f"{who}: {edge.role} ({edge.relation}){f' on {where}' if where else ''}"
    limits = ", ".join(f"{name} {value}" for name, value in sorted(edge.qualifiers.items()))
    unsure = "" if edge.certainty is Certainty.KNOWN else f" ({edge.certainty.value})"
    text = f"{text}{f', {limits}' if limits else ''}{unsure}"
    return Hop(text, edge.origin.address, edge.origin.stack, edge.origin.source)


def _rank(holding: Holding) -> tuple[int, bool, str, str, Scope]:
    edge = holding.grant
    return (-edge.level, holding.principal.kind is not Kind.EVERYONE, holding.principal.key, edge.role, edge.scope)
