"""Derived files are what the catalogue says, and the command notices when they are not."""

from __future__ import annotations

from pathlib import Path

import pytest

from terrabind.apis import load_catalogue
from terrabind.generate import find_stale, generate, write
from terrabind.generate.__main__ import main

PROJECT = Path(__file__).parents[2]


def test_no_committed_file_is_stale() -> None:
    """A changed description without its page or construct would lie to users; run python -m terrabind.generate."""
    assert find_stale(PROJECT, generate(load_catalogue())) == []
    assert main(["--check", str(PROJECT)]) == 0


@pytest.mark.parametrize(
    ("path", "text", "reason"),
    [
        ("docs/index.md", None, "missing"),
        ("docs/resources/ecs_iam_role.md", "edited by hand", "differs"),
        ("docs/resources/of_old.md", "of a resource that is gone", "left over"),
        ("src/terrabind/cdktf/ecs/of_old.py", "of a resource that is gone", "left over"),
    ],
)
def test_a_stale_file_is_found_and_mended(path: str, text: str | None, reason: str, tmp_path: Path) -> None:
    """Missing, edited and left over are the three ways to be stale."""
    files = generate(load_catalogue())
    write(tmp_path, files)
    target = tmp_path / path
    target.unlink() if text is None else target.write_text(text)
    (stale,) = find_stale(tmp_path, files)
    assert (stale.path, stale.reason.startswith(reason)) == (path, True)
    assert main(["--check", str(tmp_path)]) == 1
    assert main([str(tmp_path)]) == 0
    assert find_stale(tmp_path, files) == []


def test_hand_written_modules_beside_derived_ones_are_left_alone(tmp_path: Path) -> None:
    """`terrabind/cdktf/base.py` is not derived, and must survive."""
    files = generate(load_catalogue())
    write(tmp_path, files)
    own = tmp_path / "src/terrabind/cdktf/base.py"
    own.write_text("by hand")
    write(tmp_path, files)
    assert own.read_text() == "by hand"
    assert find_stale(tmp_path, files) == []
