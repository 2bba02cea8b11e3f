"""A fresh app and stack for every test, and the configuration that comes out of them.

Importing `terrabind.cdktf` first chooses a supported Node, before any test module imports the kit itself.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from terrabind.cdktf import App, TerrabindProvider, TerraformStack, Testing

# pytest takes every class whose name begins so for a group of tests.
Testing.__test__ = False

Configuration: TypeAlias = dict[str, Any]


@pytest.fixture
def app(tmp_path: Path) -> App:
    """An app that writes below the test's own folder."""
    return Testing.app(outdir=str(tmp_path / "out"))


@pytest.fixture
def stack(app: App) -> TerraformStack:
    """An empty stack with the provider."""
    stack = TerraformStack(app, "team")
    TerrabindProvider(stack)
    return stack


@pytest.fixture
def synth(stack: TerraformStack) -> Callable[[], Configuration]:
    """Give the stack's configuration; without validations, some of which start Terraform."""

    def run() -> Configuration:
        configuration: Configuration = json.loads(Testing.synth(stack))
        return configuration

    return run
