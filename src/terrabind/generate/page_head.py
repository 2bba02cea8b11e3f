"""The head of every page, and how its parts become one."""

from __future__ import annotations

import json

from terrabind.generate.words import sentence

__all__ = ["front_matter", "join", "title"]


def front_matter(title: str, subcategory: str, description: str) -> list[str]:
    """Return the head of a page, in which the Registry looks for its title, group and summary."""
    lines = ["---", f"page_title: {json.dumps(title)}"]
    lines += [f"subcategory: {json.dumps(subcategory)}"] if subcategory else []
    return [*lines, "description: |-", f"  {description}", "---", ""]


def title(type_name: str, kind: str, subcategory: str, doc: str) -> list[str]:
    """Return the head of the page of a type, its heading and its first sentences. `kind` is "Resource" and so on."""
    summary = sentence(doc)
    head = front_matter(f"{type_name} {kind} - terrabind", subcategory, summary)
    return [*head, f"# {type_name} ({kind})", "", summary, ""]


def join(*parts: list[str]) -> str:
    """Return the page that these lines are, with one line end at its end."""
    return "\n".join(line for part in parts for line in part).rstrip("\n") + "\n"
