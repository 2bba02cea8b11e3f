"""The grants of one side by what they say, and what the plan does to the resources that say them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, TypeAlias

from terrabind.review.edge import Certainty, Edge, Scope
from terrabind.review.plan import Action, Change, Plan

Key: TypeAlias = tuple[str, str, str, Scope, bool]
Index: TypeAlias = dict[Key, list[Edge]]

_CONDITION: Final = "condition"
_QUIET: Final = frozenset({(Action.NO_OP,), (Action.UPDATE,)})


class Grants:
    """What is done to the resource of each grant; without plans nothing is known to be done."""

    __slots__ = ("_changes", "_deferred", "destroyed", "imports", "remade")

    def __init__(self, plans: Sequence[Plan]) -> None:
        rows = [change for plan in plans for change in plan.changes]
        deposed = {(change.stack, change.address): change for change in rows if change.deposed}
        self._changes = deposed | {(change.stack, change.address): change for change in rows if not change.deposed}
        self._deferred = any(change.deferred for change in rows)
        deleted = [change for change in rows if Action.DELETE in change.actions and not change.deposed]
        self.destroyed = frozenset((each.stack, each.address) for each in deleted if not each.replaces)
        """The resources that are destroyed."""
        self.remade = frozenset((each.stack, each.address) for each in deleted if each.replaces)
        """The resources that are destroyed and made anew, in either order."""
        self.imports = any(change.is_import for change in rows)
        """Whether anything comes into the state with these plans."""

    def index(self, edges: Iterable[Edge]) -> Index:
        """Return edges by key, those that say the same together."""
        found: Index = {}
        for edge in edges:
            found.setdefault(edge.key, []).append(edge)
        return found

    def split(self, edges: Iterable[Edge], *, is_planned: bool) -> tuple[Index, list[Edge]]:
        """Return what is known by key, and what nobody can tell: of a planned side also what Terraform put off."""
        known: Index = {}
        unsure: list[Edge] = []
        is_planned = is_planned and self._deferred
        for edge in edges:
            if edge.certainty is Certainty.KNOWN and not (is_planned and self.is_deferred(edge)):
                known.setdefault(edge.key, []).append(edge)
            else:
                unsure.append(edge)
        return known, unsure

    def change_of(self, edge: Edge) -> Change | None:
        """Return the change of the resource that says a grant."""
        return self._changes.get((edge.origin.stack, edge.origin.address))

    def place(self, edge: Edge) -> tuple[str, str, str, Key]:
        """Return where a grant is written, for grants whose words are not known."""
        return (edge.origin.stack, edge.origin.address, edge.origin.attribute, edge.key)

    def is_like(self, edge: Edge, others: Sequence[Edge]) -> bool:
        """Tell whether one of the others is written by the same resource."""
        place = (edge.origin.stack, edge.origin.address)
        return any((other.origin.stack, other.origin.address) == place for other in others)

    def is_quiet(self, old: Edge, new: Edge) -> bool:
        """Tell whether a grant is the same in every word, at the same place, of a resource that nothing is done to."""
        one, other = old.origin, new.origin
        same = old.level is new.level and one.address == other.address and one.stack == other.stack
        if not same or old.qualifiers != new.qualifiers:
            return False
        change = self._changes.get((one.stack, one.address))
        if change is None:
            return True
        if new.qualifiers and change.hidden:
            return False
        return change.actions in _QUIET and not (change.is_import or change.previous_address)

    def is_forgotten(self, edge: Edge) -> bool:
        """Tell whether the resource leaves the state and the grant stays alive."""
        change = self.change_of(edge)
        if change is None or Action.FORGET not in change.actions or edge.origin.action == Action.DELETE.value:
            return False  # or an object that an earlier replacement left behind, which is deleted all the same
        return not (edge.authoritative and Action.CREATE in change.actions and _is_one_list(edge, change))

    def is_imported(self, edge: Edge) -> bool:
        """Tell whether the resource comes into the state with this plan."""
        change = self.change_of(edge)
        return change is not None and change.is_import

    def is_imported_blindly(self, edge: Edge) -> bool:
        """Tell whether the resource is imported and the plan does not show what the provider read of its attribute."""
        change = self.change_of(edge)
        if change is None or not change.is_import or change.replaces:
            return False
        attribute = edge.origin.attribute.partition(".")[0].partition("[")[0]
        return not change.before or (bool(attribute) and change.before.get(attribute) is None)

    def leaves_behind(self, earlier: Sequence[Edge], new: Edge) -> bool:
        """Tell whether an earlier replacement of a grant's resource left an object behind that says the same."""
        if len(earlier) == 1 or self.is_deleted(new):
            return False
        place = (new.origin.stack, new.origin.address)
        return any(
            (edge.origin.stack, edge.origin.address) == place and edge.origin.action == Action.DELETE.value
            for edge in earlier
        )

    def is_deferred(self, edge: Edge) -> bool:
        """Tell whether Terraform put the resource off."""
        if not self._deferred:
            return False
        change = self.change_of(edge)
        return change is not None and bool(change.deferred)

    def is_untouched(self, edge: Edge) -> bool:
        """Tell whether nothing is done to the resource."""
        change = self.change_of(edge)
        return change is None or all(action is Action.NO_OP for action in change.actions)

    def is_away(self, edge: Edge) -> bool:
        """Tell whether there is a moment of the apply when the resource is not there."""
        change = self.change_of(edge)
        return change is not None and (change.deletes_first or Action.CREATE in change.actions)

    def is_deleted(self, edge: Edge) -> bool:
        """Tell whether the resource is destroyed."""
        change = self.change_of(edge)
        return change is not None and Action.DELETE in change.actions

    def gap(self, edge: Edge) -> str:
        """Return a note on a moment without the grant, empty when there is none."""
        change = self.change_of(edge)
        deletes = change is not None and change.deletes_first
        return "the old one is deleted before the new one is created" if deletes else ""

    def doubt(self, edge: Edge) -> str:
        """Return why nobody can tell what a grant is, with the expressions that feed it."""
        change = self.change_of(edge)
        if change is not None and change.deferred:
            return f"put off by Terraform: {change.deferred}"
        fed = f", fed by {', '.join(edge.feeds)}" if edge.feeds else ""
        return f"{edge.certainty.value}{fed}"


def _is_one_list(edge: Edge, change: Change) -> bool:
    """Tell whether a list that is made anew is about the same as the forgotten one, and so replaces what that held.

    It is where all texts of the resource that the grant speaks of (its project, its role, its group) stay the same.
    """
    before, after = change.before or {}, change.after or {}
    said = {
        word for text in (edge.role, *edge.scope) for word in (text, text.rpartition(" ")[2], text.rpartition("/")[2])
    }
    told = [name for name, value in before.items() if isinstance(value, str) and value in said]
    same = all(after.get(name) == before[name] for name in told)
    return bool(told) and same and after.get(_CONDITION) == before.get(_CONDITION)
