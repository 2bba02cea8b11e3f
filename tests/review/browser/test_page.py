"""The page in a real browser: it loads in silence, and each of its tools does by mouse and keys what it says."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from terrabind.review.report import Report
from tests.review.browser.chromium import Browser
from tests.review.browser.example import make_example
from tests.review.browser.pages import make_large

TEXT = "document.getElementById('{}').innerText"
FOCUSED = "document.activeElement.innerText"
ROWS = "document.querySelectorAll('.grid tbody tr').length"


def list_complaints(browser: Browser) -> list[str]:
    """What a developer would see in the console."""
    names = ("Runtime.exceptionThrown", "Runtime.consoleAPICalled", "Log.entryAdded")
    return [str(each["params"]) for each in browser.events if each["method"] in names]


def list_requests(browser: Browser) -> list[str]:
    """All addresses that were asked for."""
    sent = [each for each in browser.events if each["method"] == "Network.requestWillBeSent"]
    return [each["params"]["request"]["url"] for each in sent]


@pytest.mark.parametrize("script", [True, False], ids=["scripts", "no scripts"])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [390, 1_440])
def test_it_loads_without_a_request_or_a_complaint(
    browser: Browser, page: Path, width: int, dark: bool, script: bool
) -> None:
    """A page that asks the network tells somebody who reviews what; and on a phone it must not scroll sideways."""
    browser.open(page, width=width, dark=dark, script=script)
    assert list_requests(browser) == [page.as_uri()]
    assert list_complaints(browser) == []
    assert browser.run("document.documentElement.scrollWidth") == width


def test_its_policy_stops_what_escaping_would_have_let_through(browser: Browser, page: Path, tmp_path: Path) -> None:
    """Two locks on one door: even markup that got in cannot run and cannot call home."""
    bad = "<script>window.ran = 1</script><img id=bad src='http://127.0.0.1:9/x' onerror='window.ran = 2'>"
    broken = tmp_path / "broken.html"
    broken.write_text(page.read_text(encoding="utf-8").replace("</main>", f"{bad}</main>"), encoding="utf-8")
    browser.open(broken)
    assert browser.run("document.getElementById('bad') !== null && window.ran === undefined")
    assert len(list_complaints(browser)) >= 2
    assert all("Content Security Policy" in each for each in list_complaints(browser))
    assert not [each for each in browser.events if each["method"] == "Network.responseReceivedExtraInfo"]


def test_a_cell_opens_its_path_by_mouse(browser: Browser, page: Path) -> None:
    """The question after "who" is "how": each hop, and the address that makes it."""
    browser.open(page)
    browser.run("document.querySelector('.grid tbody tr:nth-child(3) td button').scrollIntoView()")
    browser.click(".grid tbody tr:nth-child(3) td button")
    steps = browser.run("[...document.querySelectorAll('#drawer .path li')].map(each => each.innerText)")
    assert steps == [
        "ana@acme.example user",
        "group ops\nacme_group.ops",
        "owner\nacme_binding.ops_owner",
        "org acme › project x",  # noqa: RUF001 - the page's own sign
    ]
    browser.click("#drawer header button")
    assert not browser.run("document.getElementById('drawer').open")


def test_a_cell_shows_the_attribute_before_and_after(browser: Browser, page: Path) -> None:
    """What was edited is the shortest explanation of why somebody gains."""
    browser.open(page)
    browser.run("[...document.querySelectorAll('.grid tbody tr')].find(row => row.innerText.includes('mia@'))"
                ".querySelector('td button').click()")  # fmt: skip
    shown = browser.run("[...document.querySelectorAll('#drawer .pair pre')].map(each => each.innerText)")
    assert shown[:2] == ["user:old@partner.example", "user:mia@partner.example"]


def test_the_two_sides_of_a_policy_are_compared_by_line(browser: Browser, save: Callable[[Report], Path]) -> None:
    """In a document of a hundred lines, the condition that goes is four; a comma that follows it is none."""
    browser.open(save(make_example()))
    browser.click('.grid td button[title="widened"]')
    marked = browser.run(
        "[...document.querySelectorAll('#drawer del, #drawer ins')].map(each => each.textContent.trim())"
    )
    assert [each.split('"')[1::2] for each in marked] == [
        ["Condition"],
        ["StringEquals"],
        ["sts:ExternalId", "8f2c"],
        [],
    ]
    assert {each[0] for each in marked} == {"-"}


def test_the_matrix_is_walked_by_arrow_keys(browser: Browser, page: Path) -> None:
    """Who cannot use a mouse reviews too: one stop for the tabulator, arrows inside, Enter opens, Escape returns."""
    browser.open(page)
    assert browser.run("document.querySelectorAll('.grid tbody [tabindex=\"0\"]').length") == 1
    browser.run("document.querySelector('.grid tbody [tabindex=\"0\"]').focus()")
    for key in ("ArrowDown", "ArrowRight"):
        browser.press(key)
    assert "assume ecs-backup" in browser.run(FOCUSED)
    browser.press("Enter")
    assert "acme_role.ecs-backup" in browser.run(TEXT.format("drawer"))
    browser.press("Escape")
    assert "assume ecs-backup" in browser.run(FOCUSED)


def test_a_filter_leaves_only_its_class(browser: Browser, page: Path) -> None:
    """Of seventeen changes a reviewer wants to see the losses, in the matrix and among the cards."""
    browser.open(page)
    browser.click('.chip[data-chip="lost"]')
    assert browser.run("[...document.querySelectorAll('.grid tbody th bdi')].map(each => each.innerText)") == [
        "tom@acme.example",
        "billing",
    ]
    assert browser.run("document.querySelectorAll('.card:not([hidden])').length") == 2
    browser.click('.chip[data-chip="lost"]')
    assert browser.run(ROWS) == 17


@pytest.mark.parametrize(("query", "rows"), [("mia@", 1), ("ecs-backup", 1), ("ACME_BINDING.ci", 1), ("nobody", 0)])
def test_the_search_finds_names_roles_and_addresses(browser: Browser, page: Path, query: str, rows: int) -> None:
    """One box for whatever a reviewer has in hand."""
    browser.open(page)
    browser.run("document.getElementById('search').focus()")
    browser.write(query)
    browser.until(f"{ROWS} === {rows}")
    assert browser.run(TEXT.format("status")).startswith(f"{rows} ")


def test_the_switch_shows_unchanged_grants_too(browser: Browser, page: Path) -> None:
    """Whether a gain is new or one more of many is told by what was there before."""
    browser.open(page)
    before = browser.run("document.querySelectorAll('.grid thead th').length")
    browser.click("#all")
    assert browser.run("document.querySelectorAll('.grid thead th').length") > before
    assert browser.run("document.querySelectorAll('.grid td button[title=unchanged]').length") == 6


def test_the_headers_stay_in_sight(browser: Browser, page: Path) -> None:
    """A plus in the middle of a large table means nothing without its row and its column."""
    browser.open(page, width=390)
    corner = "JSON.stringify(document.querySelector('.grid .corner').getBoundingClientRect())"
    at_first = browser.run(corner)
    browser.run("document.querySelector('.grid').scrollTo(200, 200)")
    assert browser.run("document.querySelector('.grid').scrollLeft") == 200
    assert browser.run(corner) == at_first


def test_the_reader_chooses_light_or_dark(browser: Browser, page: Path) -> None:
    """The system's choice is a start; the button wins, and it is remembered."""
    browser.open(page, dark=True)
    ground = "getComputedStyle(document.body).backgroundColor"
    dark = browser.run(ground)
    browser.click("#theme")
    assert browser.run(ground) != dark
    assert browser.run("localStorage.getItem('terrabind-theme')") == "light"
    browser.run("localStorage.clear()")


def test_the_fingerprint_is_copied(browser: Browser, page: Path) -> None:
    """It is pasted into an approval, and a mistyped one approves nothing."""
    browser.open(page)
    browser.click("#copy")
    browser.until("document.getElementById('copy').textContent === 'Copied'")
    browser.run("document.getElementById('search').focus()")
    browser.send("Input.dispatchKeyEvent", type="keyDown", key="v", modifiers=2, commands=["paste"])
    assert browser.run("document.getElementById('search').value") == "9f3c-71aa-04d2-be18"


def test_a_link_to_evidence_unfolds_it(browser: Browser, page: Path) -> None:
    """A link into something folded would lead nowhere."""
    browser.open(page)
    row = browser.run("[...document.querySelectorAll('#evidence tr')].find(row => /mia@/.test(row.textContent)).id")
    assert browser.run(f"document.getElementById('{row}').checkVisibility()") is False
    browser.run(f"location.hash = '#{row}'")
    browser.until(f"document.getElementById('{row}').checkVisibility()")
    assert "access.tf:12" in browser.run(TEXT.format(row))


def test_without_scripts_nothing_that_matters_is_missing(browser: Browser, page: Path) -> None:
    """Mail readers and strict browsers run none."""
    browser.open(page, script=False)
    text = browser.run("document.body.innerText")
    for each in ("BLOCKED", "AR402", "Put the external ID back", "mia@partner.example", "acme_role_grant.legacy"):
        assert each in text, each
    assert browser.run("document.querySelectorAll('#matrix td a').length") == 17
    assert "unchanged ones too" not in text


def test_it_prints(browser: Browser, page: Path) -> None:
    """An auditor files it: no tools on paper, nothing folded away."""
    browser.open(page, width=760, dark=True)
    assert len(browser.send("Page.printToPDF")["data"]) > 20_000
    browser.send("Emulation.setEmulatedMedia", media="print")
    assert browser.run("document.querySelector('.grid tbody .sign').offsetHeight") > 0
    assert browser.run("document.querySelector('.grid table').offsetWidth <= document.body.offsetWidth")
    assert browser.run("['tools', 'theme'].every(name => document.getElementById(name).offsetHeight === 0)")
    browser.send("Emulation.setEmulatedMedia", media="")


def test_ten_thousand_changes_paint_at_once_and_come_as_one_scrolls(
    browser: Browser, save: Callable[[Report], Path]
) -> None:
    """Nobody waits for rows that are far below."""
    browser.open(save(make_large(10_000, 10_000)))
    paint = browser.run("performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0")
    assert paint < 1_000
    assert browser.run(ROWS) == 60
    browser.run("document.querySelector('.grid').scrollTo(0, 1e6)")
    browser.until(f"{ROWS} > 60")
    browser.run("[...document.querySelectorAll('.foot button')].pop().click()")
    assert browser.run("document.querySelectorAll('.grid thead th').length") == 1 + 48 + 1
