"""The forms that other tools read, as far as a review writes them: stricter than their schemas.

SARIF 2.1.0 by its specification and GitHub's limits, GitLab's code quality report by its documentation, and JUnit's XML
as Jenkins reads it: for each element its attributes and, in their order, what it may hold.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final


def closed(required: Mapping[str, Any], optional: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """An object with these members and no others."""
    return {
        "type": "object",
        "properties": {**required, **(optional or {})},
        "required": [*required],
        "additionalProperties": False,
    }


def many(item: Mapping[str, Any], most: int) -> dict[str, Any]:
    """A list of at most so many."""
    return {"type": "array", "items": item, "maxItems": most}


TEXT: Final = {"type": "string", "minLength": 1, "maxLength": 10_000}
_MESSAGE: Final = closed({"text": TEXT})
_LEVEL: Final = {"enum": ["none", "note", "warning", "error"]}
_NUMBER: Final = {"type": "integer", "minimum": 0}
_LINE: Final = {"type": "integer", "minimum": 1}
_ADDRESS: Final = {"type": "string", "pattern": r"^(?:[A-Za-z0-9._~:/+@!$&'()*,;=-]|%[0-9A-F]{2})+$"}

_PLACE: Final = closed(
    {
        "artifactLocation": closed({"uri": _ADDRESS}, {"uriBaseId": {"const": "%SRCROOT%"}}),
        "region": closed({"startLine": _LINE}),
    }
)
_LOGICAL: Final = closed({"name": TEXT, "fullyQualifiedName": TEXT, "kind": {"const": "resource"}})
_RULE: Final = closed(
    {
        "id": TEXT,
        "shortDescription": _MESSAGE,
        "fullDescription": _MESSAGE,
        "help": _MESSAGE,
        "defaultConfiguration": closed({"level": _LEVEL}),
        "properties": closed({"tags": {**many(TEXT, 20), "uniqueItems": True}, "security-severity": TEXT}),
    }
)
_RESULT: Final = closed(
    {
        "ruleId": TEXT,
        "ruleIndex": _NUMBER,
        "kind": {"enum": ["fail", "informational"]},
        "level": _LEVEL,
        "message": _MESSAGE,
        "locations": many(closed({"logicalLocations": many(_LOGICAL, 1)}, {"physicalLocation": _PLACE}), 1),
        "partialFingerprints": {"type": "object", "additionalProperties": TEXT},
    },
    {
        "suppressions": many(
            closed({"kind": {"const": "external"}, "status": {"const": "accepted"}, "justification": TEXT}), 1
        )
    },
)
# A result that is no failure has no level.
_KINDS: Final = {
    "if": {"properties": {"kind": {"const": "fail"}}},
    "then": {"properties": {"level": {"not": {"const": "none"}}}},
    "else": {"properties": {"level": {"const": "none"}}},
}
_RUN: Final = closed(
    {
        "tool": closed(
            {
                "driver": closed(
                    {"name": TEXT, "semanticVersion": TEXT, "rules": {**many(_RULE, 25_000), "uniqueItems": True}}
                )
            }
        ),
        "automationDetails": closed({"id": {"type": "string", "pattern": "/$"}}),
        "columnKind": {"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
        "results": many({"allOf": [_RESULT, _KINDS]}, 25_000),
        "properties": {"type": "object"},
    }
)
SARIF: Final = closed({"$schema": TEXT, "version": {"const": "2.1.0"}, "runs": many(_RUN, 20)})
"""A log as a JSON schema."""

CODE_QUALITY: Final = many(
    closed(
        {
            "description": TEXT,
            "check_name": TEXT,
            "fingerprint": {"type": "string", "pattern": "^[0-9a-f]{32}(-[0-9]+)?$"},
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": closed(
                {
                    "path": {"type": "string", "pattern": r"^(?!\./|/).+"},
                    "lines": closed({"begin": _LINE}),
                }
            ),
        }
    ),
    100_000,
)
"""A report as a JSON schema."""

JUNIT: Final[Mapping[str, tuple[frozenset[str], tuple[str, ...]]]] = {
    "testsuites": (frozenset({"name", "tests", "failures", "errors"}), ("testsuite",)),
    "testsuite": (frozenset({"name", "tests", "failures", "errors", "skipped"}), ("testcase",)),
    "testcase": (frozenset({"classname", "name"}), ("skipped", "error", "failure", "system-out")),
    "skipped": (frozenset({"message"}), ()),
    "error": (frozenset({"type", "message"}), ()),
    "failure": (frozenset({"type", "message"}), ()),
    "system-out": (frozenset(), ()),
}
"""Elements by name: attributes, all of which are there, and children in their order."""
