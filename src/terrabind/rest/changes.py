"""Which steps of an update are due: decisions over the values before and after."""

from __future__ import annotations

from collections.abc import Mapping

from terrabind.rest.reconcile import alike
from terrabind.spec.operation import Step, When
from terrabind.spec.resource import Resource
from terrabind.spec.types import Attribute
from terrabind.spec.values import Value, Values


def due_steps(resource: Resource, prior: Values, planned: Values) -> list[Step]:
    """List the steps that turn `prior` into `planned`, in the order of the description."""
    return [step for step in resource.steps if _due(resource, step, prior, planned)]


def uncovered(resource: Resource, names: list[str]) -> list[str]:
    """List those of the differing attributes that no step can change."""
    watched = {name for step in resource.steps for name in step.watches}
    return [name for name in names if name not in watched]


def _due(resource: Resource, step: Step, prior: Values, planned: Values) -> bool:
    name = step.watches[0]
    attribute = resource.attributes[name]
    before, after = prior.get(name), planned.get(name)
    match step.when:
        case When.CHANGED:
            return any(
                not alike(resource.attributes[each], prior.get(each), planned.get(each)) for each in step.watches
            )
        case When.SET:
            return not _empty(after) and not alike(attribute, before, after)
        case When.CLEARED:
            return not _empty(before) and _empty(after)
        case When.ENTRIES_CHANGED:
            return any(_changed(attribute, before, key, entry) for key, entry in _entries(after).items())
        case When.ENTRIES_REMOVED:
            return bool(_entries(before).keys() - _entries(after).keys())


def _changed(attribute: Attribute, before: Value, key: str, entry: Value) -> bool:
    former = _entries(before)
    return key not in former or not attribute.same(former[key], entry)


def _entries(value: Value) -> Mapping[str, Value]:
    return value if isinstance(value, Mapping) else {}


def _empty(value: Value) -> bool:
    return value is None or value == ""
