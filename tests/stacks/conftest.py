"""A stack to build in, without the app's program around it."""

from __future__ import annotations

from pathlib import Path

import pytest

from terrabind.cdktf import TerraformStack, Testing

# pytest takes every class whose name begins so for a group of tests.
Testing.__test__ = False


@pytest.fixture
def stack(tmp_path: Path) -> TerraformStack:
    """An empty stack."""
    return TerraformStack(Testing.app(outdir=str(tmp_path / "out")), "access")
