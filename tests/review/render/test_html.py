"""The page as a text: whole without a script, deaf to the network, and unmoved by what a plan's author writes."""

from __future__ import annotations

import hashlib
import json
import re
from base64 import b64encode
from collections import Counter
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from terrabind.review.edge import Origin, Realm, Unclear
from terrabind.review.render.html import render, write
from terrabind.review.render.page.markup import element, escape, reveal, shorten
from terrabind.review.render.page.model import find_values
from terrabind.review.render.style import Style
from terrabind.review.report import ChangeClass, Coverage, Delta, Severity
from terrabind.spec.values import UNKNOWN, Value
from tests.review.browser.pages import HOSTILE, LONG, TURNED, make_large, make_report
from tests.review.factories import change, delta, edge, finding, principal, report


class Reader(HTMLParser):
    """What a browser would make of a page: its elements, its texts, and the text that is shown."""

    def __init__(self, page: str) -> None:
        """Read a page."""
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.inside: dict[str, str] = {}
        self.shown = ""
        self._name = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep an element."""
        self.elements.append((tag, dict(attrs)))
        self._name = dict(attrs).get("id") or tag if tag in {"script", "style"} else ""

    def handle_endtag(self, tag: str) -> None:
        """Leave a script or a style."""
        self._name = "" if tag in {"script", "style"} else self._name

    def handle_data(self, data: str) -> None:
        """Keep a text, apart from what is shown where it is a script or a style."""
        if self._name:
            self.inside[self._name] = data
        else:
            self.shown += data


@pytest.fixture(scope="module")
def page() -> str:
    return write(make_report())


@pytest.fixture(scope="module")
def read(page: str) -> Reader:
    return Reader(page)


@pytest.fixture(scope="module")
def data(read: Reader) -> Any:
    return json.loads(read.inside["data"])


def test_the_policy_names_the_one_style_and_the_one_script(read: Reader) -> None:
    """A hash that is not theirs would leave a page without either; a wider policy would let others in."""
    policy = next(each["content"] for _, each in read.elements if "http-equiv" in each)
    hashes = {b64encode(hashlib.sha256(read.inside[name].encode()).digest()).decode() for name in ("style", "script")}
    assert set(re.findall(r"'sha256-([^']+)'", policy or "")) == hashes
    assert (policy or "").startswith("default-src 'none'; ")
    assert "unsafe" not in (policy or "")


def test_nothing_is_loaded_and_nothing_runs_from_an_attribute(page: str, read: Reader) -> None:
    """One file means one file."""
    assert {
        value for _, each in read.elements for key, value in each.items() if key in {"src", "data", "action"}
    } == set()
    links = {value or "" for _, each in read.elements for key, value in each.items() if key == "href"}
    assert {each for each in links if not each.startswith("#")} == {"data:,"}
    assert not [each for _, every in read.elements for each in every if each.startswith("on") or each == "style"]
    assert "http" not in page.replace("http-equiv", "")


def test_every_link_has_its_target_once(read: Reader) -> None:
    """A cell leads to its evidence and a card to its finding, also where no script runs."""
    names = Counter(each["id"] for _, each in read.elements if "id" in each)
    assert {name for name, count in names.items() if count > 1} == set()
    targets = {(each["href"] or "")[1:] for tag, each in read.elements if tag == "a"}
    assert targets <= set(names)


def test_a_hostile_name_stays_a_text(page: str, read: Reader) -> None:
    """A principal may be called like the end of a script; there are two scripts, and both are ours."""
    assert sum(tag == "script" for tag, _ in read.elements) == 2
    assert "alert(1)" in read.shown
    assert HOSTILE not in page
    assert "<" not in read.inside["data"]


@given(st.text(st.characters(exclude_categories=()), max_size=40))
@example("--></script><!--<script>")
@example("]]>\\u003c'\"`=")
def test_whatever_is_written_the_page_keeps_its_shape(text: str) -> None:
    """Each place where a plan's text stands is tried with every kind of character, lone surrogates included."""
    page = _make_everywhere(text)
    assert page.encode("utf-8")
    assert [tag for tag, _ in Reader(page).elements] == [tag for tag, _ in Reader(_make_everywhere("plain")).elements]
    assert all(each.isprintable() or each == "\n" for each in page)
    assert json.loads(Reader(page).inside["data"])["people"][0][0] == (reveal(text) or "not known yet")


def _make_everywhere(text: str) -> str:
    """A page with a text in every place where one can be; two letters of ours keep it from being empty or a number."""
    grant = replace(
        edge(
            principal(f"user:{text}", Realm.EXTERNAL, f"r {text}"), f"r {text}", (f"s {text}",), condition=f"c {text}"
        ),
        origin=Origin(stack=f"s {text}", address=f"a {text}", attribute="v", action="update", source=f"f {text}"),
    )
    change = Delta(change=ChangeClass.GAINED, before=None, after=grant, path=(f"p {text}",), note=f"n {text}")
    found = replace(
        finding(f"R {text}", Severity.BLOCK, change, address=f"a {text}"), message=f"m {text}", fix=f"f {text}"
    )
    made = report(change, findings=[found], unclear=[Unclear(origin=grant.origin, reason=f"y {text}")])
    coverage = Coverage(
        stacks=(f"s {text}",), resources=1, grants=1, not_understood={f"t {text}": 1}, notes=(f"n {text}",)
    )
    return write(replace(made, sentence=f"s {text}", coverage=coverage, fingerprint=f"f {text}", now=f"w {text}"))


def test_a_mark_that_turns_the_reading_direction_is_seen(page: str) -> None:
    """With it, `exe` reads as `jpg`; and no other invisible character is anywhere in the page."""
    assert TURNED.replace("\u202e", "[U+202E]") in page
    assert all(each.isprintable() or each == "\n" for each in page)


@pytest.mark.parametrize(
    "text", ["a\u200bb", "a\x1b[31m", "a\nb", "a\u00a0b", "a\u2066b", "a\U000e0041b", "a\ud800b", "\u3164", "a\u00adb"]
)
def test_what_cannot_be_seen_is_written_out(text: str) -> None:
    """Two names that look the same must not look the same here."""
    assert "[U+" in reveal(text)
    assert reveal(text).isprintable()


@pytest.mark.parametrize("text", ["Zoë", "Müller-Lüdenscheidt", "山田太郎", "Ольга", "नमस्ते", "a › b 😀"])  # noqa: RUF001
def test_names_of_all_scripts_are_left_alone(text: str) -> None:
    """Most people's names are not written in ASCII."""
    assert reveal(text) == text


def test_text_is_escaped_wherever_it_stands() -> None:
    """There is no way to write a text without it: only what `element` made is markup."""
    text = "<b a='1' c=\"2\">&amp;"
    assert element("p", text, title=text) == f'<p title="{escape(text)}">{escape(text)}</p>'
    assert not set("<>\"'") & set(escape(text))


def test_a_long_name_is_cut_and_its_whole_is_one_click_away(page: str) -> None:
    """Five thousand characters push everything else off the screen, and the difference may be at the end."""
    assert len(shorten(LONG).partition("</summary>")[0]) < 300
    assert LONG in shorten(LONG)
    assert f'title="{LONG}"' in page


@pytest.mark.parametrize(
    "kind", [kind for kind in ChangeClass if kind is not ChangeClass.UNCHANGED], ids=lambda kind: kind.value
)
def test_every_class_of_change_is_told_without_a_script(kind: ChangeClass) -> None:
    """A class that no region shows would be a change that nobody reviews."""
    grant = edge("user:ana", "admin")
    shown = Reader(write(report(delta(kind, grant, grant)))).shown
    assert shown.count("ana") >= 3
    assert kind.value.replace("redundant gain", "granted once more") in shown


def test_every_finding_is_there_with_its_fix(read: Reader) -> None:
    """Findings are what a review is for: none is cut, folded or left to a script."""
    for each in make_report().findings:
        assert each.message in read.shown
        assert each.fix in read.shown
    assert "annual audit, ticket 4821" in read.shown
    assert "Approval by: security" in read.shown


def test_limits_doubts_drift_and_coverage_are_told(read: Reader) -> None:
    """What the verdict rests on, and what it could not see."""
    told = (
        "max session", "12h", "weaker", "acme_role_grant.legacy", "acme_role.deploy.id", "acme_team.sre",
        "identity: this plan is targeted", "1,312 resources with 214 grants", "9f3c-71aa-04d2-be18",
    )  # fmt: skip
    assert [each for each in told if each not in read.shown] == []


def test_an_end_is_told_in_days(read: Reader) -> None:
    """A date alone does not say whether it is far."""
    assert "ends in 18 days" in read.shown


def test_a_card_says_how_a_narrowed_grant_was(read: Reader) -> None:
    """What is left is only half of what narrowed."""
    assert "was editor on org acme" in read.shown


def test_people_come_by_risk(data: Any) -> None:
    """The first card is the one that blocks."""
    assert [each[0] for each in data["people"][:2]] == ["everyone", "444455556666"]


def test_the_data_holds_every_change_with_its_address_and_values(data: Any) -> None:
    """The matrix and the drawer are drawn from it, and so may others."""
    rows = [dict(zip(data["layout"]["grants"], each, strict=False)) for each in data["grants"]]
    assert len(rows) == len(make_report().deltas)
    (mia,) = (each for each in rows if each["address"] == "acme_binding.mia@partner.example_admin")
    assert (mia["value before"], mia["value after"]) == ("user:old@partner.example", "user:mia@partner.example")
    (ana,) = (each for each in rows if each["address"] == "acme_binding.ana@acme.example_owner")
    assert ana["hops"] == [["group ops", "acme_group.ops"], ["owner", "acme_binding.ops_owner"]]


@pytest.mark.parametrize(
    ("attribute", "shown"),
    [
        ("members[1]", "b"), ("rule.0.who", "c"), ('tags["x"]', "1"), ("members", '["a", "b"]'),
        ("later", "(known after apply)"), ("mixed", '["(known after apply)", null]'), ("rule[0].gone", '{"who": "c"}'),
        ("policy.Statement[0]", '{\n "Statement": []\n}'), ("odd", "{not json"), ("nothing.at.all", ""), ("", ""),
    ],
)  # fmt: skip
def test_an_attribute_is_found_by_its_path(attribute: str, shown: str) -> None:
    """However an extraction spells it, and at the nearest step above where the last one is gone."""
    values: dict[str, Value] = {
        "members": ["a", "b"], "rule": [{"who": "c"}], "tags": {"x": 1}, "later": UNKNOWN, "mixed": [UNKNOWN, None],
        "policy": '{"Statement":[]}', "odd": "{not json",
    }  # fmt: skip
    grant = edge("user:ana")
    grant = replace(grant, origin=replace(grant.origin, attribute=attribute))
    found = {("prod", grant.origin.address): change(grant.origin.address, "create", after=values)}
    assert find_values(delta(ChangeClass.GAINED, None, grant), found) == ("", shown)


def test_the_two_sides_may_stand_in_two_resources() -> None:
    """A grant that narrows may leave one resource and come with another one."""
    old, new = (edge("user:ana", at=at, role=role) for at, role in (("x.old", "admin"), ("x.new", "viewer")))
    old, new = (replace(each, origin=replace(each.origin, attribute="role")) for each in (old, new))
    found = {
        ("prod", "x.old"): change("x.old", "delete", before={"role": "admin"}),
        ("prod", "x.new"): change("x.new", "create", after={"role": "viewer"}),
    }
    assert find_values(delta(ChangeClass.NARROWED, old, new), found) == ("admin", "viewer")


def test_a_style_leaves_out_and_says_so() -> None:
    """A page that shows less than there is must not look like the whole."""
    style = Style(only=frozenset({ChangeClass.LOST}), min_severity=Severity.BLOCK)
    read = Reader(render(make_report(), style))
    assert "only changes of these classes: lost; findings from block on." in read.shown
    assert "AR801" not in read.shown
    assert len(json.loads(read.inside["data"])["grants"]) == 1
    assert len(json.loads(read.inside["data"])["kept"]) == 6


def test_a_waived_finding_does_not_count_as_blocking() -> None:
    """The tile and the list at the top say what stands in the way, no more."""
    read = Reader(write(report(findings=[finding("AR101", waived="agreed")])))
    assert "0blocking" in read.shown
    assert "Waived: agreed" in read.shown


def test_a_review_of_nothing_is_a_page_too() -> None:
    """An empty region would read as one that failed to load."""
    shown = Reader(write(report())).shown
    for each in ("NO ACCESS CHANGE", "Nobody's access changes.", "No rule matched."):
        assert each in shown


def test_the_same_review_is_the_same_page() -> None:
    """Pages are compared and cached."""
    assert write(make_report()) == write(make_report())


def test_of_very_many_people_none_is_left_out() -> None:
    """The plain matrix has room for the riskiest; the list of people has everybody, and every role and scope."""
    made = make_large(3_000, 3_000)
    shown = Reader(write(made)).shown
    assert all(each.edge.principal.shown in shown for each in made.deltas)
    assert "With scripts it shows all; the list of people has every change." in shown


@pytest.mark.parametrize(
    ("grants", "changed", "most"), [(1_000, 1_000, 500_000), (10_000, 500, 3_000_000), (10_000, 10_000, 3_000_000)]
)
def test_large_reviews_stay_small(grants: int, changed: int, most: int) -> None:
    """A page that a phone must load."""
    made = make_large(grants, changed)
    assert len(write(made).encode()) < most
