"""One set of emulators for each worker, and a fresh working folder with real Terraform for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.workspace import Apis, Workspace, list_terraforms, prepare_environment, serve_apis

TERRAFORMS = list_terraforms()


@pytest.fixture(scope="session")
def shared_apis(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Apis]:
    with serve_apis(tmp_path_factory.mktemp("apis")) as apis:
        yield apis


@pytest.fixture
def apis(shared_apis: Apis) -> Apis:
    shared_apis.reset()
    return shared_apis


@pytest.fixture(params=list(TERRAFORMS))
def workspace(request: pytest.FixtureRequest, tmp_path: Path, apis: Apis) -> Workspace:
    folder = tmp_path / "work"
    folder.mkdir()
    return Workspace(folder, TERRAFORMS[request.param], apis, prepare_environment(tmp_path, apis))


@pytest.fixture
def modern(tmp_path: Path, apis: Apis) -> Workspace:
    """The embedded Terraform alone: for what only versions from 1.12 on have."""
    folder = tmp_path / "modern"
    folder.mkdir()
    return Workspace(folder, TERRAFORMS["embedded"], apis, prepare_environment(tmp_path, apis))
