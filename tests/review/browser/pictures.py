"""Draws the pictures of docs/guides/review.md: `python -m tests.review.browser.pictures`, where Chromium is."""

from __future__ import annotations

import tempfile
from pathlib import Path

from terrabind.review.render.html import write
from tests.review.browser.chromium import launch
from tests.review.browser.example import make_example

IMAGES = Path(__file__).parents[3] / "docs" / "guides" / "images"


def main() -> None:
    """Write one picture of the page and one of a cell's path, on a phone and in the dark."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name, launch(Path(name)) as browser:
        page = Path(name) / "review.html"
        page.write_text(write(make_example()), encoding="utf-8")
        browser.open(page, width=1_200, height=880)
        (IMAGES / "review-page.png").write_bytes(browser.draw())
        browser.open(page, width=390, height=844, dark=True)
        browser.run("document.querySelector('.grid tbody td button').click()")
        (IMAGES / "review-path.png").write_bytes(browser.draw())


if __name__ == "__main__":
    main()
