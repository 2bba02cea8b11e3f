"""Constructs for the CDK for Terraform: `TerrabindProvider`, and a class per resource and data source.

`terrabind.cdktf.fireworks.AwsIamRoleBinding` stands for `terrabind_fireworks_aws_iam_role_binding`, and so on. The
names of the kit that stacks need are offered here as well; importing this package chooses the Node that the kit starts
(`JSII_NODE` wins). Everything but `base`, `runtime` and `assembly` is generated from the catalogue by
`python -m terrabind.generate`.
May import: `terrabind.constructs`, `terrabind.apis`, `terrabind.spec`; the kit only in `terrabind.cdktf.base`.
Does not belong here: checks and normalisation, which need no Node (`terrabind.constructs`); compositions, which are
the user's (`stacks/`).
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Final

from terrabind.cdktf.runtime import choose_node

if TYPE_CHECKING:
    from terrabind.cdktf import ecs, fireworks, k0rdent, rest
    from terrabind.cdktf.base import (
        App,
        Aspects,
        CloudBackend,
        Construct,
        Fn,
        HttpBackend,
        LocalBackend,
        NamedCloudWorkspace,
        PgBackend,
        S3Backend,
        TerraformCount,
        TerraformIterator,
        TerraformLocal,
        TerraformOutput,
        TerraformStack,
        TerraformVariable,
        Testing,
        Token,
    )
    from terrabind.cdktf.provider import TerrabindProvider
    from terrabind.constructs.anything import Json
    from terrabind.constructs.arguments import Lifecycle
    from terrabind.constructs.error import ArgumentError
    from terrabind.constructs.tokens import literal

__all__ = [
    "App",
    "ArgumentError",
    "Aspects",
    "CloudBackend",
    "Construct",
    "Fn",
    "HttpBackend",
    "Json",
    "Lifecycle",
    "LocalBackend",
    "NamedCloudWorkspace",
    "PgBackend",
    "S3Backend",
    "TerrabindProvider",
    "TerraformCount",
    "TerraformIterator",
    "TerraformLocal",
    "TerraformOutput",
    "TerraformStack",
    "TerraformVariable",
    "Testing",
    "Token",
    "ecs",
    "fireworks",
    "k0rdent",
    "literal",
    "rest",
]

_PACKAGES: Final = frozenset({"ecs", "fireworks", "k0rdent", "rest"})
_MODULES: Final = {
    "App": "terrabind.cdktf.base",
    "ArgumentError": "terrabind.constructs.error",
    "Aspects": "terrabind.cdktf.base",
    "CloudBackend": "terrabind.cdktf.base",
    "Construct": "terrabind.cdktf.base",
    "Fn": "terrabind.cdktf.base",
    "HttpBackend": "terrabind.cdktf.base",
    "Json": "terrabind.constructs.anything",
    "Lifecycle": "terrabind.constructs.arguments",
    "LocalBackend": "terrabind.cdktf.base",
    "NamedCloudWorkspace": "terrabind.cdktf.base",
    "PgBackend": "terrabind.cdktf.base",
    "S3Backend": "terrabind.cdktf.base",
    "TerrabindProvider": "terrabind.cdktf.provider",
    "TerraformCount": "terrabind.cdktf.base",
    "TerraformIterator": "terrabind.cdktf.base",
    "TerraformLocal": "terrabind.cdktf.base",
    "TerraformOutput": "terrabind.cdktf.base",
    "TerraformStack": "terrabind.cdktf.base",
    "TerraformVariable": "terrabind.cdktf.base",
    "Testing": "terrabind.cdktf.base",
    "Token": "terrabind.cdktf.base",
    "literal": "terrabind.constructs.tokens",
}

choose_node()


def __getattr__(name: str) -> object:
    """Import a public name when it is first used."""
    if name in _PACKAGES:
        return importlib.import_module(f"{__name__}.{name}")
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module = importlib.import_module(_MODULES[name])
    return getattr(module, name)
