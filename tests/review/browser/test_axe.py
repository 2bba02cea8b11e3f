"""Nobody is shut out of the page: axe-core finds nothing to complain of, in any of its views."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from terrabind.review.report import Report
from tests.review.browser.availability import AXE
from tests.review.browser.chromium import Browser
from tests.review.browser.pages import make_large
from tests.review.factories import report

RUN = """axe.run(document, {resultTypes: ["violations"]}).then(found => found.violations.map(each =>
    `${each.impact} ${each.id}: ${each.nodes.slice(0, 3).map(node => node.html).join(" | ")}`))"""


@pytest.mark.parametrize("script", [True, False], ids=["scripts", "no scripts"])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [390, 1_440])
def test_every_view_is_accessible(browser: Browser, page: Path, width: int, dark: bool, script: bool) -> None:
    """Contrast, names, roles and order, folded parts included."""
    browser.open(page, width=width, dark=dark, script=script)
    browser.run("document.querySelectorAll('details').forEach(each => { each.open = true; })")
    browser.send("Emulation.setScriptExecutionDisabled", value=False)
    browser.run(AXE.read_text(encoding="utf-8"))
    assert browser.run(RUN) == []


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_the_open_drawer_is_accessible(browser: Browser, page: Path, dark: bool) -> None:
    """It is drawn by the script, so the checks of the plain page do not see it."""
    browser.open(page, dark=dark)
    browser.click(".grid tbody tr:nth-child(2) td button")
    browser.run(AXE.read_text(encoding="utf-8"))
    assert browser.run(RUN) == []


@pytest.mark.parametrize("made", [report(), make_large(2_000, 1_000)], ids=["empty", "large"])
def test_empty_and_large_reviews_are_accessible(browser: Browser, save: Callable[[Report], Path], made: Report) -> None:
    """A region that is empty, folded or cut has words too."""
    browser.open(save(made))
    browser.run("document.querySelectorAll('details').forEach(each => { each.open = true; })")
    browser.run(AXE.read_text(encoding="utf-8"))
    assert browser.run(RUN) == []


def test_the_checker_can_complain(browser: Browser, page: Path, tmp_path: Path) -> None:
    """A check that cannot fail is decoration."""
    worse = tmp_path / "worse.html"
    worse.write_text(page.read_text(encoding="utf-8").replace("</main>", "<input></main>"), encoding="utf-8")
    browser.open(worse)
    browser.run(AXE.read_text(encoding="utf-8"))
    assert [each.partition(":")[0] for each in browser.run(RUN)] == ["critical label"]
