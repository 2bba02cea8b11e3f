"""Two sides of plans are compared grant by grant: what is gained, lost, wider, narrower, or only written differently.

A grant is what it says, not where it is written, so a moved or renamed resource changes nothing. Every change is judged
by its effect: what is held another way is no gain, and what stays held another way no loss.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final, TypeAlias

from terrabind.review import qualifiers
from terrabind.review.closure import STEPS, Closure, Way
from terrabind.review.consequences import derive
from terrabind.review.doubts import tell_blind, tell_unsure
from terrabind.review.edge import Edge, Kind, Level
from terrabind.review.grants import Grants, Key
from terrabind.review.order import sort
from terrabind.review.pairing import pair_narrowed, pair_widened
from terrabind.review.plan import Action, Plan
from terrabind.review.report import ChangeClass, Delta, QualifierChange
from terrabind.review.side_effects import find_remade, list_taken

Found: TypeAlias = list[Delta]

_COPIES: Final = "; where the system keeps a grant only once, to delete that copy takes it away until the next apply"
_UNORDERED: Final = "; deleted there and created here in no fixed order, which a moved block would spare"


def compare(
    before: Sequence[Edge],
    after: Sequence[Edge],
    plans: Sequence[Plan] = (),
    *,
    drift: tuple[Sequence[Edge], Sequence[Edge]] = ((), ()),
    now: str = "",
    everything: bool = False,
) -> tuple[Delta, ...]:
    """Return what becomes of the grants of two sides, the riskiest first.

    `plans` tell what is done to the resources. `drift` are the grants of drifted resources as the state recorded them
    and as they were found. What ended before `now` (RFC 3339) gives nobody anything. A grant that stays as it is has a
    delta only when it was written anew, or with `everything`.

    Gains and losses that follow from a membership or a trust are deltas with a `path`; a denial that comes narrows
    (it has no before side), one that goes widens.
    """
    return sort(_Comparison(before, after, plans, drift, now).run(everything=everything))


class _Comparison:
    """One comparison, step by step; each step takes away what it explains."""

    def __init__(
        self,
        before: Sequence[Edge],
        after: Sequence[Edge],
        plans: Sequence[Plan],
        drift: tuple[Sequence[Edge], Sequence[Edge]],
        now: str,
    ) -> None:
        self.grants = Grants(plans)
        self.recorded, self.seen = (self.grants.index(side) for side in drift)
        self.before, self.before_unsure = self.grants.split(before, is_planned=False)
        self.after, self.after_unsure = self.grants.split(after, is_planned=True)
        self._add_unseen_members()
        self.taken = list_taken(self.after, self.grants)
        for key in self.taken:
            del self.after[key]
        self.is_denied = not all(allowed for *_, allowed in (*self.before, *self.after))
        self.now = qualifiers.moment(now)
        self.lost = {key: _weakest(edges) for key, edges in self.before.items() if key not in self.after}
        self.gained = {key: _weakest(edges) for key, edges in self.after.items() if key not in self.before}

    @functools.cached_property
    def read(self) -> frozenset[tuple[str, str]]:
        """The resources that say something readable on the before side."""
        edges = (*_flat(self.before), *self.before_unsure)
        return frozenset((edge.origin.stack, edge.origin.address) for edge in edges)

    @functools.cached_property
    def was(self) -> Closure:
        """What was held in effect, with what is only new to the state."""
        found_there = [edges[0] for key, edges in self.after.items() if self._is_adopted(key)]
        return Closure([*_flat(self.before), *found_there], self.now)

    @functools.cached_property
    def will(self) -> Closure:
        """What will be held in effect, with what is only forgotten."""
        gone = (edge for key, edges in self.before.items() if key not in self.after for edge in edges)
        return Closure([*_flat(self.after), *(edge for edge in gone if self.grants.is_forgotten(edge))], self.now)

    def run(self, *, everything: bool) -> Found:
        """Return the deltas, unsorted."""
        unsure = tell_unsure(self.before_unsure, self.after_unsure, self.lost, self.grants, everything=everything)
        found = [*unsure, *self._tell_kept(everything), *self._tell_drift()]
        found += [*self._tell_managed(), *self._tell_denials()]
        changed = self._tell_changes()
        steps = any(delta.edge.relation in STEPS for delta in changed)
        return [*found, *changed, *(derive(changed, self.was, self.will) if steps else ())]

    def _is_adopted(self, key: Key) -> bool:
        """Tell whether a grant is only new to the state: its resource is imported and said nothing readable before."""
        if not self.grants.imports or key in self.before:
            return False
        return all(
            self.grants.is_imported_blindly(edge) and (edge.origin.stack, edge.origin.address) not in self.read
            for edge in self.after[key]
        )

    def _add_unseen_members(self) -> None:
        """Grants that drift shows in a list which replaces them go too, also when the plan's own before is silent."""
        for key, edges in self.seen.items():
            if key not in self.recorded and key not in self.before and edges[0].authoritative:
                self.before[key] = edges

    # --- what is on both sides ---------------------------------------------------------------------------------------

    def _tell_kept(self, everything: bool) -> Iterable[Delta]:
        for key, earlier in self.before.items():
            later = self.after.get(key)
            if later is None:
                continue
            remade = find_remade(later[0], self.grants) if self.grants.remade and len(later) == 1 else ""
            if remade:
                note = f"{remade} is made anew, and what is attached to it goes with the old one"
                yield Delta(change=ChangeClass.INTERRUPTED, before=earlier[0], after=later[0], note=note)
                continue
            quiet = len(earlier) == len(later) == 1 and self.grants.is_quiet(earlier[0], later[0])
            delta = None if quiet else self._tell_limits(earlier, later) or self._tell_rewritten(earlier, later)
            if delta is not None:
                yield delta
            elif everything:
                yield Delta(change=ChangeClass.UNCHANGED, before=earlier[0], after=later[0])

    def _tell_limits(self, earlier: Sequence[Edge], later: Sequence[Edge]) -> Delta | None:
        """A grant with fewer limits, or by a role that does more, is wider; where a limit cannot be compared too."""
        blind = tell_blind(earlier, later, self.grants)
        if blind is not None:
            return blind
        if len(earlier) == len(later) == 1 and earlier[0].qualifiers == later[0].qualifiers:
            return _tell_levels(earlier[0], later[0])
        later = [*later, *(edge for edge in earlier if self.grants.is_forgotten(edge))]
        new = [edge for edge in later if not any(_permits(each, edge) for each in earlier)]
        old = [edge for edge in earlier if not any(_permits(each, edge) for each in later)]
        if not new and not old:
            return _tell_levels(_weakest(earlier), _weakest(later))
        two = (_like(earlier, new[0]), new[0]) if new else (old[0], _like(later, old[0]))
        changes = _limits(*two)
        if not two[0].allowed:
            kind = ChangeClass.WIDENED if old else ChangeClass.NARROWED
            return Delta(change=kind, before=two[0], after=two[1], qualifiers=changes, note="a denial changes")
        kind = ChangeClass.WIDENED if new else ChangeClass.NARROWED
        way = self.was.find(two[1]) if new else self.will.find(two[0])
        if way is not None and way.hops:
            kind = ChangeClass.REDUNDANT_GAIN if new else ChangeClass.NO_EFFECTIVE_LOSS
            return Delta(change=kind, before=two[0], after=two[1], qualifiers=changes, path=way.words(two[1]))
        apart = any(change.weaker is None for change in changes)
        note = "a limit changes in a way that cannot be compared, so it counts as wider" if apart and new else ""
        note = note or self.grants.gap(two[1])
        return Delta(change=kind, before=two[0], after=two[1], qualifiers=changes, note=note)

    def _tell_rewritten(self, earlier: Sequence[Edge], later: Sequence[Edge]) -> Delta | None:
        """A grant that stays, and what is done to the resources that say it."""
        new = next((edge for edge in later if self.grants.is_like(edge, earlier)), later[0])
        old = _like(earlier, new)
        change = self.grants.change_of(new)
        if self.grants.is_forgotten(old):
            kept = all(self.grants.is_forgotten(edge) for edge in later)
            note = "a copy that nothing manages stays"
            return (
                Delta(change=ChangeClass.KEPT_UNMANAGED, before=old, after=new, note=note)
                if kept
                else _moved(earlier, later, old, new)
            )
        if all(self.grants.is_imported(edge) for edge in (*earlier, *later)):
            return Delta(change=ChangeClass.ADOPTED, before=old, after=new, note="held before, managed from now on")
        if self.grants.leaves_behind(earlier, new):
            note = "a replacement left an old one behind, which is deleted now"
            return Delta(change=ChangeClass.OVERLAPPING, before=old, after=new, note=note)
        if change is not None and change.replaces:
            return self._tell_replaced(old, new)
        if change is not None and change.previous_address:
            return Delta(
                change=ChangeClass.UNCHANGED, before=old, after=new, note=f"moved from {change.previous_address}"
            )
        rewritten = change is not None and self.grants.is_away(new) and self.grants.is_deleted(old)
        return _moved(earlier, later, old, new, _UNORDERED if rewritten else self._tell_copies(earlier, later))

    def _tell_copies(self, earlier: Sequence[Edge], later: Sequence[Edge]) -> str:
        """A grant that two resources say is one to many systems, and goes with the first that is destroyed."""
        gone = (edge for edge in earlier if self.grants.is_deleted(edge) and not self.grants.is_like(edge, later))
        return _COPIES if any(gone) and self.grants.is_untouched(later[0]) else ""

    def _tell_replaced(self, old: Edge, new: Edge) -> Delta:
        change = self.grants.change_of(new)
        if change is not None and Action.FORGET in change.actions:
            note = "the new list takes the place of the forgotten one"
            return Delta(change=ChangeClass.UNCHANGED, before=old, after=new, note=note)
        if change is not None and new.extent and not change.deletes_first:
            note = "the new list is written before the old one is deleted, which empties it until the next apply"
            return Delta(change=ChangeClass.INTERRUPTED, before=old, after=new, note=note)
        if change is None or not change.deletes_first:
            note = "the new one is created before the old one is deleted"
            return Delta(change=ChangeClass.OVERLAPPING, before=old, after=new, note=note)

        def is_gone(edge: Edge) -> bool:
            return self.grants.is_away(edge) or edge.key not in self.before

        way = self.will.find(old, is_gone) if old.allowed else None
        if way is not None:
            note = "replaced, and held another way meanwhile"
            return Delta(change=ChangeClass.UNCHANGED, before=old, after=new, path=way.words(old), note=note)
        note = "the old one is deleted before the new one is created"
        return Delta(change=ChangeClass.INTERRUPTED, before=old, after=new, note=note)

    # --- what is on one side -----------------------------------------------------------------------------------------

    def _tell_managed(self) -> Iterable[Delta]:
        for key in [key for key, edge in self.lost.items() if self.grants.is_forgotten(edge)]:
            edge = self.lost.pop(key)
            yield Delta(change=ChangeClass.KEPT_UNMANAGED, before=edge, after=None, note="stays, no longer managed")
        for key in [key for key, edge in self.lost.items() if self.grants.is_deferred(edge)]:
            edge = self.lost.pop(key)
            yield Delta(change=ChangeClass.UNRESOLVED, before=edge, after=None, note=self.grants.doubt(edge))
        for key in [key for key in self.gained if self._is_adopted(key)]:
            note = "imported; the plan does not show what it granted before"
            yield Delta(change=ChangeClass.ADOPTED, before=None, after=self.gained.pop(key), note=note)

    def _tell_denials(self) -> Iterable[Delta]:
        for key in [key for key, edge in self.lost.items() if not edge.allowed]:
            edge = self.lost.pop(key)
            still = self.will.denial(replace(edge, allowed=True))
            kind = ChangeClass.WIDENED if still is None else ChangeClass.NO_EFFECTIVE_LOSS
            path = (str(still.principal),) if still is not None else ()
            yield Delta(change=kind, before=edge, after=None, path=path, note="a denial goes")
        for key in [key for key, edge in self.gained.items() if not edge.allowed]:
            yield Delta(change=ChangeClass.NARROWED, before=None, after=self.gained.pop(key), note="a denial comes")

    def _tell_changes(self) -> Found:
        had = {key: self.was.find(edge) for key, edge in self.gained.items()}
        has = {key: self.will.find(edge) for key, edge in self.lost.items()}
        pairs: list[tuple[ChangeClass, Edge, Edge]] = []
        new = [edge for key, edge in self.gained.items() if had[key] is None and not self._denial_after(edge)]
        for old, edge in pair_widened(new, list(self.lost.values())):
            pairs.append((ChangeClass.WIDENED, old, edge))
        gone = [edge for key, edge in self.lost.items() if has[key] is None and not self._denial_before(edge)]
        done = {id(edge) for _, *both in pairs for edge in both}
        gone = [edge for edge in gone if id(edge) not in done]
        come = [edge for edge in self.gained.values() if id(edge) not in done]
        for old, edge in pair_narrowed(gone, come):
            pairs.append((ChangeClass.NARROWED, old, edge))
        for _, old, edge in pairs:
            self.lost.pop(old.key, None)
            self.gained.pop(edge.key, None)
        told = [self._tell_pair(*pair) for pair in pairs]
        gains = (self._tell_gain(edge, had[key]) for key, edge in self.gained.items())
        return [*told, *gains, *(self._tell_loss(edge, has[key]) for key, edge in self.lost.items())]

    def _denial_before(self, edge: Edge) -> Edge | None:
        return self.was.denial(edge) if self.is_denied else None

    def _denial_after(self, edge: Edge) -> Edge | None:
        return self.will.denial(edge) if self.is_denied else None

    def _tell_pair(self, kind: ChangeClass, old: Edge, new: Edge) -> Delta:
        changes = qualifiers.compare(old.qualifiers, new.qualifiers)
        if kind is ChangeClass.NARROWED and any(change.weaker is not False for change in changes):
            kind = ChangeClass.WIDENED
        return Delta(change=kind, before=old, after=new, qualifiers=changes, note=self.grants.gap(new))

    def _tell_gain(self, edge: Edge, way: Way | None) -> Delta:
        denial = self._denial_after(edge)
        if denial is not None:
            note = f"denied to {denial.principal}, so it has no effect"
            return Delta(change=ChangeClass.REDUNDANT_GAIN, before=None, after=edge, note=note)
        if way is not None:
            return Delta(change=ChangeClass.REDUNDANT_GAIN, before=None, after=edge, path=way.words(edge))
        back = bool(self.recorded) and edge.key in self.recorded and edge.key not in self.seen
        note = "taken away outside Terraform, this gives it back" if back else ""
        return Delta(change=ChangeClass.GAINED, before=None, after=edge, note=note)

    def _tell_loss(self, edge: Edge, way: Way | None) -> Delta:
        denial = self._denial_before(edge)
        if denial is not None:
            note = f"denied to {denial.principal} before, so it had no effect"
            return Delta(change=ChangeClass.NO_EFFECTIVE_LOSS, before=edge, after=None, note=note)
        notes = ["known only from drift"] if edge.key in self.seen and edge.key not in self.recorded else []
        if edge.key in self.taken:
            notes.append(self.taken[edge.key])
        if way is not None and self._is_swallowed(way.grant):
            notes.append(f"covered by the new grant to {way.grant.principal}")
        elif way is not None:
            note = "; ".join(notes)
            return Delta(change=ChangeClass.NO_EFFECTIVE_LOSS, before=edge, after=None, path=way.words(edge), note=note)
        left = self.will.remaining(edge) if way is None else None
        if left is not None:
            through = f" through {', '.join(left.steps)}" if left.steps else ""
            notes.append(f"still {left.grant.role}{through}")
        return Delta(change=ChangeClass.LOST, before=edge, after=None, note="; ".join(notes))

    def _is_swallowed(self, grant: Edge) -> bool:
        """Tell whether somebody keeps a grant only because everyone gets it now: she loses hers all the same."""
        return grant.principal.kind is Kind.EVERYONE and grant.key not in self.before

    # --- what changed outside ----------------------------------------------------------------------------------------

    def _tell_drift(self) -> Iterable[Delta]:
        for key, edges in self.seen.items():
            old, stays = self.recorded.get(key), self.after.get(key)
            if old is None and (stays is not None or key not in self.before):
                note = "appeared outside Terraform" + (" and stays" if stays is not None else "")
                yield Delta(change=ChangeClass.DRIFTED, before=None, after=edges[0], note=note)
            elif old is not None and stays is not None:
                changes = _limits(old[0], edges[0])
                if changes and not _limits(edges[0], stays[0]):
                    note = "changed outside Terraform"
                    yield Delta(
                        change=ChangeClass.DRIFTED, before=old[0], after=edges[0], qualifiers=changes, note=note
                    )
        for key, edges in self.recorded.items():
            if key not in self.seen and key not in self.after and key not in self.before:
                note = "disappeared outside Terraform"
                yield Delta(change=ChangeClass.DRIFTED, before=edges[0], after=None, note=note)


def _flat(side: Mapping[Key, Sequence[Edge]]) -> Iterable[Edge]:
    return (edge for edges in side.values() for edge in edges)


def _like(edges: Sequence[Edge], edge: Edge) -> Edge:
    """Return the one of these that is written where `edge` is, else the first."""
    place = (edge.origin.stack, edge.origin.address)
    return next((each for each in edges if (each.origin.stack, each.origin.address) == place), edges[0])


def _weakest(edges: Sequence[Edge]) -> Edge:
    """Return the grant with the fewest limits, the first where that cannot be told."""
    best = edges[0]
    for edge in edges[1:]:
        if not _permits(best, edge):
            best = edge
    return best


def _permits(held: Edge, wanted: Edge) -> bool:
    return qualifiers.permits(held.qualifiers, wanted.qualifiers)


def _limits(before: Edge, after: Edge) -> tuple[QualifierChange, ...]:
    """Return the limits that change. A denial with a weaker limit denies more, so there the signs are turned round."""
    changes = qualifiers.compare(before.qualifiers, after.qualifiers)
    if before.allowed:
        return changes
    return tuple(replace(each, weaker=None if each.weaker is None else not each.weaker) for each in changes)


def _tell_levels(old: Edge, new: Edge) -> Delta | None:
    """The same role may do more than before, when what it may do is written in the plan as well.

    A plain member has no level of her own, which is less than any: to be made maintainer of a team is a gain.
    """
    is_told = old.relation == "member" or Level.UNKNOWN not in (old.level, new.level)
    if not is_told or old.level is new.level:
        return None
    kind = ChangeClass.WIDENED if (new.level > old.level) is new.allowed else ChangeClass.NARROWED
    return Delta(change=kind, before=old, after=new, note="the role itself changes")


def _moved(earlier: Sequence[Edge], later: Sequence[Edge], old: Edge, new: Edge, remark: str = "") -> Delta | None:
    """A grant that is written somewhere else, or by one resource more or less, is told as unchanged."""
    was, will = ({(edge.origin.stack, edge.origin.address): edge for edge in side} for side in (earlier, later))
    if was.keys() == will.keys():
        return None
    if not was.keys() & will.keys():
        note = f"now written at {new.origin.address}, before at {old.origin.address}{remark}"
    else:
        gone, come = sorted(was.keys() - will.keys()), sorted(will.keys() - was.keys())
        words = [f"no longer also at {address}" for _, address in gone] + [
            f"now also at {address}" for _, address in come
        ]
        note = f"written {', '.join(words)}{remark}"
    return Delta(change=ChangeClass.UNCHANGED, before=old, after=new, note=note)
