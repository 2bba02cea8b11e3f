"""The review is one HTML file here: it loads nothing, runs one script that its policy names, and reads without it.

The policy forbids every request and every script or style but those two whose hashes it holds, so that a name in a plan
could not run even if it were written unescaped; it is escaped all the same (`terrabind.review.render.page.markup`).
"""

from __future__ import annotations

import hashlib
from base64 import b64encode
from functools import cache
from importlib.resources import files

from terrabind.review.render.page.data import write_data
from terrabind.review.render.page.graph import write_graph
from terrabind.review.render.page.markup import Html, cut, element, join
from terrabind.review.render.page.matrix import write_matrix
from terrabind.review.render.page.model import sort_report
from terrabind.review.render.page.people import write_people
from terrabind.review.render.page.sections import (
    write_drift,
    write_evidence,
    write_findings,
    write_limits,
    write_top,
    write_unsure,
)
from terrabind.review.render.style import PLAIN, Style
from terrabind.review.report import Report, Severity


def write(report: Report) -> str:
    """Return the whole of a review as one HTML document."""
    return render(report)


def render(report: Report, style: Style = PLAIN) -> str:
    """Return a review as one HTML document; of the style, `only` and `min_severity` count, and the page says so."""
    view = sort_report(report, style)
    regions = (
        ("people", "Who gains and who loses", write_people(view)),
        ("cells", "Matrix", write_matrix(view)),
        ("drawing", "Drawing", write_graph(view)),
        ("limits", "Limits that change", write_limits(view)),
        ("unsure", "Not sure", write_unsure(view)),
        ("drift", "Changed outside of the plan", write_drift(view)),
        ("findings", "Findings", write_findings(view) or element("p", "No rule matched.", class_="empty")),
        ("evidence", "Evidence", write_evidence(view)),
        ("machine", "Machine data", _write_machine()),
    )
    shown = [(name, title, content) for name, title, content in regions if content]
    links = [element("li", element("a", title, href=f"#{name}")) for name, title, _ in shown]
    side, *wide = [_write_region(name, title, content) for name, title, content in shown]
    body = join(
        element("a", "Skip to the findings", href="#findings", class_="skip"),
        write_top(view),
        _say_chosen(style),
        element("nav", element("ul", links), aria_label="On this page"),
        element("main", element("div", side, class_="side"), element("div", wide, class_="wide")),
        element("dialog", id="drawer", aria_labelledby="drawer-title"),
        element("script", write_data(view), type="application/json", id="data"),
        element("script", _load("page.js")),
    )  # fmt: skip
    title = f"{report.verdict.value}: access review of {cut(', '.join(report.coverage.stacks), 200) or 'a plan'}"
    head = join(
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=_write_policy()),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="referrer", content="no-referrer"),
        element("link", rel="icon", href="data:,"),
        element("title", title),
        element("style", _load("page.css")),
    )
    return f'<!doctype html>\n<html lang="en"><head>{head}</head>\n<body>{body}</body></html>\n'


def _write_region(name: str, title: str, content: Html) -> Html:
    """One region under its heading."""
    return element("section", element("h2", title), content, id=name)


def _say_chosen(style: Style) -> Html | None:
    """What this page leaves out because somebody chose so; the numbers above are of what it shows."""
    only = ", ".join(sorted(each.value for each in style.only))
    parts = [f"changes of these classes: {only}"] if only else []
    if style.min_severity is not Severity.INFO:
        parts.append(f"findings from {style.min_severity.value} on")
    return element("p", f"This page was asked to show only {'; '.join(parts)}.", class_="chosen") if parts else None


def _write_machine() -> Html:
    """Where the machine data is, for who reads the page's source."""
    return element(
        "p",
        "This page holds its data as JSON in the element with the id ",
        element("code", "data"),
        "; its member ",
        element("code", "layout"),
        " names the fields of each row. The published format of a review is what ",
        element("code", "--format json"),
        " writes.",
    )


@cache
def _load(name: str) -> Html:
    """One of the two files beside the templates: ours, so it needs no escaping."""
    return Html((files("terrabind.review.render.page") / name).read_text(encoding="utf-8"))


@cache
def _write_policy() -> str:
    """What the page may do: nothing, but for its own style, its own script and an empty icon."""
    style, script = (
        b64encode(hashlib.sha256(_load(name).encode()).digest()).decode() for name in ("page.css", "page.js")
    )
    return (
        f"default-src 'none'; style-src 'sha256-{style}'; script-src 'sha256-{script}'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )
