"""The generic resource: each of its objects has a description of its own, made from what the user wrote.

What differs from the typed resources is here and nowhere else: what a plan leaves to the server, when a body means the
same, which changes make the object anew. It is imported when the first such resource is worked on.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from terrabind.generic.attributes import ATTRIBUTES
from terrabind.generic.description import PROTOTYPE, describe, is_covered, replaces
from terrabind.generic.importing import read_import_id
from terrabind.plugin.cty.codec import Codec
from terrabind.plugin.diagnostics import Diagnostic, Path, RefusedError
from terrabind.plugin.managed import ManagedType, known_part
from terrabind.plugin.moving import SOURCES, take_over
from terrabind.plugin.plan import MissingSetting, Plan
from terrabind.plugin.private import Private
from terrabind.spec.resource import Resource
from terrabind.spec.standard import standard_attributes
from terrabind.spec.values import UNKNOWN, Value, Values, is_known

_NAMES: Final = (*ATTRIBUTES, "id")
_OUTPUTS: Final = {"output": "output_fields", "sensitive_output": "sensitive_output_fields"}
_ADDRESSING: Final = ("path", "id_from", "create", "read")
"""What must be known before an id is."""


@dataclass(frozen=True, slots=True)
class GenericType(ManagedType):
    """`terrabind_rest_resource`; its `resource` is the prototype of what each object's description will be."""

    @classmethod
    def make(cls) -> GenericType:
        """Compile it."""
        attributes = {**ATTRIBUTES, **standard_attributes(PROTOTYPE), "id": PROTOTYPE.attributes["id"]}
        identity = {name: attributes[name] for name in PROTOTYPE.identity}
        return cls(PROTOTYPE, attributes, identity, Codec(attributes), Codec(identity))

    @property
    def imported(self) -> Private:
        """An imported body is the server's whole object, until the first update; a plan must know that."""
        return Private(imported=True)

    @property
    def sources(self) -> tuple[str, ...]:
        """The types of other providers that objects can come from."""
        return SOURCES

    def describe(self, values: Values) -> tuple[Resource, dict[str, Value]]:
        """Compile the description of one object. Raises `RefusedError` when its address leads somewhere else."""
        return _described({name: known_part(value) for name, value in values.items()})

    def describe_change(
        self,
        prior: Values,
        planned: Values,
        *,
        imported: bool,
    ) -> tuple[Resource, dict[str, Value], dict[str, Value]]:
        """Describe the object by the planned attributes, which also address what was there before.

        Of an `imported` body only what the plan names was there: nobody meant the rest, so nothing takes it away.
        """
        kept = {
            name: prior.get(name) if planned.get(name) is UNKNOWN else planned.get(name) for name in ("id", *_OUTPUTS)
        }
        resource, after = self.describe({**planned, **kept})
        former = {name: prior.get(name) for name in ("body", "write_only_version")}
        spell = resource.attributes["body"].spell
        if imported and spell is not None:
            former["body"] = spell(planned.get("body"), former["body"])
        _, before = self.describe({**planned, **kept, **former, "write_only_body": None})
        return resource, before, after

    def known_by(self, values: Values) -> tuple[Resource, Values]:
        """Return what tells an object from all others, for the hand-overs; unknown values stay unknown."""
        return _described(values)

    def id_of(self, values: Values) -> Value:
        """Return the object's own id: the import id is made of it and the path."""
        return values.get("id")

    def credential_of(self, values: Values) -> str:
        """Return the name of the credential that an object is reached with; empty for the API's own."""
        name = values.get("credential")
        return name if isinstance(name, str) else ""

    def name(self, values: Values) -> str:
        """Name an object in messages: its type, path and id."""
        texts = [text for text in (values.get("path"), values.get("id")) if isinstance(text, str)]
        return f"{self.resource.type_name} {'#'.join(dict.fromkeys(texts))}".rstrip()

    def plan(
        self,
        prior: Values | None,
        config: Values,
        settings: Values,
        missing: MissingSetting,  # noqa: ARG002 - no attribute is filled by a setting
        private: Private,
    ) -> Plan:
        """Plan a create or an update."""
        planned: dict[str, Value] = {}
        for name, attribute in self.attributes.items():
            value = config.get(name)
            planned[name] = None if attribute.write_only else attribute.default if value is None else value
        before = prior or {}
        planned["body"] = self._plan_body(before, config, private)
        changed = prior is None or self.concerns_api(prior, planned, settings)
        for name, fields in _OUTPUTS.items():
            stays = not changed and before.get(fields) == planned[fields]
            planned[name] = None if planned[fields] is None else before.get(name) if stays else UNKNOWN
        planned["id"] = self._plan_id(planned) if prior is None else before.get("id")
        return Plan(planned, () if prior is None else self._replacements(prior, planned))

    def concerns_api(self, prior: Values, planned: Values, settings: Values) -> bool:  # noqa: ARG002
        """Tell whether an update writes: the body differs, or is to be sent again."""
        return prior.get("write_only_version") != planned.get("write_only_version") or not self._means_same(
            prior.get("body"), planned
        )

    def takes_over(self, type_name: str, state: Values) -> dict[str, Value] | None:
        """Return the attributes of an object that another provider for any API held."""
        return take_over(type_name, state)

    def read_id(self, text: str) -> dict[str, Value]:
        """Return what an import id says. Raises `MalformedImportIdError`."""
        return read_import_id(text)

    def _plan_body(self, prior: Values, config: Values, private: Private) -> Value:
        before, wanted = prior.get("body"), config.get("body")
        if before is None or not is_known(wanted):
            return wanted
        if private.imported and is_covered(config, wanted, before):
            return before
        return before if self._means_same(before, config) else wanted

    def _means_same(self, body: Value, values: Values) -> bool:
        """Tell whether a body means the same as that of an object, by the object's own rules."""
        wanted = values.get("body")
        if not is_known(wanted) or not is_known(body):
            return False
        resource, _ = _described(values)
        return resource.attributes["body"].same(body, wanted)

    def _plan_id(self, planned: Values) -> Value:
        """Return the id of a new object where the user decides it, `UNKNOWN` where the server does."""
        if not all(is_known(planned.get(name)) for name in _ADDRESSING):
            return UNKNOWN
        found = _described({**planned, "id": None})[1]["id"]
        return UNKNOWN if found is None else found

    def _replacements(self, prior: Values, planned: Values) -> tuple[Path, ...]:
        causes = ("path", *(("body", "write_only_version", "id_from") if replaces(prior, planned) else ()))
        return tuple((name,) for name in causes if prior.get(name) != planned.get(name))


def _described(values: Values) -> tuple[Resource, dict[str, Value]]:
    try:
        described = describe({name: values.get(name) for name in _NAMES})
    except ValueError as error:
        raise RefusedError(Diagnostic("The request cannot be made", f"{error}.")) from error
    return described.resource, described.values
