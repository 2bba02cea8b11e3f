"""The guide's list of types is the list of types."""

from __future__ import annotations

import re
from pathlib import Path

from terrabind.review.packs import load_mappings

PAGE = Path(__file__).parents[3] / "docs" / "guides" / "review-types.md"


def test_the_guide_names_every_type_that_is_understood_and_no_other() -> None:
    """Whoever wonders why a type is not understood looks there."""
    mappings = load_mappings()
    known = {name for name, found in mappings.types.items() if any(each.sources or each.policy for each in found)}
    told = set(re.findall(r"`([a-z][a-z0-9_*]+)`", PAGE.read_text(encoding="utf-8"))) - {"_v1"}
    patterns = {name for name in told if "*" in name}
    assert told - patterns == {name for name in known if not name.endswith("_v1")}
    assert all(mappings.find(name.replace("*", "storage_bucket")) for name in patterns)
    assert {name.removesuffix("_v1") for name in known if name.endswith("_v1")} <= told
