"""Policies become edges: documents that a resource holds, policies that it attaches, and whole lists of bindings.

A policy that is attached in the same plan is read where it is attached, so that a changed document is a change for
everyone who holds it. One that nothing here attaches is held by "the holders of" it, whoever they are.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping

from terrabind.review.attribute_grants import Reader, list_doubtful, listed
from terrabind.review.edge import Certainty, Edge, Kind, Level, Origin, Principal, Scope
from terrabind.review.mapping import Attachment, Bindings, Document, tell_by_words
from terrabind.review.packs import Mappings
from terrabind.review.plan import REDACTED, Change
from terrabind.review.policies import Statement, account_of, read
from terrabind.review.templates import LATER, Filled, Place, find
from terrabind.spec.policy import MalformedPolicyError
from terrabind.spec.values import UNKNOWN, Value

_NOBODY = Filled("", False)
_NAME_END = re.compile(r"[:/ ]")
_BUCKET = "arn:aws:s3:::"
_MOST_PARTS = 20


def read_document(reader: Reader, source: Document) -> None:
    """Add the edges of one policy document of the resource, or of each in a list."""
    for place in reader.elements(source.each):
        value, path = find(place, source.attribute)
        if source.default:
            value = _decide_own(reader, source, value, path)
        if value is None or value == "":
            continue
        scope, at = reader.scope(source.scope, None, place)
        qualifiers = reader.qualifiers(source.qualifiers, place) if source.qualifiers else {}
        holding = _Holding(reader, scope, at, qualifiers, authoritative=source.authoritative)
        if source.trust:
            _trust(holding, value, path)
        elif source.family:
            _identity(holding, source, place, value, path)
        else:
            _resource(holding, value, path)


def _decide_own(reader: Reader, source: Document, value: Value, path: str) -> Value:
    """The document that counts for a resource that always has one: its own, another resource's or the default.

    What another resource has written last stays in the state of this one, so its own is not heard beside that.
    """
    change = reader.change
    governed = reader.identities.governed.get(change.address)
    if governed:
        return None
    was_governed = governed is not None and reader.place.values is change.after
    if was_governed or (value is UNKNOWN and path not in change.references):
        return source.default.replace("@account", str(reader.place.around["@account"]))
    return value


def read_attachment(reader: Reader, source: Attachment, mappings: Mappings) -> None:
    """Add what the attached policy gives: its document where the plan has it, else its name as the role."""
    for place in reader.elements(source.each):
        holder = reader.fill(source.principal, place)
        policy = reader.fill(source.policy, place)
        if not holder.given and not holder.unknown:
            reader.report("it names no principal", source.principal.strip("{}"))
            continue
        if not policy.given:
            reader.report("it names no policy", source.policy.strip("{}"))
            continue
        scope, at = reader.scope(source.scope, None, place)
        holding = _Holding(reader, scope, at, {}, authoritative=source.authoritative)
        reader.rests_on.clear()
        holding.who, holding.filled = _object(reader, source.family, holder)
        holding.rests_on = tuple(reader.rests_on)
        known = reader.named("aws policy", policy)
        path = place.path or source.policy.strip("{}").partition("|")[0]
        if known is not None and known.values is not None:
            reader.attached.add(known.address)
            attribute = mappings.find(known.type)[0].policy
            holding.grants(known.values.get(attribute), path, f"{known.address} {attribute}")
            continue
        text = f"{REDACTED} of {reader.change.address}" if policy.redacted else policy.text
        later = policy._replace(unknown=policy.unknown if known is None else ())
        name = text.rpartition("/")[2] if ":aws:policy/" in text else text
        holding.one(name, source.levels.tell(name.rpartition("/")[2]), reader.origin(path), later)


def list_unattached(reader: Reader, changes: Iterable[Change], mappings: Mappings) -> list[Change]:
    """Return the policies of this side that nothing read so far attaches."""
    found = []
    for change in changes:
        is_policy = any(mapping.policy for mapping in mappings.find(change.type))
        known = reader.identities.at(change) if is_policy else None
        if known is not None and change.address not in reader.attached and known.values is not None:
            found.append(change)
    return found


def read_unattached(reader: Reader, changes: Iterable[Change], mappings: Mappings) -> None:
    """Add what policies give that nothing in this plan attaches: somebody else's plan may."""
    for change in changes:
        attribute = next(mapping.policy for mapping in mappings.find(change.type))
        known = reader.identities.at(change)
        if known is None or known.values is None:
            continue
        reader.begin(change, known.values)
        account = str(reader.place.around["@account"])
        holding = _Holding(reader, (f"account {account}",), _NOBODY, {})
        holders = Principal(kind=Kind.GROUP, id=known.id, shown=f"holders of policy {known.shown}")
        holding.who = reader.principal(holders)
        holding.filled = _NOBODY if known.certain else Filled("", True, ("",))
        holding.grants(known.values.get(attribute), attribute, attribute)


def read_bindings(reader: Reader, source: Bindings) -> None:
    """Add the edges of a whole policy as JSON text: a list of role, members and condition."""
    value, path = find(reader.place, source.attribute)
    if value is None or value == "":
        return
    place = reader.place
    if not isinstance(value, str) or value == REDACTED:
        reader.read_element(source.grant, place._replace(each=UNKNOWN if value is UNKNOWN else REDACTED, path=path))
        return
    try:
        document = json.loads(value)
    except ValueError as error:
        reader.report(f"its policy is not JSON: {error}", path)
        return
    bindings = document.get("bindings", []) if isinstance(document, dict) else None
    if not isinstance(bindings, list) or not all(isinstance(each, dict) for each in bindings):
        reader.report('its policy has no list "bindings"', path)
        return
    for index, binding in enumerate(bindings):
        members: Value = binding.get("members")
        for number, member in enumerate(listed(members)):
            each = {"member": member, "role": binding.get("role"), "condition": binding.get("condition")}
            at = f"{path}.bindings.{index}.members.{number}"
            reader.read_element(source.grant, place._replace(each=each, path=at))


class _Holding:
    """What is the same for all statements of one document: the scope, the limits, and who holds it if it is one."""

    def __init__(
        self, reader: Reader, scope: Scope, at: Filled, qualifiers: Mapping[str, str], *, authoritative: bool = False
    ) -> None:
        self.reader = reader
        self.scope = scope
        self.at = at
        self.qualifiers = qualifiers
        self.authoritative = authoritative
        self.relation = "hold"
        self.who = Principal(kind=Kind.UNKNOWN, id="")
        self.filled = _NOBODY
        self.rests_on: tuple[str, ...] = ()

    def one(
        self, role: str, level: Level, origin: Origin, later: Filled = _NOBODY, statement: Statement | None = None
    ) -> None:
        """Add one edge for the holder."""
        limits = self.qualifiers
        if statement is not None and statement.qualifiers:
            limits = {**limits, **statement.limits(self.who)}
        certainty, feeds = self.reader.certainty(self.filled, later, self.at)
        self.reader.edges.append(
            Edge(
                principal=self.who,
                relation=self.relation,
                role=role,
                scope=self.scope,
                level=level,
                allowed=statement is None or statement.allowed,
                qualifiers=limits,
                certainty=certainty,
                feeds=feeds,
                authoritative=self.authoritative,
                rests_on=self.rests_on,
                doubtful=list_doubtful(self.filled, later, self.at) if certainty is not Certainty.KNOWN else (),
                origin=origin,
            )
        )

    def read(self, value: Value, path: str) -> tuple[Statement, ...] | None:
        """Return a document's statements, null where nobody knows it or where it is none, which is reported."""
        if value is UNKNOWN or value == REDACTED:
            return None
        if not isinstance(value, str):
            self.reader.report("its policy is not a text", path)
            return ()
        known = self.reader.statements.get(value)
        if known is not None:
            return known
        try:
            statements = read(value)
        except MalformedPolicyError as error:
            self.reader.report(f"its policy cannot be read: {error}", path)
            return ()
        self.reader.statements[value] = statements
        return statements

    def grants(self, value: Value, path: str, attribute: str) -> None:
        """Add what a document gives to its holder."""
        if value is None:
            return
        origin = self.reader.origin(attribute)
        statements = self.read(value, path)
        if statements is None:
            text = LATER if value is UNKNOWN else f"{REDACTED} of {self.reader.change.address}"
            self.one(text, Level.UNKNOWN, origin, _cover(value, path))
            return
        for statement in statements:
            self.on_resources(statement, origin)

    def on_resources(self, statement: Statement, origin: Origin) -> None:
        """Add the edges of one statement, on each of its resources."""
        outer = self.scope
        for role, level, resource in statement.pairs():
            account = account_of(resource) if resource.startswith("arn:") else ""
            self.scope = (f"account {account}", resource) if account.isdigit() else (*outer, resource)
            self.one(role, level, origin, statement=statement)
        self.scope = outer


def _trust(holding: _Holding, value: Value, path: str) -> None:
    reader = holding.reader
    role = reader.identities.at(reader.change)
    if role is None:
        reader.report("nobody described what this role is called", path)
        return
    holding.relation = "assume"
    level = tell_by_words(role.shown)
    later = _NOBODY if role.certain else Filled("", False, ("",))
    statements = holding.read(value, path)
    origin = reader.origin(path)
    if statements is None:
        holding.filled = _cover(value, path)
        holding.who = reader.stranger(Kind.UNKNOWN, (path,), redacted=holding.filled.redacted)
        holding.one(role.id, level, origin, later)
        return
    for statement in statements:
        for principal in statement.principals if statement.assumes else ():
            holding.who = reader.principal(principal)
            holding.one(role.id, level, origin, later, statement)


def _parts(resources: tuple[str, ...], thing: Scope) -> tuple[str, ...]:
    """Return which parts of a thing the resources of its policy are, an empty text for all of it.

    Who may read one folder of a bucket may not read the bucket. A bucket by its own name is not what is in it, so
    where both are named, the name says no more.
    """
    name = _NAME_END.split(thing[-1])[-1] if thing else ""
    found = dict.fromkeys("" if _is_whole(each, thing, name) else each for each in resources)
    inside = [each for each in found if not ("" in found and each.startswith(_BUCKET) and each.endswith(f":{name}"))]
    return tuple(inside) if len(inside) <= _MOST_PARTS else (", ".join(filter(None, inside)),)


def _is_whole(resource: str, thing: Scope, name: str) -> bool:
    if resource == "*" or resource in thing:
        return True
    within, plain = resource.endswith("/*"), resource.removesuffix("/*")
    return _NAME_END.split(plain)[-1] == name and (within or not resource.startswith(_BUCKET))


def _identity(holding: _Holding, source: Document, place: Place, value: Value, path: str) -> None:
    reader = holding.reader
    reader.rests_on.clear()
    holding.who, holding.filled = _object(reader, source.family, reader.fill(source.principal, place))
    holding.rests_on = tuple(reader.rests_on)
    holding.grants(value, path, path)


def _resource(holding: _Holding, value: Value, path: str) -> None:
    reader = holding.reader
    statements = holding.read(value, path)
    origin = reader.origin(path)
    if statements is None:
        holding.filled = _cover(value, path)
        holding.who = reader.stranger(Kind.UNKNOWN, (path,), redacted=holding.filled.redacted)
        holding.one(LATER if value is UNKNOWN else REDACTED, Level.UNKNOWN, origin, holding.filled)
        return
    thing = holding.scope
    for statement in statements:
        parts = _parts(statement.resources, thing)
        for principal in statement.principals:
            holding.who = reader.principal(principal)
            for role, level in statement.grants:
                for part in parts:
                    holding.scope = (*thing, part) if part else thing
                    holding.one(role, level, origin, statement=statement)
    holding.scope = thing


def _object(reader: Reader, family: str, filled: Filled) -> tuple[Principal, Filled]:
    known = reader.named(family, filled)
    if known is None:
        kind = Kind.ROLE if family.endswith("role") else Kind.GROUP if family.endswith("group") else Kind.USER
        return reader.stranger(kind, filled.unknown, redacted=filled.redacted), filled
    later = () if known.certain else filled.unknown or ("",)
    return reader.principal(known.principal()), filled._replace(unknown=later)


def _cover(value: Value, path: str) -> Filled:
    return Filled("", True, (path,)) if value is UNKNOWN else Filled("", True, (), True)
