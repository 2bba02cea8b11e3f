"""What exists: the APIs and their resources, one frozen value each, discovered by folder.

A package here is an API and defines `API` in its `__init__`; every other module in it is a resource and defines
`RESOURCE`. May import: `terrabind.spec`. Does not belong here: how to talk HTTP (`terrabind.rest`), anything about
Terraform, lists that someone must extend.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from terrabind.spec.api import Api
from terrabind.spec.resource import Resource


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All APIs by name and all resources by Terraform type, each in alphabetical order."""

    apis: Mapping[str, Api]
    resources: Mapping[str, Resource]


def load_catalogue() -> Catalogue:
    """Import every description below this package. Raises `AttributeError` naming a module without its value."""
    apis: dict[str, Api] = {}
    resources: dict[str, Resource] = {}
    for package in pkgutil.iter_modules(__path__):
        module = importlib.import_module(f"{__name__}.{package.name}")
        apis[package.name] = module.API
        for file in pkgutil.iter_modules(module.__path__):
            resource: Resource = importlib.import_module(f"{module.__name__}.{file.name}").RESOURCE
            resources[resource.type_name] = resource
    return Catalogue(MappingProxyType(dict(sorted(apis.items()))), MappingProxyType(dict(sorted(resources.items()))))
