"""Who gains and who loses, as cards by risk; where there are many, the rest as a table of one line each."""

from __future__ import annotations

from typing import Final

from terrabind.review.edge import Kind, Realm
from terrabind.review.render.page.markup import Html, cut, element, escape, join, reveal, shorten
from terrabind.review.render.page.model import Grant, Person, View, name_person
from terrabind.review.render.page.words import (
    LEVELS,
    STEP,
    find_days,
    name_realm,
    name_role,
    name_scope,
    tell_former,
    tell_limit,
    tell_limits,
)

CARDS: Final = 24
"""People with a card of their own."""
LINES: Final = 12
"""Sentences of a card before the rest is folded."""
_TITLES: Final = {
    "gained": "Gains",
    "widened": "Gains",
    "unresolved": "May gain",
    "lost": "Loses",
    "narrowed": "Loses",
}
_HORIZON: Final = 90
"""Days that the bar of an end shows at most."""


def write_people(view: View) -> Html:
    """Return the region with everybody whose access changes."""
    changed = view.people[: view.changed_people]
    if not changed:
        return element("p", "Nobody's access changes.", class_="empty")
    cards = element("div", [_write_card(each, view) for each in changed[:CARDS]], class_="cards", id="cards")
    return join(cards, _write_rest(changed[CARDS:]) if len(changed) > CARDS else None)


def _write_card(person: Person, view: View) -> Html:
    """One person or machine."""
    groups: dict[str, list[Grant]] = {}
    for each in person.grants:
        groups.setdefault(_TITLES.get(each.look.chip, "Otherwise"), []).append(each)
    return element(
        "article",
        element("h3", write_name(person)),
        element("p", _write_badges(person), class_="badges"),
        element("p", f"before: {_number(person.before)}, after: {_number(person.after)}", class_="counts"),
        [_write_group(title, grants, view) for title, grants in groups.items()],
        _write_findings(person, view),
        class_=f"card {_find_tone(person)}",
        data_person=person.grants[0].person,
    )


def _number(count: int) -> str:
    """A count of grants."""
    return f"{count:,} {'grant' if count == 1 else 'grants'}"


def _find_tone(person: Person) -> str:
    """The colour of a card's edge, which only repeats what its words say."""
    tones = {each.look.tone for each in person.grants}
    return next((tone for tone in ("gain", "unsure", "loss") if tone in tones), "same")


def write_name(person: Person) -> Html:
    """Return a name; a long one is cut, with the whole one click away."""
    name = name_person(person)
    return element("bdi", cut(name), title=reveal(name) if len(name) > len(cut(name)) else None)


def _write_badges(person: Person) -> Html:
    """Its kind, whose it is, and the worst severity of its findings."""
    realm = name_realm(person.principal)
    kind = None if person.principal.kind is Kind.EVERYONE else person.principal.kind.value
    tone = "external" if person.principal.realm is Realm.EXTERNAL else "realm"
    return join(
        element("span", kind, class_="badge") if kind else None,
        " " if kind and realm else None,
        element("span", cut(realm), class_=f"badge {tone}") if realm else None,
    )


def _write_group(title: str, grants: list[Grant], view: View) -> Html:
    """What one person gains, or loses, or what else happens."""
    first, rest = grants[:LINES], grants[LINES:]
    folded = None
    if rest:
        folded = element(
            "details",
            element("summary", f"{len(rest):,} more"),
            element("ul", [_write_line(each, view) for each in rest], class_="grants"),
        )
    lines = element("ul", [_write_line(each, view) for each in first], class_="grants")
    return join(element("h4", title), lines, folded)


def _write_line(grant: Grant, view: View) -> Html:
    """One change as a sentence."""
    edge, delta = grant.edge, grant.delta
    word = element("span", f"{grant.look.word} ", class_="word")
    level = LEVELS[edge.level]
    through = STEP.join(delta.path)
    asides = [
        tell_former(delta),
        *([tell_limit(each) for each in delta.qualifiers] or [tell_limits(edge)]),
        f"through {through}" if through and through not in delta.note else "",
        delta.note or grant.look.hint,
    ]
    return element(
        "li",
        write_sign(grant),
        element(
            "span",
            word,
            element("strong", shorten(name_role(edge))),
            f" on {cut(name_scope(edge))}",
            f" ({level})" if level and level not in edge.role.casefold() else None,
            [element("span", shorten(text, 300), class_="aside") for text in asides if text],
            _write_end(edge.qualifiers.get("expires", ""), view.report.now),
        ),
    )


def write_sign(grant: Grant) -> Html:
    """Return the sign of a change; its word always stands beside it."""
    return element("span", grant.look.sign, class_=f"sign {grant.look.tone}", aria_hidden="true")


def _write_end(expires: str, now: str) -> Html | None:
    """The days that are left, as words and as a bar."""
    days = find_days(expires, now)
    if days is None:
        return None
    if days < 0:
        return element("span", f"ended {-days:,} days ago", class_="aside over")
    words = f"ends in {days:,} {'day' if days == 1 else 'days'}"
    bar = element("meter", words, min=0, max=_HORIZON, value=min(days, _HORIZON), aria_label=words)
    return element("span", words, bar, class_="aside end")


def _write_findings(person: Person, view: View) -> Html | None:
    """The rules that name this person, each a link to its finding."""
    if not person.findings:
        return None
    found = [(number, view.report.findings[number]) for number in person.findings[:LINES]]
    links = [
        element(
            "li",
            element("a", each.rule, href=f"#f{number}"),
            f" {'waived' if each.waived else each.severity.value}",
            class_="waived" if each.waived else each.severity.value,
        )
        for number, each in found
    ]
    return element("ul", links, class_="rules", aria_label="Findings")


def _write_rest(people: tuple[Person, ...]) -> Html:
    """Everybody without a card: nothing is left out, only shorter."""
    grants = sum(len(each.grants) for each in people)
    rows = [
        Html(f"<tr><th scope=row>{write_name(person)}<td>{_list_changes(person)}")  # end tags may be left out
        for person in people
    ]
    head = Html("<thead><tr><th scope=col>Who<th scope=col>What changes")
    return element(
        "details",
        element("summary", f"{len(people):,} more people and machines, with {grants:,} changes"),
        element("div", element("table", head, element("tbody", rows)), class_="scroll", tabindex=0, role="region",
                aria_label="More people and machines"),
        class_="rest",
    )  # fmt: skip


def _list_changes(person: Person) -> Html:
    """All changes of one person in one cell; the scopes of one role and one class together."""
    grouped: dict[tuple[str, str, str], list[str]] = {}
    for each in person.grants:
        place = (each.look.sign, each.look.word, name_role(each.edge))
        grouped.setdefault(place, []).append(name_scope(each.edge))
    parts: list[str] = []
    for (sign, word, role), scopes in grouped.items():
        where = ", ".join(cut(scope) for scope in scopes)
        parts.append(escape(f"{sign} {word}: {cut(role)} on {where}"))
    return Html("<br>".join(parts))
