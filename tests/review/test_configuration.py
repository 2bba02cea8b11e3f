"""The configuration file is read strictly: a typo in a gate's settings must never pass for a setting."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from terrabind.review.configuration import Configuration, ConfigurationError, load, read
from terrabind.review.report import Severity

RULE = 'id = "TEAM-01"\nwhen = { change = "gained" }\nmessage = "Ask the team."\n'
WHOLE = """
ignore = ["AR104"]
internal_domains = ["acme.example"]
on_unknown = "fail"
fail_on = "warn"

[severity]
AR3 = "warn"
AR202 = { "*" = "warn", "prod-*" = "block" }

[limits]
longest_grant = "30d"
revoked_share = 0.5

[[rule]]
id = "TEAM-01"
when = { change = "gained", role.level = "admin", scope = "org/prod/**" }
unless = { principal.group = "platform-oncall", expires_within = "8h" }
severity = "block"
message = "Standing admin on prod needs an end date."
approvers = ["security"]

[[conflict]]            # separation of duties
id = "SOD-01"
roles = ["payments.approve", "payments.release"]

[[waive]]
rule = "AR103"
principal = "user:auditor@partner.example"
until = 2027-01-31
reason = "annual audit, ticket 4821"
"""


def refuse(text: str) -> ConfigurationError:
    with pytest.raises(ConfigurationError) as caught:
        read(text)
    return caught.value


def test_the_specified_example_is_read_whole() -> None:
    """The sample of the specification is what users will paste."""
    found = read(WHOLE)
    assert [rule.id for rule in found.rules] == ["TEAM-01"]
    assert found.conflicts[0].roles == ("payments.approve", "payments.release")
    assert found.waivers[0].until == datetime(2027, 1, 31, 23, 59, 59, tzinfo=UTC)
    assert found.limits.longest_grant == timedelta(days=30)
    assert (found.on_unknown, found.fail_on, found.internal_domains) == ("fail", Severity.WARN, ("acme.example",))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("selct = []", 'access-review.toml:1: selct: "selct" is not known here; did you mean "select"?'),
        (f'\n[[rule]]\n{RULE}sevrity = "block"', 'toml:6: [rule] sevrity: "sevrity" is not known here; did you mean'),
        ('[[rule]]\nid = "T1"\nwhen = { chnge = "gained" }', 'toml:3: [rule.when] chnge: "chnge" is not known here'),
        ("[limits]\nlongest = 3", 'did you mean "longest_grant"?'),
        (
            '[severity]\nAR102 = "blok"',
            'toml:2: [severity] AR102: "blok" is not one of its words; did you mean "block"',
        ),
        ('[severity.AR102]\nprod = "blok"', 'did you mean "block"'),
        ('[severity]\nAR41 = "warn"', 'no rule starts with "AR41"; did you mean "AR401"?'),
        ('ignore = ["XY"]', 'no rule starts with "XY"; known are AR101'),
    ],
)
def test_a_mistyped_key_or_word_gets_a_suggestion_and_its_line(text: str, said: str) -> None:
    """A setting that is silently ignored is a gate that is open."""
    assert said in str(refuse(text))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("x = ", "is not TOML"),
        ('select = "AR1"\nselect = 3', "is not TOML"),
        ("select = 3", "this is a list of texts"),
        ("limits = 3", "this is a table"),
        ('rule = "AR101"', "[[rule]]"),
        ("[limits]\nrevoked = -1", "a number of at least 0"),
        ("[limits]\nrevoked_share = 30", "such as 0.3"),
        ('[limits]\nlongest_grant = "soon"', "is not a length of time"),
        ("[severity]\nAR101 = 3", "this is a text, not a number"),
        ('[[rule]]\nid = "T1"\nmessage = "m"', "say which changes the rule is about"),
        ('[[rule]]\nid = "T1"\nwhen = { change = "gained" }', '"message" is missing'),
        ('[[rule]]\nid = "AR101"\nwhen = { change = "gained" }\nmessage = "m"', "a rule that terrabind brings"),
        ('[[rule]]\nid = "a b"\nwhen = { change = "gained" }\nmessage = "m"', "an id is letters"),
        (f"[[rule]]\n{RULE}[[rule]]\n{RULE}", 'the id "TEAM-01" stands twice'),
        ('[[conflict]]\nid = "S1"\nroles = ["a", "a"]', "at least two roles"),
    ],
)
def test_what_cannot_be_meant_is_refused(text: str, said: str) -> None:
    """Each of these would quietly do something else than what its author thinks."""
    assert said in str(refuse(text))


@pytest.mark.parametrize(
    "text",
    [
        '[severity]\nAR101 = "approve"',
        f'[[rule]]\n{RULE}severity = "approve"',
        '[[conflict]]\nid = "S1"\nroles = ["a", "b"]\nseverity = "approve"',
    ],
)
def test_the_approve_level_without_an_approver_is_refused(text: str) -> None:
    """Nobody could ever lift it."""
    assert "needs somebody who approves" in str(refuse(text))


def test_the_file_is_found_before_the_project_file(tmp_path: Path) -> None:
    """A file of its own is the clearer place; a project file serves where there is none."""
    (tmp_path / "pyproject.toml").write_text('[tool.terrabind.review]\nignore = ["AR1"]\n')
    assert load(None, tmp_path).ignore == ("AR1",)
    (tmp_path / "access-review.toml").write_text('ignore = ["AR2"]\n')
    assert load(None, tmp_path).ignore == ("AR2",)
    assert load(tmp_path / "pyproject.toml", tmp_path).ignore == ("AR1",)


def test_lines_are_those_of_the_project_file(tmp_path: Path) -> None:
    """The error leads to the place also when the settings are part of a larger file."""
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "a"\n\n[tool.terrabind.review]\nignor = []\n')
    with pytest.raises(ConfigurationError, match=r"pyproject\.toml:5: ignor"):
        load(None, tmp_path)


def test_no_file_means_the_defaults_and_a_missing_one_is_an_error(tmp_path: Path) -> None:
    """A path that was asked for and is not there must not pass as no rules."""
    (tmp_path / "pyproject.toml").write_text("not toml, and not about terra" + "form")
    assert load(None, tmp_path) == Configuration()
    with pytest.raises(ConfigurationError, match="cannot be read"):
        load(tmp_path / "other.toml", tmp_path)


def test_a_file_that_is_not_text_is_refused(tmp_path: Path) -> None:
    """A binary file by mistake is told as what it is."""
    (tmp_path / "access-review.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ConfigurationError, match="is not UTF-8"):
        load(None, tmp_path)
