"""The half of the constructs that needs no Node: what arguments may be, and what they become in a configuration.

`terrabind.cdktf` (and any later kit) stands on it: descriptions of elements, checks of arguments with errors that name
class, construct and argument, normalisation, token attributes. Everything here can be imported and tested without Node.
May import: `terrabind.spec`, `terrabind.apis`.
Does not belong here: the construct kit (`terrabind.cdktf.base`), source code generation (`terrabind.generate`).
"""

from __future__ import annotations

from terrabind.constructs.description import Description, describe_list, describe_one, describe_resource
from terrabind.constructs.error import ArgumentError
from terrabind.constructs.preparation import prepare
from terrabind.constructs.tokens import literal

__all__ = [
    "ArgumentError",
    "Description",
    "describe_list",
    "describe_one",
    "describe_resource",
    "literal",
    "prepare",
]
