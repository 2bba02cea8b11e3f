"""Every rule has a page, and the page says what the rule says: its words are checked, not trusted."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from terrabind.review.configuration import KEYS, read
from terrabind.review.report import Severity
from terrabind.review.rules import find, list_ids, load_rules
from terrabind.review.rules.index import write_index
from terrabind.review.rules.settings import Limits
from terrabind.review.selectors import FIELDS

PAGES = Path(__file__).parents[3] / "docs" / "rules"
PARTS = ("Example", "Why it matters", "What stays silent", "How to mend it", "How to waive it")


def read_page(rule_id: str) -> str:
    return (PAGES / f"{rule_id}.md").read_text(encoding="utf-8")


def read_part(rule_id: str, part: str) -> str:
    """The text below one heading of a page."""
    found = re.search(rf"^## {part}\n+(.*?)(?=^## |\Z)", read_page(rule_id), re.MULTILINE | re.DOTALL)
    assert found, f"{rule_id} has no part {part}"
    return found[1].strip()


def collect_sentences() -> dict[str, set[str]]:
    """What the tests of each rule assert that it says, by id."""
    said: dict[str, set[str]] = {}
    for file in Path(__file__).parent.glob("test_*.py"):
        for test in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if not isinstance(test, ast.FunctionDef):
                continue
            texts = {node.value for node in ast.walk(test) if isinstance(node, ast.Constant)}
            ids = {text for text in texts if isinstance(text, str) and re.fullmatch(r"AR\d{3}", text)}
            for rule_id in ids:
                said.setdefault(rule_id, set()).update(text for text in texts if isinstance(text, str))
    return said


def test_there_is_a_page_for_each_rule_and_no_other() -> None:
    """A finding links to its page; a page without a rule describes nothing."""
    assert sorted(page.stem for page in PAGES.glob("AR*.md")) == sorted(list_ids())


@pytest.mark.parametrize("rule_id", list_ids())
def test_a_page_says_what_its_rule_says(rule_id: str) -> None:
    """Title, family, severity and next step are the rule's own words."""
    rule, page = find(rule_id), read_page(rule_id)
    assert page.startswith(f"# {rule.id}: {rule.title}\n")
    assert f"Family: {rule.family}. Severity: **{rule.severity.value}**" in page
    assert " ".join(read_part(rule_id, "How to mend it").split()).startswith(rule.fix)


@pytest.mark.parametrize("rule_id", list_ids())
def test_a_page_has_each_part(rule_id: str) -> None:
    """A reader who knows one page finds her way in all of them."""
    assert all(len(read_part(rule_id, part)) > 20 for part in PARTS)


def test_the_example_of_each_page_is_what_a_test_shows() -> None:
    """An example that the rule would not print teaches the wrong words."""
    said = collect_sentences()
    for rule_id in list_ids():
        example = read_part(rule_id, "Example").strip("`").removeprefix("text\n").strip()
        severity = find(rule_id).severity.value
        sentence = " ".join(example.split()).removeprefix(f"{rule_id} {severity}: ")
        assert sentence in {each.encode("unicode_escape").decode() for each in said[rule_id]} | said[rule_id], rule_id


@pytest.mark.parametrize("rule_id", list_ids())
def test_the_configuration_on_a_page_can_be_pasted(rule_id: str) -> None:
    """A sample that is refused costs more trust than none."""
    for block in re.findall(r"```toml\n(.*?)```", read_page(rule_id), re.DOTALL):
        assert read(block).path


def test_the_page_of_the_configuration_names_every_word_of_it() -> None:
    """A setting that no page names is found by nobody; its sample is read as it stands."""
    page = (PAGES / "configuration.md").read_text(encoding="utf-8")
    words = {*KEYS, *Limits.__dataclass_fields__, *FIELDS[:-1], "qualifier.", *(each.value for each in Severity)}
    assert [word for word in sorted(words) if f"`{word}" not in page] == []
    samples = re.findall(r"```toml\n(.*?)```", page, re.DOTALL)
    assert [read(sample).path for sample in samples] == ["access-review.toml"] * len(samples) != []


def test_the_index_is_the_one_that_the_rules_write() -> None:
    """`python -m terrabind.review.rules.index` writes it anew."""
    assert (PAGES / "index.md").read_text(encoding="utf-8") == write_index(load_rules())
