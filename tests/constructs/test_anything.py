"""Values of unknown type are asked by steps, and become the addresses that Terraform knows."""

from __future__ import annotations

import pytest

from terrabind.constructs.anything import AnythingArgument, AnythingReference, AnythingToken


class Recording:
    """An element that writes down what it is asked, and what it is given."""

    output = AnythingToken()
    body = AnythingArgument()

    def __init__(self) -> None:
        self.given: dict[str, object] = {}

    def token_at(self, kind: str, path: str) -> str:
        """Return what was asked, as a text."""
        return f"{kind} {path}"

    def input_of(self, name: str) -> object:
        """Return what was given."""
        return self.given.get(name)

    def assign(self, name: str, value: object) -> None:
        """Remember what is given."""
        self.given[name] = value


@pytest.mark.parametrize(
    ("steps", "path"),
    [
        ((), "output"),
        (("uuid",), "output.uuid"),
        (("items", 0, "id"), "output.items[0].id"),
        (("a.b", "with space", 'quo"te'), 'output["a.b"]["with space"]["quo\\"te"]'),
        (("0",), 'output["0"]'),
    ],
)
def test_steps_become_an_address_in_terraforms_words(steps: tuple[str | int, ...], path: str) -> None:
    """Names of members are an API's own, and not all of them are names to Terraform."""
    assert Recording().output.get(*steps).text == f"string {path}"


def test_a_value_is_taken_as_what_its_reader_says() -> None:
    """Nobody else knows its type."""
    found = Recording().output.get("x")
    asked: list[object] = [found.text, found.number, found.texts, found.texts_by_name, found.token]
    assert asked == [f"{kind} output.x" for kind in ("string", "number", "list", "map", "any")]


def test_only_an_argument_can_be_given() -> None:
    """What the server answers would be hidden by a value."""
    element = Recording()
    element.body = {"a": [1, None]}
    assert element.given == {"body": {"a": [1, None]}}
    assert isinstance(element.body, AnythingReference)
    with pytest.raises(AttributeError, match="output of Recording cannot be set"):
        element.output = 1  # type: ignore[assignment] # the mistake
