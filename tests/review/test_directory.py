"""A directory file is read strictly, since a misspelled key would silently leave somebody out."""

from __future__ import annotations

from pathlib import Path

import pytest

from terrabind.review.directory import DirectoryError, load_directory, read_directory

TOML = """
[people."Ana@example.com"]
name = "Ana Berg"
employment = "employee"
team = "research"
aliases = ["ana"]

[groups.ops]
members = ["ana@example.com", "group:on-call"]
employment = "contractor"
"""
JSON = '{"people": {"ana@example.com": {"name": "Ana Berg"}}, "groups": {"ops": {"members": []}}}'


def write(folder: Path, name: str, text: str) -> Path:
    """A file of this name."""
    (folder / name).write_text(text, encoding="utf-8")
    return folder / name


def test_people_are_found_by_id_and_alias_without_case(tmp_path: Path) -> None:
    """Every system writes a person in its own way."""
    directory = load_directory(write(tmp_path, "directory.toml", TOML))
    person = directory.person("ANA@EXAMPLE.COM")
    assert person is directory.person("ana")
    assert person is not None
    assert (person.name, person.team, person.is_outside) == ("Ana Berg", "research", False)
    assert directory.person("ben") is None


def test_json_has_the_same_shape(tmp_path: Path) -> None:
    """An export of another system is easier written as JSON."""
    directory = load_directory(write(tmp_path, "directory.json", JSON))
    assert directory.person("ana@example.com") is not None
    assert directory.group("OPS") is not None


def test_employment_and_groups_are_told_by_principal_key(tmp_path: Path) -> None:
    """Rules ask by the key of an edge's principal."""
    directory = load_directory(write(tmp_path, "directory.toml", TOML))
    assert directory.employment()["user:ana@example.com"] == "employee"
    assert directory.employment()["group:ops"] == "contractor"
    assert directory.groups_by_member() == {"user:ana@example.com": ("ops",), "group:on-call": ("ops",)}


@pytest.mark.parametrize("word", ["contractor", "Vendor", "external", "guest"])
def test_some_employments_are_from_outside(word: str) -> None:
    """These words say that somebody does not work here."""
    person = read_directory({"people": {"x": {"employment": word}}}).person("x")
    assert person is not None
    assert person.is_outside


@pytest.mark.parametrize(
    ("document", "said"),
    [
        ({"poeple": {}}, 'did you mean "people"?'),
        ({"people": {"x": {"nmae": "y"}}}, 'did you mean "name"?'),
        ({"groups": {"x": {"owners": []}}}, "it may hold employment, members, name."),
        ({"people": []}, '"people" is a table'),
        ({"people": {"x": "y"}}, "this is a table"),
        ({"people": {"x": {"name": 1}}}, '"name" is a text'),
        ({"groups": {"x": {"members": "y"}}}, '"members" is a list of texts'),
        ([], "this is a table"),
    ],
)
def test_what_is_not_known_is_an_error_with_a_suggestion(document: object, said: str) -> None:
    """The message says where and what to write instead."""
    with pytest.raises(DirectoryError) as caught:
        read_directory(document)
    assert said in caught.value.detail


@pytest.mark.parametrize(("name", "text"), [("a.toml", "["), ("a.json", "{"), ("a.toml", None)])
def test_a_file_that_cannot_be_read_names_itself(tmp_path: Path, name: str, text: str | None) -> None:
    """Missing and broken files are the two that happen."""
    path = tmp_path / name
    if text is not None:
        path.write_text(text, encoding="utf-8")
    with pytest.raises(DirectoryError) as caught:
        load_directory(path)
    assert str(path) in caught.value.detail
