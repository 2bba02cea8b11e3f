"""The other regions: the strip at the top, limits, what is not sure, drift, findings, evidence."""

from __future__ import annotations

from collections import Counter
from typing import Final

from terrabind.review.edge import Certainty
from terrabind.review.render.page.markup import Html, code, cut, element, escape, join, shorten
from terrabind.review.render.page.model import Grant, View, find_values, index_changes
from terrabind.review.render.page.people import write_sign
from terrabind.review.render.page.words import SEVERITIES, VERDICTS, name_role, name_scope
from terrabind.review.report import ChangeClass, Finding, QualifierChange, Severity

EVIDENCE: Final = 1_000
"""Changes whose evidence is in the page itself; the others' is in the machine data, and a cell shows it."""
_VALUE: Final = 400
_BLOCKING: Final = 5


def write_top(view: View) -> Html:
    """Return the strip: verdict, sentence, numbers, what blocks, fingerprint, coverage."""
    report = view.report
    sign, tone = VERDICTS[report.verdict]
    verdict = element("h1", element("span", sign, class_=f"sign {tone}", aria_hidden="true"), report.verdict.value)
    theme = element("button", "Dark or light", type="button", id="theme", class_="quiet", hidden=True)
    return element(
        "header",
        element("div", element("p", "Access review", class_="kicker"), theme, class_="bar"),
        verdict,
        element("p", shorten(report.sentence, 600), class_="sentence"),
        _write_blocking(view),
        _write_tiles(view),
        _write_facts(view),
        class_=f"top {tone}",
    )


def _write_blocking(view: View) -> Html | None:
    """What blocks, in one line each, so that the answer needs no scrolling."""
    found = _find_blocking(view)
    if not found:
        return None
    lines = [
        element("li", element("a", finding.rule, href=f"#f{number}"), " ", shorten(finding.message, 240))
        for number, finding in found[:_BLOCKING]
    ]
    more = len(found) - _BLOCKING
    link = element("a", f"and {more:,} more", href="#findings")
    return element("ul", lines, element("li", link) if more > 0 else None, class_="blocking", aria_label="What blocks")


def _find_blocking(view: View) -> list[tuple[int, Finding]]:
    """The findings that block, by their number."""
    found = enumerate(view.report.findings)
    return [(number, each) for number, each in found if each.severity is Severity.BLOCK and not each.waived]


def _write_tiles(view: View) -> Html:
    """Five numbers."""
    counts = Counter(grant.delta.change for grant in view.grants)
    unresolved = counts[ChangeClass.UNRESOLVED] + len(view.report.unclear)
    tiles = (
        ("+", "gain", counts[ChangeClass.GAINED], "gained"),
        ("-", "loss", counts[ChangeClass.LOST], "lost"),
        ("^", "gain", counts[ChangeClass.WIDENED], "widened"),
        ("?", "unsure", unresolved, "unresolved"),
        ("!", "block", len(_find_blocking(view)), "blocking"),
    )
    shown = [
        element("li", element("span", sign, class_=f"sign {tone if count else 'none'}", aria_hidden="true"),
                element("b", count), element("span", word))
        for sign, tone, count, word in tiles
    ]  # fmt: skip
    return element("ul", shown, class_="tiles", aria_label="Numbers")


def _write_facts(view: View) -> Html:
    """Stacks, coverage, time and fingerprint."""
    report, coverage = view.report, view.report.coverage
    read = f"{coverage.resources:,} resources with {coverage.grants:,} grants"
    types = ", ".join(f"{name} ({count:,})" for name, count in coverage.not_understood.items())
    facts: list[tuple[str, Html | str]] = [
        ("Stacks", join([element("code", cut(each), class_="stack") for each in coverage.stacks]) or "none"),
        ("Read", read),
        ("Not understood", shorten(types, 300) if types else "no type"),
        ("Judged at", report.now),
        (
            "Fingerprint",
            join(
                element("code", report.fingerprint, id="fingerprint"),
                element("button", "Copy", type="button", id="copy", class_="quiet", hidden=True),
            ),
        ),
    ]
    notes = [element("li", shorten(each, 400)) for each in (*coverage.notes, *_list_notes(view))]
    return join(
        element(
            "dl", [element("div", element("dt", name), element("dd", text)) for name, text in facts], class_="facts"
        ),
        element("ul", notes, class_="notes", aria_label="What limits this review") if notes else None,
    )


def _list_notes(view: View) -> list[str]:
    """What limits each plan, unless the coverage says it already."""
    said = " ".join(view.report.coverage.notes)
    found = [(plan.label, note) for plan in view.report.plans for note in (*plan.notes, *plan.checks)]
    return [f"{label}: {note}" for label, note in found if note not in said]


def write_limits(view: View) -> Html | None:
    """Return the limits that change: session, boundary, conditions, ends."""
    found = [(grant, each) for grant in view.grants for each in grant.delta.qualifiers]
    if not found:
        return None
    rows = [
        element("tr", element("th", _name_grant(grant), scope="row"), element("td", each.name.replace("_", " ")),
                element("td", shorten(each.before) if each.before else "none"),
                element("td", shorten(each.after) if each.after else "none"), element("td", _judge_limit(each)))
        for grant, each in found
    ]  # fmt: skip
    return _write_table(("Grant", "Limit", "Before", "After", "So it is"), rows, "Limits")


def _judge_limit(change: QualifierChange) -> Html:
    """Whether a limit holds less or more than before."""
    if change.weaker is None:
        return join(element("span", "?", class_="sign unsure", aria_hidden="true"), "not comparable")
    sign, tone, word = ("^", "gain", "weaker") if change.weaker else ("v", "loss", "stronger")
    return join(element("span", sign, class_=f"sign {tone}", aria_hidden="true"), word)


def _name_grant(grant: Grant) -> Html:
    """A grant in one line."""
    return join(shorten(str(grant.edge.principal)), f" {name_role(grant.edge)} on {cut(name_scope(grant.edge))}")


def _write_table(heads: tuple[str, ...], rows: list[Html], label: str) -> Html:
    """A table that scrolls sideways by itself on a narrow screen."""
    head = element("thead", element("tr", [element("th", each, scope="col") for each in heads]))
    table = element("table", head, element("tbody", rows))
    return element("div", table, class_="scroll", tabindex=0, role="region", aria_label=label)


def write_unsure(view: View) -> Html | None:
    """Return what nobody can tell: unknown, redacted, not understood."""
    unsure = [each for each in view.grants
              if each.delta.change is ChangeClass.UNRESOLVED or each.edge.certainty is not Certainty.KNOWN]  # fmt: skip
    lines = [
        element("li", write_sign(each), _name_grant(each), f": {each.edge.certainty.value}",
                f", from {cut(', '.join(each.edge.feeds), 300)}" if each.edge.feeds else None,
                f". {cut(each.delta.note, 300)} " if each.delta.note else None,
                " ", code(each.edge.origin.address))
        for each in unsure
    ]  # fmt: skip
    lines += [
        element("li", element("span", "?", class_="sign unsure", aria_hidden="true"), code(each.origin.address),
                f" of type {cut(each.origin.type)}" if each.origin.type else None, ": ", shorten(each.reason, 300))
        for each in view.report.unclear
    ]  # fmt: skip
    return element("ul", lines, class_="lines") if lines else None


def write_drift(view: View) -> Html | None:
    """Return what changed outside of Terraform."""
    lines = [
        element(
            "li", write_sign(each), _name_grant(each), f". {cut(each.delta.note, 300)} " if each.delta.note else None
        )
        for each in view.grants
        if each.delta.change is ChangeClass.DRIFTED
    ]
    lines += [
        element("li", code(each.address), f" in {cut(plan.label)}: ", " then ".join(one.value for one in each.actions))
        for plan in view.report.plans
        for each in plan.drift
    ]
    return element("ul", lines, class_="lines") if lines else None


def write_findings(view: View) -> Html | None:
    """Return every finding, none of them folded, the gravest first."""
    found = sorted(
        enumerate(view.report.findings), key=lambda pair: (bool(pair[1].waived), -SEVERITIES[pair[1].severity])
    )
    return element("ul", [_write_finding(number, each) for number, each in found], class_="findings") if found else None


def _write_finding(number: int, finding: Finding) -> Html:
    """One finding: rule, severity, what, next step, where."""
    word = "waived" if finding.waived else finding.severity.value
    where = [each for each in (finding.stack, finding.source) if each]
    return element(
        "li",
        element("p", element("b", finding.rule), " ", element("span", word, class_=f"badge {word}"), " ",
                shorten(finding.message, 400)),
        element("p", element("b", "Fix: "), shorten(finding.fix, 600), class_="fix") if finding.fix else None,
        element("p", f"Waived: {cut(finding.waived, 300)}", class_="fix") if finding.waived else None,
        element("p", f"Approval by: {', '.join(finding.approvers)}", class_="fix") if finding.approvers else None,
        element("p", code(finding.address), f" {' · '.join(where)}" if where else None, class_="where")
        if finding.address or where else None,
        id=f"f{number}", class_=word,
    )  # fmt: skip


def write_evidence(view: View) -> Html | None:
    """Return where the plans say it, folded by stack."""
    if not view.grants:
        return None
    changes = index_changes(view.report)
    stacks: dict[str, list[Html]] = {}
    for grant in view.grants[:EVIDENCE]:
        origin = grant.edge.origin
        before, after = find_values(grant.delta, changes)
        # End tags may be left out, and a row that is written a thousand times leaves them out.
        where = join(code(origin.address), f" {origin.attribute}" if origin.attribute else None)
        what = join(f"{grant.look.sign} {grant.look.word}: ", _name_grant(grant))
        values = [join(code(" ".join(text.split()), _VALUE) if text else None) for text in (before, after)]
        how = " ".join(each for each in (origin.action, origin.source) if each)
        row = Html(f"<tr id=g{grant.number}><td>{where}<td>{what}<td>{values[0]}<td>{values[1]}<td>{escape(how)}")
        stacks.setdefault(origin.stack, []).append(row)
    heads = ("Address", "Change", "Before", "After", "How")
    folds = [
        element("details", element("summary", f"{cut(stack) or 'plan'}: {len(rows):,}"),
                _write_table(heads, rows, f"Evidence of {cut(stack)}"))
        for stack, rows in stacks.items()
    ]  # fmt: skip
    more = len(view.grants) - EVIDENCE
    text = (
        f"The evidence of {more:,} more changes is in the machine data below; "
        "with scripts, each cell of the matrix shows its own."
    )
    return join(folds, element("p", text) if more > 0 else None)
