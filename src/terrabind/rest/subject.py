"""One object as the user names it, with what the settings add: what every verb works on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from terrabind.rest.reconcile import differing, keep_spelling, same_key, settle
from terrabind.spec.identity import attribute_at
from terrabind.spec.resource import Resource
from terrabind.spec.types import Presence
from terrabind.spec.values import UNKNOWN, Value, Values, look_up


@dataclass(frozen=True, slots=True)
class Subject:
    """One object. `given` is what the user said, with defaults; `wanted` has the settings' values besides.

    A server default that a setting fills counts as given: it comes back filled. An optional one stays as the
    user left it.
    """

    resource: Resource
    given: Mapping[str, Value]
    wanted: Mapping[str, Value]

    @property
    def noun(self) -> str:
        """The object's kind in words: "iam role"."""
        return self.resource.name.replace("_", " ")

    @property
    def key_known(self) -> bool:
        """Whether every part of the key is given; null counts where the user may mean it."""
        return not self.open_keys

    @property
    def open_keys(self) -> tuple[str, ...]:
        """The parts of the key that the server decides."""
        return tuple(
            path
            for path in self.resource.key
            if look_up(self.wanted, path) is None
            and attribute_at(self.resource, path).presence is not Presence.OPTIONAL
            and attribute_at(self.resource, path).wire_answer
        )

    @property
    def bucket(self) -> tuple[str, ...]:
        """The key without case, to find an object's place by; equality is judged by `is_same`."""
        return bucket(self.resource, self.wanted)

    def is_same(self, other: Values) -> bool:
        """Tell whether `other` is this object, as far as its key is known."""
        open_keys = self.open_keys
        return all(path in open_keys or same_key(self.resource, path, self.wanted, other) for path in self.resource.key)

    def contradictions(self, server: Values) -> list[str]:
        """List the parts of the key in which an answer names another object; what it leaves out says nothing."""
        return [
            path
            for path in self.resource.key
            if look_up(server, path) is not None
            and look_up(self.wanted, path) is not None
            and not same_key(self.resource, path, self.wanted, server)
        ]

    def differences(self, server: Values) -> list[str]:
        """List the attributes that were asked for and that the server has otherwise."""
        return differing(self.resource.attributes, self.wanted, server)

    def spelled(self, server: Values) -> dict[str, Value]:
        """Return the server's values in the user's spelling."""
        return keep_spelling(self.resource.attributes, self.given, server)

    def described(self) -> str:
        """Return the key in words, for messages: `name = "trainer"`, `namespace = "ns1"`."""
        known = ((path, look_up(self.wanted, path)) for path in self.resource.key)
        return ", ".join(f'{path} = "{value}"' for path, value in known if value is not None)

    def completed(self, server: Values) -> Subject:
        """Return the subject with what only the server knows: enough to address the object."""
        known = {name: self._completed(name, value) for name, value in server.items() if value is not None}
        return Subject(self.resource, self.given, {**self.wanted, **known})

    def told(self, answer: Values) -> Subject:
        """Return the subject with what an answer told of what the server decides, to be kept like what was given."""
        decided: dict[str, Value] = {
            name: answer[name]
            for name, attribute in self.resource.attributes.items()
            if attribute.presence is Presence.COMPUTED and answer.get(name) is not None
        }
        wanted = self.completed(decided).wanted
        return Subject(self.resource, {**self.given, **{name: wanted[name] for name in decided}}, wanted)

    def _completed(self, name: str, value: Value) -> Value:
        """Return a value of the server; of what the user decides, what the user said stays."""
        attribute, given = self.resource.attributes.get(name), self.wanted.get(name)
        if attribute is None or attribute.spell is None:
            return value
        return given if attribute.configurable and given is not None else attribute.spell(given, value)


def subject_of(resource: Resource, values: Values, settings: Values) -> Subject:
    """Return the object that `values` name under an API's `settings`."""
    given = settle(resource.attributes, values)
    wanted = dict(given)
    for name, attribute in resource.attributes.items():
        setting = settings.get(attribute.setting) if attribute.setting else None
        if wanted[name] is None and setting is not UNKNOWN and setting is not None:
            wanted[name] = setting
            if attribute.presence is Presence.SERVER_DEFAULT:
                given[name] = setting
    return Subject(resource, given, wanted)


def bucket(resource: Resource, values: Values) -> tuple[str, ...]:
    """Return the key of an object without case, null and empty alike."""
    return tuple(str(look_up(values, path) or "").casefold() for path in resource.key)
