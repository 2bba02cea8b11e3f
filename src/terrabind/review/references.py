"""What feeds an attribute, told by the configuration in a plan: `terraform_data.deploy.id`, not "unknown".

A reference is followed out of modules (a variable to what the call passes, an output to what it returns) as far as the
plan tells; what it does not tell (locals) stands as it is written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from terrabind.spec.values import Value

References: TypeAlias = Mapping[str, tuple[str, ...]]
"""By attribute path ("principal", "grant.0.member"): the expressions that feed it."""

LIMIT: Final = 16
"""An expression that leads to more than these is named itself: a long list explains nothing."""

_KEY: Final = re.compile(r'\[(?:"(?:[^"\\]|\\.)*"|[^\]"]*)\]')
_OUTPUT: Final = re.compile(r'module\.([^.\[]+)(?:\[(?:"(?:[^"\\]|\\.)*"|[^\]"]*)\])?\.([^.\[]+)')
_VARIABLE: Final = re.compile(r"var\.([^.\[]+)")
_ABSOLUTE: Final = ("var.", "local.", "each.", "count.", "path.", "terraform.", "self.", "module.")


def strip_keys(address: str) -> str:
    """Return an address as the configuration has it: without the keys of instances."""
    return _KEY.sub("", address) if "[" in address else address


def collect_references(configuration: Value) -> dict[str, References]:
    """Return what feeds each resource of a plan's `configuration`, by its address without keys."""
    root = _get(configuration, "root_module")
    collected: dict[str, References] = {}
    modules = [_Module(root)] if isinstance(root, dict) else []
    while modules:
        module = modules.pop()
        resources = module.document.get("resources")
        for resource in resources if isinstance(resources, list) else []:
            address = _get(resource, "address")
            if isinstance(address, str):
                collected[module.prefix + address] = _collect(module, resource)
        modules.extend(module.list_children())
    return collected


@dataclass(frozen=True, slots=True)
class _Module:
    """One module call of the configuration; `found` remembers what each of its references leads to."""

    document: dict[str, Value]
    prefix: str = ""
    call: Value = None
    parent: _Module | None = None
    found: dict[str, tuple[str, ...]] = field(default_factory=dict)
    children: dict[str, _Module] = field(default_factory=dict)

    def enter(self, name: str) -> _Module | None:
        """Return the module that is called by this name, always the same one."""
        call = _get(_get(self.document, "module_calls"), name)
        document = _get(call, "module")
        if name not in self.children and isinstance(document, dict):
            self.children[name] = _Module(document, f"{self.prefix}module.{name}.", call, self)
        return self.children.get(name)

    def list_children(self) -> Iterator[_Module]:
        """List the modules that this one calls."""
        calls = self.document.get("module_calls")
        for name in calls if isinstance(calls, dict) else ():
            if child := self.enter(name):
                yield child

    def follow(self, reference: str) -> tuple[str, ...]:
        """Return what a reference leads to, nothing where that is a constant."""
        if reference not in self.found:
            self.found[reference] = (self.prefix + reference,)  # in case that a made-up plan leads back here
            self.found[reference] = self._follow(reference)
        return self.found[reference]

    def _follow(self, reference: str) -> tuple[str, ...]:
        variable = _VARIABLE.match(reference)
        if variable and self.parent:
            return self.parent.follow_all(_get(_get(self.call, "expressions"), variable[1])) or ()
        output = _OUTPUT.match(reference)
        child = self.enter(output[1]) if output else None
        if output and child:
            led = child.follow_all(_get(_get(_get(child.document, "outputs"), output[2]), "expression"))
            return led or (self.prefix + reference,)
        absolute = reference.startswith(_ABSOLUTE) and not reference.startswith("module.")
        return (reference if absolute else self.prefix + reference,)

    def follow_all(self, expression: Value) -> tuple[str, ...]:
        """Return what all references of an expression lead to."""
        written = _list_written(_get(expression, "references"))
        led = tuple(dict.fromkeys(place for reference in written for place in self.follow(reference)))
        return led if len(led) <= LIMIT else tuple(self.prefix + reference for reference in written[:LIMIT])


def _collect(module: _Module, resource: Value) -> References:
    collected: dict[str, tuple[str, ...]] = {}
    repeated: Value = None
    for path, expression in _flatten(_get(resource, "expressions"), ""):
        repeated = repeated or _get(resource, "for_each_expression") or _get(resource, "count_expression")
        fed: dict[str, None] = {}
        for place in module.follow_all(expression):
            is_key = place.startswith(("each.", "count."))
            fed.update(dict.fromkeys((is_key and module.follow_all(repeated)) or (place,)))
        if fed:
            collected[path] = tuple(fed)
    return collected


def _flatten(expressions: Value, prefix: str) -> Iterator[tuple[str, Value]]:
    """List the expressions of a body by path; a nested block is a body of its own, or a list of them."""
    if not isinstance(expressions, dict):
        return
    for name, expression in expressions.items():
        if type(expression) is dict and "constant_value" in expression and len(expression) == 1:
            continue  # by far the most
        path = f"{prefix}{name}"
        if isinstance(expression, list):
            for index, block in enumerate(expression):
                yield from _flatten(block, f"{path}.{index}.")
        elif isinstance(_get(expression, "references"), list):
            yield path, expression
        elif _get(expression, "constant_value") is None:
            yield from _flatten(expression, f"{path}.")


def _list_written(references: Value) -> list[str]:
    """List references once each, without the shorter forms that Terraform writes after each of them."""
    kept: list[str] = []
    for reference in references if isinstance(references, list) else []:
        if isinstance(reference, str) and not (kept and kept[-1].startswith((f"{reference}.", f"{reference}["))):
            kept.append(reference)
    return list(dict.fromkeys(kept))


def _get(value: Value, name: str) -> Value:
    return value.get(name) if isinstance(value, dict) else None
