"""Plans are made here, as pure functions: prior state and configuration in, planned state and replacements out.

Terraform holds the provider to three rules: a configured value is planned as configured, or as it is in the prior state
when both mean the same; what was planned comes back from apply unchanged; and a plan without changes equals the prior
state in every letter. So a policy that only looks different is planned in its prior spelling, and the plan is empty.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from terrabind.plugin.diagnostics import Diagnostic, Path
from terrabind.spec.identity import fields_of, write_import_id
from terrabind.spec.resource import Resource
from terrabind.spec.types import Attribute, ObjectOf, Presence, SetOf
from terrabind.spec.values import UNKNOWN, Value, Values, is_known, look_up


@dataclass(frozen=True, slots=True)
class Plan:
    """What will be: the planned `values`, the paths of changes that need a new object, and what stands in the way."""

    values: dict[str, Value]
    replaces: tuple[Path, ...]
    faults: tuple[Diagnostic, ...] = ()


MissingSetting = Callable[[str, Attribute], Diagnostic]
"""Makes the diagnostic for an attribute, by name, that neither the resource nor the provider sets."""


def plan_change(
    resource: Resource,
    attributes: Mapping[str, Attribute],
    prior: Values | None,
    config: Values,
    settings: Values,
    missing: MissingSetting,
) -> Plan:
    """Plan a create (`prior` is null) or an update.

    `attributes` are all that the resource has; `settings` are the API's, `UNKNOWN` where not known yet.
    """
    planned: dict[str, Value] = {}
    faults: list[Diagnostic] = []
    for name, attribute in attributes.items():
        before = None if prior is None else prior.get(name)
        if attribute.setting and attribute.presence is Presence.SERVER_DEFAULT and config.get(name) is None:
            planned[name] = _defaulted(attribute, before, settings, is_new=prior is None)
            if planned[name] is None:
                faults.append(missing(name, attribute))
        else:
            planned[name] = plan_value(attribute, before, config.get(name), is_new=prior is None)
    planned["id"] = plan_id(resource, planned)
    replaces = () if prior is None else tuple(_replacements(attributes, prior, planned, settings))
    return Plan(planned, replaces, tuple(faults))


def plan_value(attribute: Attribute, prior: Value, config: Value, *, is_new: bool) -> Value:
    """Plan one value. A new object's computed values are unknown; an existing one keeps what it has."""
    if attribute.write_only:
        return None
    if attribute.presence is Presence.COMPUTED:
        return UNKNOWN if is_new else prior
    if config is None:
        if attribute.presence is Presence.SERVER_DEFAULT:
            return UNKNOWN if is_new else prior
        config = attribute.default
    if isinstance(attribute.type, ObjectOf) and isinstance(config, Mapping):
        before = prior if isinstance(prior, Mapping) else {}
        return {
            name: plan_value(
                member, before.get(name), config.get(name), is_new=is_new or not isinstance(prior, Mapping)
            )
            for name, member in attribute.type.attributes.items()
        }
    return prior if prior is not None and means_same(attribute, prior, config) else config


def means_same(attribute: Attribute, left: Value, right: Value) -> bool:
    """Tell whether two values mean the same; undecided, when either holds an unknown, counts as different."""
    if left is None or right is None:
        return left is right
    if not is_known(left) or not is_known(right):
        return False
    if isinstance(attribute.type, ObjectOf) and isinstance(left, Mapping) and isinstance(right, Mapping):
        return all(
            means_same(member, left.get(name), right.get(name)) for name, member in attribute.type.attributes.items()
        )
    if isinstance(attribute.type, SetOf) and isinstance(left, Sequence) and isinstance(right, Sequence):
        return len(left) == len(right) and all(any(attribute.same(a, b) for b in right) for a in left)
    return attribute.same(left, right)


def _defaulted(attribute: Attribute, prior: Value, settings: Values, *, is_new: bool) -> Value:
    """Fill in what the user left to the provider; null means that nobody says it.

    A provider setting that becomes known only later leaves an existing object where it is: planning a replacement for a
    value that will most likely turn out equal would revoke access for nothing.
    """
    setting = settings.get(attribute.setting)
    if setting is UNKNOWN:
        return UNKNOWN if is_new else prior
    if prior is not None and (setting is None or means_same(attribute, prior, setting)):
        return prior
    return setting


def plan_id(resource: Resource, planned: Values) -> Value:
    """Return the import id when everything it is made of is known, else `UNKNOWN`."""
    if any(look_up(planned, name) is UNKNOWN for form in resource.imports for name in fields_of(form)):
        return UNKNOWN
    return write_import_id(resource, planned) or UNKNOWN


def _replacements(
    attributes: Mapping[str, Attribute],
    prior: Values,
    planned: Values,
    settings: Values,
    path: Path = (),
    *,
    inherited: bool = False,
) -> Iterator[Path]:
    """Name the deepest attributes whose change needs a new object."""
    for name, attribute in attributes.items():
        before, after = prior.get(name), planned.get(name)
        replace = inherited or attribute.replace
        if before == after or _stands_for(attribute, before, after, settings):
            continue
        if isinstance(attribute.type, ObjectOf) and isinstance(before, Mapping) and isinstance(after, Mapping):
            members = attribute.type.attributes
            yield from _replacements(members, before, after, settings, (*path, name), inherited=replace)
        elif replace:
            yield (*path, name)


def _stands_for(attribute: Attribute, before: Value, after: Value, settings: Values) -> bool:
    """Tell whether only one of two values is written out, and the provider's setting says the same as it.

    Writing down the organisation that the provider names anyway, or leaving it out again, is no other object.
    """
    if not attribute.setting or (before is None) == (after is None):
        return False
    setting = settings.get(attribute.setting)
    return setting is UNKNOWN or means_same(attribute, setting, after if before is None else before)


def changes_remotely(resource: Resource, prior: Values, planned: Values, settings: Values) -> bool:
    """Tell whether an update concerns the API at all: attributes that only steer terrabind do not."""
    return any(
        not means_same(attribute, prior.get(name), planned.get(name))
        and not _stands_for(attribute, prior.get(name), planned.get(name), settings)
        for name, attribute in resource.attributes.items()
        if attribute.configurable and not attribute.local
    )


def settle(attributes: Mapping[str, Attribute], planned: Values, actual: Values) -> dict[str, Value]:
    """Return the state after an apply: planned where it was known, else what the server says, never unknown.

    What differs from the plan in spite of that shows as drift at the next refresh, where the user can see it, instead
    of failing this apply after the fact.
    """
    return {name: _settled(attribute, planned.get(name), actual.get(name)) for name, attribute in attributes.items()}


def _settled(attribute: Attribute, planned: Value, actual: Value) -> Value:
    if attribute.write_only:
        return None
    if actual is UNKNOWN:
        actual = None
    if isinstance(attribute.type, ObjectOf) and isinstance(planned, Mapping):
        return settle(attribute.type.attributes, planned, actual if isinstance(actual, Mapping) else {})
    return planned if is_known(planned) else actual


def with_local_defaults(attributes: Mapping[str, Attribute], values: Values) -> dict[str, Value]:
    """Fill in the defaults of attributes that no server knows, so that an imported object plans empty."""
    return {
        name: attribute.default if attribute.local and values.get(name) is None else values.get(name)
        for name, attribute in attributes.items()
    }
