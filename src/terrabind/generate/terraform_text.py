"""Example values as HCL and as Python source, formatted as `terraform fmt` and the project's formatter would."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from terrabind.constructs.tokens import literal
from terrabind.spec.check import POLICY_DOCUMENT
from terrabind.spec.types import Attribute
from terrabind.spec.values import Value

__all__ = ["hcl_block", "hcl_body", "hcl_value", "python_call"]


def hcl_block(header: str, attributes: Mapping[str, Attribute], values: Mapping[str, Value]) -> list[str]:
    """Return a block of HCL. `values` are written by the attributes' meaning: policies become `jsonencode(...)`."""
    written = {name: _hcl_argument(attributes.get(name), value) for name, value in values.items()}
    return [f"{header} {{", *hcl_body(written), "}"]


def hcl_body(written: Mapping[str, list[str]]) -> list[str]:
    """Return arguments with their equals signs in line, as far as each group of one-line arguments goes."""
    lines: list[str] = []
    group: list[tuple[str, str]] = []
    for name, value in written.items():
        if len(value) == 1:
            group.append((name, value[0]))
            continue
        lines += [*_align(group), f"  {name} = {value[0]}", *(f"  {line}" for line in value[1:])]
        group = []
    return lines + _align(group)


def hcl_value(value: Value) -> list[str]:
    """Return a value as lines of HCL."""
    if isinstance(value, str):
        return [json.dumps(literal(value), ensure_ascii=False)]
    if isinstance(value, Mapping):
        entries = {_key(name): hcl_value(member) for name, member in value.items()}
        return ["{", *hcl_body(entries), "}"]
    if isinstance(value, Sequence):
        members = [hcl_value(member) for member in value]
        if all(len(each) == 1 for each in members):
            return [f"[{', '.join(each[0] for each in members)}]"]
        lines = [line for each in members for line in [*each[:-1], f"{each[-1]},"]]
        return ["[", *(f"  {line}" for line in lines), "]"]
    return [json.dumps(value)]


def python_call(
    callee: str, construct_id: str, attributes: Mapping[str, Attribute], values: Mapping[str, Value]
) -> list[str]:
    """Return the statement that makes a construct in a stack."""
    lines = [f"{callee}(", "    self,", f"    {json.dumps(construct_id)},"]
    for name, value in values.items():
        attribute = attributes.get(name)
        if attribute is not None and POLICY_DOCUMENT in attribute.checks and isinstance(value, str):
            written = _python_value(json.loads(value))
            written = [f"json.dumps({written[0]}", *written[1:]]
            written[-1] += ")"
        else:
            written = _python_value(value)
        lines += [f"    {name}={written[0]}", *(f"    {line}" for line in written[1:])]
        lines[-1] += ","
    return [*lines, ")"]


def _hcl_argument(attribute: Attribute | None, value: Value) -> list[str]:
    if attribute is not None and POLICY_DOCUMENT in attribute.checks and isinstance(value, str):
        lines = hcl_value(json.loads(value))
        return [f"jsonencode({lines[0]}", *lines[1:-1], f"{lines[-1]})"]
    return hcl_value(value)


def _align(group: Sequence[tuple[str, str]]) -> list[str]:
    width = max((len(name) for name, _ in group), default=0)
    return [f"  {name:<{width}} = {value}" for name, value in group]


def _key(name: str) -> str:
    return name if name.isidentifier() else json.dumps(name, ensure_ascii=False)


def _python_value(value: Value) -> list[str]:
    if isinstance(value, Mapping):
        line = (
            "{" + ", ".join(f"{json.dumps(key)}: {''.join(_python_value(each))}" for key, each in value.items()) + "}"
        )
        if len(line) <= 70:
            return [line]
        lines = ["{"]
        for key, each in value.items():
            written = _python_value(each)
            lines += [f"    {json.dumps(key)}: {written[0]}", *(f"    {line}" for line in written[1:])]
            lines[-1] += ","
        return [*lines, "}"]
    if isinstance(value, Sequence) and not isinstance(value, str):
        members = [_python_value(each) for each in value]
        if all(len(each) == 1 for each in members):
            return [f"[{', '.join(each[0] for each in members)}]"]
        return ["[", *(f"    {line}" for each in members for line in [*each[:-1], f"{each[-1]},"]), "]"]
    return [repr(value) if not isinstance(value, str) else json.dumps(value, ensure_ascii=False)]
