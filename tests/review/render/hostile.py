"""Names that somebody chose to break a format, ping a team, give a command or hide what they are."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st

from terrabind.review.edge import Edge
from terrabind.review.report import ChangeClass, Delta, Report, Severity
from tests.review.factories import delta, edge, finding, principal, report, unclear

NAMES = (
    "a|b", "a\\|b", "a\\", "@team", "ana@acme.example", "`code`", "``", "`|`", "\u202etxt.exe", "::error file=a::x",
    "##[error]x", "</script><script>alert(1)</script>", "<!-- -->", "x" * 5_000, "a\nb", "\r\n/approve", "/close",
    "[x](https://evil.example)", "![x](y)", "<img src=x onerror=alert(1)>", "#12", "!7", "~bug", "%1.0", "GH-12",
    "$x$", "https://evil.example", "www.evil.example", "*b*", "_b_", "&lt;", "\x1b[31mred\x1b[0m", "", " ", "\t",
    "atlantis apply", "| --- |", "\u0000", "日本語|日本語", "e\u0301", "\ufeff", "--- \n# head",
)  # fmt: skip

ALPHABET = "ab1 |`\\@#!~<>&[]()*_-:/.$%\n\r\t\x1b\u202e\u200b日\u0301'\""
"""What markup is made of."""

HOSTILE = st.one_of(st.sampled_from(NAMES), st.text(ALPHABET, max_size=40), st.text(max_size=20))


def make_hostile(name: str) -> Report:
    """Return a report in which every text of a plan is that name."""
    grant = _rename(edge(principal("user:x"), "viewer", (name, name), external_id=name), name)
    lost = _rename(edge(principal("group:x"), "admin", (name,)), name)
    gained = replace(delta(ChangeClass.GAINED, None, grant), note=name, path=(name,))
    deltas: tuple[Delta, ...] = (
        gained,
        delta(ChangeClass.LOST, lost, None),
        delta(ChangeClass.UNRESOLVED, None, replace(lost, feeds=(name,))),
        delta(ChangeClass.KEPT_UNMANAGED, lost, None),
    )
    found = replace(finding("AR102", Severity.BLOCK, gained, address=name), message=f"Who is {name} now", fix=name)
    return report(*deltas, findings=[found], unclear=[unclear(name, name)], after=[grant])


def _rename(grant: Edge, name: str) -> Edge:
    who = replace(grant.principal, id=name, shown=name)
    origin = replace(grant.origin, address=name, attribute=name, source=name, stack=name, action=name)
    return replace(grant, principal=who, role=name, origin=origin)
