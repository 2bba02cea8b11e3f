"""Access bindings on Fireworks AI, Dell ECS and k0rdent AI, as Terraform resources and CDKTF constructs.

This package's own module holds the version and nothing else: Terraform starts the plugin several times per
command, and every start imports it. The parts, each a package that tells in its docstring what belongs there:
``spec`` (the vocabulary), ``apis`` (what exists), ``codec`` (bodies), ``rest`` (how to talk), ``plugin``,
``emulator``, ``constructs``, ``cdktf``, ``cli`` and ``generate``. Imports point downwards only;
``pyproject.toml`` holds the contracts and ``tests/test_architecture.py`` runs them.
"""

from __future__ import annotations

__all__ = ["__version__"]

__version__ = "0.1.0"
