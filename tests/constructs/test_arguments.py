"""Terraform's own arguments get the names that Node uses, and are judged before the kit sees them."""

from __future__ import annotations

import pytest

from terrabind.constructs.arguments import FOR_RESOURCES, read_meta
from terrabind.constructs.error import MisfitError


def test_a_lifecycle_dictionary_gets_the_names_that_node_uses() -> None:
    """Authors write Terraform's names; the kit wants its own."""
    given = {
        "create_before_destroy": True,
        "ignore_changes": ("tags",),
        "precondition": [{"condition": "${true}", "error_message": "no"}],
    }
    assert read_meta({"lifecycle": given}, FOR_RESOURCES) == {
        "lifecycle": {
            "createBeforeDestroy": True,
            "ignoreChanges": ["tags"],
            "precondition": [{"condition": "${true}", "errorMessage": "no"}],
        }
    }


@pytest.mark.parametrize(
    ("given", "argument"),
    [
        ({"lifecycle": {"prevent_destory": True}}, "lifecycle.prevent_destory"),
        ({"lifecycle": {"postcondition": [{"if": "x"}]}}, "lifecycle.postcondition.if"),
        ({"count": -1}, "count"),
        ({"count": True}, "count"),
        ({"count": 1.5}, "count"),
        ({"count": 1, "for_each": object()}, "count"),
        ({"depends_on": "x"}, "depends_on"),
        ({"provisioners": object()}, "provisioners"),
    ],
)
def test_what_the_kit_would_refuse_late_is_refused_by_name(given: dict[str, object], argument: str) -> None:
    """The kit's own errors come during synthesis, without the construct, or not at all."""
    with pytest.raises(MisfitError) as refused:
        read_meta(given, FOR_RESOURCES)
    assert refused.value.argument == argument


def test_null_arguments_are_left_out() -> None:
    """`None` means "not given"."""
    assert read_meta({"count": None, "depends_on": []}, FOR_RESOURCES) == {"dependsOn": []}
