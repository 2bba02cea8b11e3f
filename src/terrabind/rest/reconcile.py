"""The user's spelling is kept where it means the same; what the server alone knows is taken from it.

Pure functions over a resource's attributes. Terraform compares texts, so without this a server that writes an
e-mail in lower case or a policy in another order would look like a change for ever.
"""

from __future__ import annotations

from collections.abc import Mapping

from terrabind.spec.resource import Resource
from terrabind.spec.types import Attribute, ObjectOf, Presence
from terrabind.spec.values import UNKNOWN, Value, Values, look_up


def settle(attributes: Mapping[str, Attribute], values: Values) -> dict[str, Value]:
    """Return a value for every attribute: what is not known yet is null, and what is null has its default."""
    return {name: _settled(attribute, values.get(name)) for name, attribute in attributes.items()}


def alike(attribute: Attribute, left: Value, right: Value) -> bool:
    """Tell whether two values of an attribute mean the same, nested objects member by member.

    An empty text or map counts as null where the attribute's reading of answers says so.
    """
    if isinstance(attribute.type, ObjectOf) and isinstance(left, Mapping) and isinstance(right, Mapping):
        members = attribute.type.attributes
        return all(alike(member, left.get(name), right.get(name)) for name, member in members.items())
    if left is None or right is None:
        return left is right or attribute.load(left) == attribute.load(right)
    return attribute.same(left, right) or attribute.same(attribute.load(left), attribute.load(right))


def keep_spelling(attributes: Mapping[str, Attribute], given: Values, server: Values) -> dict[str, Value]:
    """Return the server's values, each in the user's spelling where that means the same.

    What the server cannot say keeps the given value: attributes that do not travel back, required ones that
    an answer leaves out, and those that a setting fills and the answer does not repeat (such as `org_id`).
    """
    return {
        name: _kept(attribute, given.get(name), server.get(name), name in server)
        for name, attribute in attributes.items()
    }


def differing(attributes: Mapping[str, Attribute], given: Values, server: Values) -> list[str]:
    """List the attributes that a user configured and the server has otherwise."""
    return [
        name
        for name, attribute in attributes.items()
        if _comparable(attribute, given.get(name), server.get(name))
        and not alike(attribute, given.get(name), _spelled(attribute, given.get(name), server.get(name)))
    ]


def same_key(resource: Resource, path: str, left: Values, right: Values) -> bool:
    """Tell whether two objects agree in the key attribute at a dotted path."""
    head, _, rest = path.partition(".")
    attribute = resource.attributes[head]
    while rest and isinstance(attribute.type, ObjectOf):
        head, _, rest = rest.partition(".")
        attribute = attribute.type.attributes[head]
    return alike(attribute, look_up(left, path), look_up(right, path))


def _spelled(attribute: Attribute, given: Value, server: Value) -> Value:
    return server if attribute.spell is None else attribute.spell(given, server)


def _settled(attribute: Attribute, value: Value) -> Value:
    if value is UNKNOWN or value is None:
        return attribute.default
    if isinstance(attribute.type, ObjectOf) and isinstance(value, Mapping):
        return settle(attribute.type.attributes, value)
    return value


def _kept(attribute: Attribute, given: Value, server: Value, answered: bool) -> Value:
    if attribute.local or not answered:
        return given
    if attribute.spell is not None:
        return attribute.spell(given, server)
    if server is None and (attribute.presence is Presence.REQUIRED or attribute.setting):
        return given
    if not attribute.configurable or given is None:
        return server
    if isinstance(attribute.type, ObjectOf) and isinstance(given, Mapping) and isinstance(server, Mapping):
        return keep_spelling(attribute.type.attributes, given, server)
    return given if alike(attribute, given, server) else server


def _comparable(attribute: Attribute, given: Value, server: Value) -> bool:
    if attribute.local or not attribute.configurable or not attribute.wire_answer:
        return False
    if server is None and (attribute.presence is Presence.REQUIRED or attribute.setting):
        return False
    return given is not None or attribute.presence is not Presence.SERVER_DEFAULT
