"""Importing the package is cheap: Terraform starts the plugin several times per command."""

from __future__ import annotations

import subprocess
import sys

import pytest

import terrabind.rest


def test_the_package_and_its_errors_do_not_load_httpx() -> None:
    """The plugin maps errors and makes options before any request is wanted."""
    program = (
        "import sys; from terrabind.rest import IncompleteError, Options, resolve; "
        "print([name for name in ('httpx', 'defusedxml') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_client_loads_httpx_without_its_command_line() -> None:
    """Its click and rich cost more than the rest of it, in every process that Terraform starts."""
    program = (
        "import sys, terrabind.rest.client, httpx; "
        "print([name for name in ('click', 'rich', 'pygments', 'httpx._main') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_client_is_loaded_when_it_is_asked_for() -> None:
    """The public name stands where users look for it."""
    assert terrabind.rest.Client.__name__ == "Client"
    with pytest.raises(AttributeError):
        terrabind.rest.Server  # type: ignore[attr-defined]  # noqa: B018 - that it is missing is the point
