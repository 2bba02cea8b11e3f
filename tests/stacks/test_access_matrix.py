"""The matrix is read whole, and what is wrong with it is told by file and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from access_matrix import AccessFileError, AwsRole, NodePool, Organisation, StorageRole, read_access

MATRIX = Path(__file__).parents[2] / "stacks" / "access.toml"


def write(folder: Path, old: str, new: str) -> Path:
    """A copy of the matrix with one mistake in it."""
    text = MATRIX.read_text(encoding="utf-8")
    assert old in text
    path = folder / "access.toml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return path


def test_two_teams_with_their_grants() -> None:
    """Names become what they stand for."""
    research, platform = read_access(MATRIX)
    assert (research.name, len(research.grants), platform.name, len(platform.grants)) == ("research", 9, "platform", 8)
    trainer, pool, storage = research.grants[0], research.grants[2], research.grants[4]
    assert trainer.role == AwsRole("arn:aws:iam::123456789012:role/Trainer")
    assert [(each.name, each.is_group, len(each.people)) for each in trainer.members] == [
        ("vision", True, 3),
        ("speech", True, 2),
    ]
    assert pool.scope == NodePool("research", "h100-a")
    assert storage.role == StorageRole("Reads the training data.", 12)
    assert research.grants[8].scope == Organisation()


@pytest.mark.parametrize(
    ("old", "new", "line_of", "said"),
    [
        (
            'role = "evaluator"\nto = ["vision"',
            'role = "evalator"\nto = ["vision"',
            'role = "evalator"',
            'grant 2 of team research: there is no role "evalator"; did you mean "evaluator"?',
        ),
        (
            'to = ["speech"]\nscope = "a100"',
            'to = ["speach"]\nscope = "a100"',
            'to = ["speach"]',
            'grant 4 of team research: there is no group or person "speach"; did you mean "speech"?',
        ),
        (
            'speech = ["dora", "emil"]',
            'speech = ["dora", "emile"]',
            'speech = ["dora", "emile"]',
            'group speech of team research: there is no person "emile"; did you mean "emil"?',
        ),
        (
            'to = ["on-call"]\nscope = "vision-project"',
            'to = ["on-call"]\nscope = "moon"',
            'scope = "moon"',
            'grant 7 of team platform: there is no scope "moon"',
        ),
        (
            'to = ["speech"]\nscope = "a100"',
            'to = ["speech"]\nscope = "company"',
            'to = ["speech"]\nscope = "company"',
            "grant 4 of team research: the role gpu-user cannot be held in the scope company",
        ),
        (
            'to = ["speech"]\nscope = "a100"',
            'to = ["speech"]',
            'to = ["speech"]\n\n',
            "grant 4 of team research: the role gpu-user needs a scope of kind node-pool",
        ),
        (
            'role = "evaluator"\n',
            'role = "evaluator"\nscope = "company"\n',
            'role = "evaluator"',
            "grant 2 of team research: the role evaluator takes no scope",
        ),
        ('{ kind = "aws", arn', '{ kind = "aus", arn', 'trainer = { kind = "aus"', "trainer needs a kind: one of aws"),
        ('{ kind = "aws", arn', '{ kind = "aws", urn', 'trainer = { kind = "aws", urn', "trainer: "),
        (
            'role = "dataset-writer"',
            'role = "dataset-reader"',
            'role = "dataset-reader"\nto = ["ada"',
            "grant 6 of team research: the role dataset-reader is given before",
        ),
    ],
)
def test_a_mistake_is_told_with_its_line(old: str, new: str, line_of: str, said: str, tmp_path: Path) -> None:
    """The parser forgets where things stood, and a matrix has hundreds of rows."""
    path = write(tmp_path, old, new)
    with pytest.raises(AccessFileError) as refused:
        read_access(path)
    first, *others = str(refused.value).splitlines()
    text = path.read_text(encoding="utf-8")
    place, _, message = first.partition(": ")
    line = int(place.removeprefix(f"{path}:"))
    expected = text[: text.index(line_of)].count("\n") + 1
    assert abs(line - expected) <= 1
    assert message.startswith(said)
    assert others == []


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    """One run, one list."""
    path = write(tmp_path, 'to = ["vision", "speech"]', 'to = ["visoin", "speech", "nobody"]')
    with pytest.raises(AccessFileError) as refused:
        read_access(path)
    assert [each.partition("there is no ")[2] for each in str(refused.value).splitlines()] == [
        'group or person "visoin"; did you mean "vision"?',
        'group or person "nobody"',
    ]


def test_a_file_that_is_no_toml_is_told_with_line_and_column(tmp_path: Path) -> None:
    """The parser's own words do that."""
    path = write(tmp_path, "[people]", "[people")
    with pytest.raises(AccessFileError, match=r"access\.toml: not TOML: .*line 4"):
        read_access(path)
