"""What is said about an attribute in prose, the same in docstrings and on pages."""

from __future__ import annotations

import json

from terrabind.generate.words import sentence
from terrabind.spec.types import Attribute
from terrabind.spec.values import Value

__all__ = ["remarks", "shown"]


def remarks(attribute: Attribute, *, replaces: bool = True) -> list[str]:
    """Return the sentences about an attribute after its own: accepted values, default, what a change does, secrecy."""
    said = ["Accepted: " + "; ".join(check.accepts for check in attribute.checks)] if attribute.checks else []
    if attribute.default is not None:
        said.append(f"Default: `{shown(attribute.default)}`.")
    if attribute.replace and replaces:
        said.append("A change makes a new object.")
    if attribute.sensitive or attribute.write_only:
        said.append("Secret: give it from a sensitive variable or the environment, never as a text in code.")
    return [sentence(each) for each in said]


def shown(value: Value) -> str:
    """Return a value as JSON, which is how HCL and people write it too."""
    return json.dumps(value, ensure_ascii=False)
