"""The head of every page."""

from __future__ import annotations

import json

__all__ = ["front_matter"]


def front_matter(title: str, subcategory: str, description: str) -> list[str]:
    """Return the head of a page, in which the Registry looks for its title, group and summary."""
    lines = ["---", f"page_title: {json.dumps(title)}"]
    lines += [f"subcategory: {json.dumps(subcategory)}"] if subcategory else []
    return [*lines, "description: |-", f"  {description}", "---", ""]
