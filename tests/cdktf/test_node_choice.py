"""A supported Node is chosen before the kit starts one."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from terrabind.cdktf.runtime import choose_node
from terrabind.node import Node, NodeNotFoundError, find_node


def test_a_supported_node_is_named_for_the_kit() -> None:
    """The kit itself takes any `node` on PATH, and prints twenty lines when it is too old."""
    environment = {"PATH": ""}
    choose_node(environment)
    assert Path(environment["JSII_NODE"]) == find_node({"PATH": ""}).program


def test_the_users_own_choice_stays() -> None:
    """Whoever sets JSII_NODE knows why."""
    environment = {"JSII_NODE": "/opt/node/bin/node"}
    choose_node(environment)
    assert environment == {"JSII_NODE": "/opt/node/bin/node"}


def test_an_unsupported_node_is_left_to_the_kit(tmp_path: Path) -> None:
    """A stack on another Node still works; the kit says what it thinks of it."""
    program = tmp_path / "node"
    program.write_text("#!/bin/sh\necho v99.0.0\n")
    program.chmod(0o755)
    environment = {"PATH": str(tmp_path)}
    choose_node(environment, find_none)
    assert "JSII_NODE" not in environment


def test_no_node_at_all_is_an_error_that_says_how_to_get_one(tmp_path: Path) -> None:
    """The kit's own error is a FileNotFoundError about a program that the user never asked for."""
    with pytest.raises(NodeNotFoundError, match=r"terrabind\[node\]"):
        choose_node({"PATH": str(tmp_path)}, find_none)


def find_none(environment: Mapping[str, str]) -> Node:
    """A machine without any supported Node."""
    raise NodeNotFoundError("Node 22 is needed; run: pip install 'terrabind[node]'")
