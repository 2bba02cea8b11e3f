"""What the objects of one plan are called, so that a grant to a role made in the same plan is a grant to that role.

A name that Terraform does not know yet is found by the expression that feeds it, when that is one object and nothing
else; where that is not sure, nothing is guessed and the grant stays unresolved.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from terrabind.review.edge import Kind, Principal
from terrabind.review.mapping import Identity
from terrabind.review.mapping import Mapping as TypeMapping
from terrabind.review.plan import REDACTED, Action, Change
from terrabind.review.policies import account_of
from terrabind.review.references import strip_keys
from terrabind.review.templates import Filled, Place, Template, find, say
from terrabind.spec.values import UNKNOWN, Values

_ACCOUNT = re.compile(r"arn:[^:]+:[^:]+:[^:]*:([0-9]{12}):")
_OBJECT = re.compile(
    r"((?:module\.[^.\[]+(?:\[[^\]]*\])?\.)*[a-z][A-Za-z0-9_-]*\.[A-Za-z_][A-Za-z0-9_-]*)(?:\[([^\]]*)\])?(?:\.|$)"
)
_LOOPS = ("each.", "count.")
_NO_OBJECTS = (*_LOOPS, "var.", "local.", "data.", "path.", "terraform.", "self.")
_FULL = ("arn:", "urn:")


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """One object of the plan: its `family`, canonical `id` and values; not `certain` while its very name is unknown."""

    family: str
    kind: Kind
    id: str
    shown: str
    certain: bool = True
    address: str = ""
    type: str = ""
    values: Values | None = None

    def principal(self) -> Principal:
        """Return the object as somebody who holds grants."""
        return Principal(kind=self.kind, id=self.id, shown=self.shown)


class Identities:
    """The objects of a plan by name and by address.

    `accounts` are the cloud accounts that it works in, `own` these and the namespaces of its objects. `governed` holds
    the addresses of objects that another resource speaks for, on this side (true) or only on the other (false).
    """

    def __init__(
        self,
        label: str,
        changes: Iterable[Change],
        values_of: Callable[[Change], Values | None],
        find_mapping: Callable[[str], TypeMapping | None],
    ) -> None:
        self._label = label
        self._names: dict[tuple[str, str], Known] = {}
        self._addresses: dict[str, list[tuple[str | int | None, Known]]] = {}
        self._at: dict[str, Known] = {}
        self._kinds: dict[str, Identity] = {}
        self._templates: dict[str, Template] = {}
        listed = [change for change in changes if not is_data(change)]
        self.accounts = frozenset(account for change in listed for account in _accounts(change))
        self.own = self.accounts | {label}
        self._account = next(iter(self.accounts)) if len(self.accounts) == 1 else ""
        for change in listed:
            mapping = find_mapping(change.type)
            if mapping is not None and mapping.identity is not None:
                self._add(change, mapping.identity, values_of(change) or change.after or change.before or {})
        self.governed: dict[str, bool] = {}
        for change in listed:
            mapping = find_mapping(change.type)
            if mapping is not None and mapping.governs is not None:
                self._govern(change, mapping.governs, values_of(change))

    def account_of(self, change: Change) -> str:
        """Return the cloud account of a resource: by its own ARN, else the plan's only one, else the stack's name."""
        return next(iter(_accounts(change)), "") or self._account or self._label

    def at(self, change: Change) -> Known | None:
        """Return the object that a change is about."""
        return self._at.get(change.address)

    def look_up(self, family: str, name: str, account: str) -> Known:
        """Return the object that others call `name`; one that is not in the plan is made of its name."""
        known = self._names.get((family, name))
        if known is not None:
            return known
        identity = self._kinds.get(family)
        if identity is None or name.startswith(_FULL):
            return Known(family=family, kind=identity.kind if identity else Kind.UNKNOWN, id=name, shown=name)
        filled = self._fill(identity.bare, Place({}, around={"@account": account, "@name": name}))
        return Known(family=family, kind=identity.kind, id=filled.text, shown=name)

    def follow(self, family: str, change: Change, references: Iterable[str]) -> Known | None:
        """Return the one object of this family that expressions name, null where that is not sure."""
        objects: dict[str, str] = {}
        others = False
        for reference in references:
            match = _OBJECT.match(reference)
            if match is not None and not reference.startswith(_NO_OBJECTS):
                objects[strip_keys(match[1])] = (match[2] or "").strip('"')
            elif not reference.startswith(_LOOPS):
                others = True
        if len(objects) != 1:
            return None
        name, index = next(iter(objects.items()))
        found = [(at, known) for at, known in self._addresses.get(name, ()) if known.family == family]
        if len(found) > 1 and change.module:
            found = [(at, known) for at, known in found if known.address.startswith(f"{change.module}.")] or found
        if len(found) == 1 and not others:
            return found[0][1]
        # One of several: the one that is named, else the one with the same key as the resource that refers to it.
        wanted = index if index and not index.startswith(_LOOPS) else str(change.index)
        named = [known for at, known in found if at is not None and str(at) == wanted]
        return named[0] if len(named) == 1 else None

    def declare(self, identities: Iterable[Identity]) -> None:
        """Make these families known, so that names of objects outside of the plan can be told."""
        for identity in identities:
            self._kinds.setdefault(identity.family, identity)

    def _govern(self, change: Change, governs: tuple[str, str], values: Values | None) -> None:
        """Note for which object a resource speaks, and whether it does so on this side."""
        family, attribute = governs
        name, path = find(Place(values or change.after or change.before or {}), attribute)
        if name is UNKNOWN:
            known = self.follow(family, change, references_of(change.references, path))
        else:
            known = self._names.get((family, say(name))) if name else None
        if known is not None and known.address:
            self.governed[known.address] = values is not None or self.governed.get(known.address, False)

    def _add(self, change: Change, identity: Identity, values: Values) -> None:
        self._kinds.setdefault(identity.family, identity)
        place = Place(values, around={"@account": self.account_of(change), "@address": change.address})
        filled = self._fill(identity.known, place) if identity.known else Filled("", False)
        if not filled.given:
            filled = self._fill(identity.id, place)
        certain = not filled.unknown and filled.given
        known = Known(
            family=identity.family,
            kind=identity.kind,
            id=filled.text if certain else f"{change.address} of {self._label}",
            shown=self._fill(identity.shown, place).text if certain else f"{change.address} (named by the apply)",
            certain=certain,
            address=change.address,
            type=change.type,
            values=values,
        )
        if certain and account_of(known.id):
            self.own |= {account_of(known.id)}
        self._at[change.address] = known
        self._addresses.setdefault(strip_keys(change.address), []).append((change.index, known))
        for name in identity.names:
            value, _ = find(place, name)
            if value is not None and value is not UNKNOWN and value not in ("", REDACTED):
                self._names[(identity.family, say(value))] = known
        self._names[(identity.family, known.id)] = known

    def _fill(self, text: str, place: Place) -> Filled:
        template = self._templates.get(text)
        if template is None:
            template = self._templates[text] = Template.of(text)
        return template.fill(place)


def is_data(change: Change) -> bool:
    """Tell whether a row is a data source, which gives nobody anything."""
    if "data." not in change.address:
        return Action.READ in change.actions
    return Action.READ in change.actions or change.address.removeprefix(f"{change.module}.").startswith("data.")


def references_of(references: Mapping[str, tuple[str, ...]], path: str) -> tuple[str, ...]:
    """Return the expressions that feed the attribute at `path`: its own, else those of what it stands in."""
    if not references:
        return ()
    plain = ".".join(step for step in path.split(".") if not step.isdigit())
    for wanted in (path, plain):
        steps = wanted.split(".")
        for length in range(len(steps), 0, -1):
            found = references.get(".".join(steps[:length]))
            if found:
                return _longest(found)
    return ()


def _longest(references: tuple[str, ...]) -> tuple[str, ...]:
    """Terraform lists `a.b.c` and then `a.b`: the shorter says nothing more."""
    return tuple(
        each
        for each in references
        if not any(other != each and other.startswith((f"{each}.", f"{each}[")) for other in references)
    )


def _accounts(change: Change) -> tuple[str, ...]:
    found = []
    for values in (change.before, change.after):
        arn = values.get("arn") if values is not None else None
        if arn is None:
            continue
        match = _ACCOUNT.match(arn) if isinstance(arn, str) else None
        if match is not None:
            found.append(match[1])
    return tuple(found)
