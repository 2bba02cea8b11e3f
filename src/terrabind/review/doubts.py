"""What nobody can tell about a grant: a word or a limit that is known only after the apply, or that is sensitive.

A doubt is never read as good news: what may stay is not lost, and a limit that nobody sees is not the same limit.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeAlias

from terrabind.review import qualifiers
from terrabind.review.edge import Edge
from terrabind.review.grants import Grants, Key
from terrabind.review.plan import REDACTED
from terrabind.review.report import ChangeClass, Delta
from terrabind.review.templates import LATER

Place: TypeAlias = tuple[str, str]

_WORDS = ("principal", "role", "scope")


def tell_unsure(
    before: Sequence[Edge], after: Sequence[Edge], lost: dict[Key, Edge], grants: Grants, *, everything: bool
) -> Iterable[Delta]:
    """Yield what becomes of grants that are not known on one side, and take from `lost` what may be one of them.

    A list that is known after the apply may hold all members of before, or none: none of them is said to be lost.
    """
    known = {grants.place(edge): edge for edge in before}
    asked = [(edge, known.pop(grants.place(edge), None)) for edge in after]
    touched = [(edge, earlier) for edge, earlier in asked if earlier is None or not grants.is_untouched(edge)]
    if everything:
        quiet = ((edge, earlier) for edge, earlier in asked if earlier is not None and grants.is_untouched(edge))
        yield from (Delta(change=ChangeClass.UNCHANGED, before=earlier, after=edge) for edge, earlier in quiet)
    written: dict[Place, list[Key]] = {}
    for key, old in lost.items() if touched else ():
        written.setdefault(_place(old), []).append(key)
    for edge, earlier in touched:
        was = earlier or _take_like(edge, lost, written.get(_place(edge), []))
        yield Delta(change=ChangeClass.UNRESOLVED, before=was, after=edge, note=grants.doubt(edge))
    for edge, _ in touched:
        for key in written.get(_place(edge), []):
            if key in lost and _may_be(edge, lost[key]):
                note = f"may stay: {grants.doubt(edge)}"
                yield Delta(change=ChangeClass.UNRESOLVED, before=lost.pop(key), after=None, note=note)
    for edge in known.values():
        if grants.is_forgotten(edge):
            note = "stays, no longer managed"
            yield Delta(change=ChangeClass.KEPT_UNMANAGED, before=edge, after=None, note=note)
        else:
            yield Delta(change=ChangeClass.LOST, before=edge, after=None, note=grants.doubt(edge))


def tell_blind(earlier: Sequence[Edge], later: Sequence[Edge], grants: Grants) -> Delta | None:
    """Return that nobody can tell what becomes of a grant's limits, null where they can be compared.

    A sensitive limit reads the same on both sides whatever it is: only the plan's own rows know whether it changes.
    """
    for edge in later:
        names = [name for name, text in edge.qualifiers.items() if LATER in text or REDACTED in text]
        if not names:
            continue
        old = next((each for each in earlier if _place(each) == _place(edge)), None)
        if old is not None and (grants.is_untouched(edge) or _is_the_same(old, edge, names, grants)):
            continue
        why = "known only after the apply" if any(LATER in edge.qualifiers[name] for name in names) else "sensitive"
        note = f"its {' and '.join(name.replace('_', ' ') for name in names)} is {why}"
        old = old or earlier[0]
        limits = qualifiers.compare(old.qualifiers, edge.qualifiers)
        return Delta(change=ChangeClass.UNRESOLVED, before=old, after=edge, qualifiers=limits, note=note)
    return None


def _is_the_same(old: Edge, new: Edge, names: Iterable[str], grants: Grants) -> bool:
    is_seen = all(REDACTED in old.qualifiers.get(name, "") and LATER not in new.qualifiers[name] for name in names)
    change = grants.change_of(new)
    return is_seen and change is not None and not change.hidden


def _take_like(edge: Edge, lost: dict[Key, Edge], written: Sequence[Key]) -> Edge | None:
    """Take the lost grant that an unknown one most likely is: the same words, else the one of the same attribute."""
    if edge.key in lost:
        return lost.pop(edge.key)
    fitting = [key for key in written if key in lost and _may_be(edge, lost[key])]
    alike = [key for key in fitting if lost[key].origin.attribute == edge.origin.attribute]
    return lost.pop((alike or fitting)[0]) if fitting else None


def _may_be(unsure: Edge, lost: Edge) -> bool:
    """Tell whether a lost grant may be what an unknown one of the same resource turns out to be."""
    if unsure.relation != lost.relation or not _covers(unsure, lost):
        return False
    doubtful = unsure.doubtful or _WORDS
    if "principal" not in doubtful and unsure.principal.key != lost.principal.key:
        return False
    if "role" in doubtful:
        return True
    return unsure.role == lost.role and ("scope" in doubtful or unsure.scope == lost.scope)


def _covers(unsure: Edge, lost: Edge) -> bool:
    """Tell whether both stand in one list or document; a policy that is attached stands in another resource."""
    head, _, last = unsure.origin.attribute.rpartition(".")
    head = head if last.isdigit() else unsure.origin.attribute
    attribute = lost.origin.attribute
    return " " in head + attribute or not head or attribute == head or attribute.startswith(f"{head}.")


def _place(edge: Edge) -> Place:
    return (edge.origin.stack, edge.origin.address)
