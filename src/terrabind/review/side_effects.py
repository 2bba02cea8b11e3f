"""What a plan does to grants that it does not mention: it empties lists around them and destroys what they rest on.

Terraform plans each resource by itself. A list that replaces whoever else is there takes the grants of other resources
too, and a role that is made anew loses what is attached to it, although nothing is planned for either.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from terrabind.review.edge import Edge
from terrabind.review.grants import Grants, Index, Key
from terrabind.review.qualifiers import compare


def list_taken(after: Index, grants: Grants) -> Mapping[Key, str]:
    """Return the grants of a planned side that do not outlive the plan, each with what takes it away."""
    taken: dict[Key, str] = {}
    lists = _list_written(after, grants)
    destroyed = grants.destroyed
    for key, edges in after.items() if lists or destroyed else ():
        reasons = [_find_list(edge, lists, grants) or _find_destroyed(edge, destroyed, grants) for edge in edges]
        if all(reasons):
            taken[key] = reasons[0]
    return taken


def find_remade(edge: Edge, grants: Grants) -> str:
    """Return the resource that a grant rests on and that is made anew, where nothing is done to the grant itself."""
    if not edge.rests_on or not grants.remade or not grants.is_untouched(edge):
        return ""
    return next((address for address in edge.rests_on if (edge.origin.stack, address) in grants.remade), "")


def _list_written(after: Index, grants: Grants) -> dict[tuple[str, ...], list[Edge]]:
    """The lists of principals that this plan writes, by what they are about."""
    found: dict[tuple[str, ...], list[Edge]] = {}
    for edges in after.values():
        for edge in edges:
            if edge.extent and not grants.is_untouched(edge):
                found.setdefault(_about(edge, edge.extent), []).append(edge)
    return found


def _find_list(edge: Edge, lists: Mapping[tuple[str, ...], Iterable[Edge]], grants: Grants) -> str:
    """Why a list takes a grant that only adds, or that another list holds; one of another condition leaves it alone."""
    is_member = bool(edge.extent) or not edge.authoritative
    if not lists or not is_member or not edge.allowed or not grants.is_untouched(edge):
        return ""
    for extent in ("role", "scope"):
        for other in lists.get(_about(edge, extent), ()):
            if not compare(edge.qualifiers, other.qualifiers):
                return f"the list {other.origin.address} replaces it"
    return ""


def _find_destroyed(edge: Edge, destroyed: frozenset[tuple[str, str]], grants: Grants) -> str:
    if not destroyed or not grants.is_untouched(edge):
        return ""
    address = next((each for each in edge.rests_on if (edge.origin.stack, each) in destroyed), "")
    return f"{address} itself is destroyed" if address else ""


def _about(edge: Edge, extent: str) -> tuple[str, ...]:
    role = (edge.role,) if extent == "role" else ()
    return (extent, edge.relation, *role, *edge.scope)
