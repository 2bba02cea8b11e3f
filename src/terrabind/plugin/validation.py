"""Configurations are judged here, before any request is made: each check with its attribute's path, then the rules.

Unknown values pass; they are judged again when Terraform knows them, because it validates once more at plan.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from terrabind.plugin.diagnostics import Diagnostic, Key, Path, of_fault
from terrabind.spec.check import Rule
from terrabind.spec.types import Attribute, ListOf, MapOf, ObjectOf, SetOf, Type
from terrabind.spec.values import UNKNOWN, Value, Values


def validate(attributes: Mapping[str, Attribute], values: Values, rules: Sequence[Rule] = ()) -> list[Diagnostic]:
    """Return everything that is wrong with a configuration, in the order of the description."""
    found = list(_judge_members(attributes, values, ()))
    for rule in rules:
        found += [of_fault(fault) for fault in rule.judge(values)]
    return found


def judge_write_only(attributes: Mapping[str, Attribute], values: Values) -> list[Diagnostic]:
    """Refuse write-only values, for a Terraform that would keep them in its plan and state."""
    return [
        Diagnostic(
            f"{name} needs a newer Terraform",
            f"{name} is write-only: it is sent and stored nowhere. Terraform can do that from version 1.11 on; this "
            f"one cannot, so the value would end up in its state. Leave {name} out, or use a newer Terraform.",
            (name,),
        )
        for name, attribute in attributes.items()
        if attribute.write_only and values.get(name) is not None
    ]


def _judge_members(attributes: Mapping[str, Attribute], values: Values, path: Path) -> Iterator[Diagnostic]:
    for name, attribute in attributes.items():
        value = values.get(name)
        if value is not None and value is not UNKNOWN and attribute.configurable:
            yield from _judge(attribute, value, (*path, name))
            yield from _judge_parts(attribute.type, value, (*path, name))


def _judge(attribute: Attribute, value: Value, path: Path) -> Iterator[Diagnostic]:
    """Name the first requirement that a value misses; one sentence is enough to act on."""
    for check in attribute.checks:
        complaint = check.complain(value)
        if complaint is None:
            continue
        accepted = f"Accepted: {check.accepts}."
        if attribute.sensitive:
            detail = accepted
        else:
            detail = complaint if check.accepts in complaint else f"{complaint} {accepted}"
        yield Diagnostic(f"Invalid value for {_shown(path)}", detail, path)
        return


def _judge_parts(type_: Type, value: Value, path: Path) -> Iterator[Diagnostic]:
    """Judge what is inside: members of an object, and the objects in a collection."""
    match type_:
        case ObjectOf(attributes) if isinstance(value, Mapping):
            yield from _judge_members(attributes, value, path)
        case ListOf(element) if isinstance(value, Sequence):
            for index, each in enumerate(value):
                yield from _judge_parts(element, each, (*path, index))
        case SetOf(element) if isinstance(value, Sequence):
            for each in value:  # an element of a set has no path of its own
                yield from _pointing_at(path, _judge_parts(element, each, ()))
        case MapOf(element) if isinstance(value, Mapping):
            for name, each in value.items():
                yield from _judge_parts(element, each, (*path, Key(name)))


def _pointing_at(path: Path, found: Iterator[Diagnostic]) -> Iterator[Diagnostic]:
    for each in found:
        yield Diagnostic(each.summary, each.detail, path)


def _shown(path: Path) -> str:
    words = [step.name if isinstance(step, Key) else str(step) for step in path]
    return ".".join(words)
