"""The types of the public surface, judged by mypy as a user's own check would."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

_PROJECT = Path(__file__).parents[2]


@pytest.mark.parametrize("author", ["stack_author.py", "rest_author.py"])
def test_a_stack_type_checks_as_its_author_expects(author: str, tmp_path: Path) -> None:
    """What mypy accepts and refuses in a stack is part of the interface."""
    command = [sys.executable, "-m", "mypy", "--cache-dir", str(tmp_path), "--follow-imports=silent"]
    answer = subprocess.run(
        [*command, f"tests/typing/{author}"], cwd=_PROJECT, capture_output=True, text=True, check=False
    )
    assert answer.returncode == 0, answer.stdout
