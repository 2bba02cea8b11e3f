"""One set of emulators for each worker, and a fresh working folder with real Terraform for each test.

Every test runs on the embedded Terraform. On those of PATH run the files that Terraform's own version can matter to;
with `TERRABIND_CHAOS=full` all of them do. What is left out for that reason is counted as deselected.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from tests.e2e.chaos import FULL
from tests.e2e.workspace import Apis, Workspace, list_terraforms, prepare_environment, serve_apis

TERRAFORMS = list_terraforms()
EVERYWHERE = (
    "test_handover",
    "test_life_cycle",
    "test_remote_state",
    "test_signals",
    "test_upgrade",
)
"""What depends on Terraform: how it plans, stores, moves and stops. The others try what the provider says."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out the Terraforms of PATH where another one shows the same."""
    left = [] if FULL else [item for item in items if not _is_wanted(item)]
    items[:] = [item for item in items if item not in left]
    config.hook.pytest_deselected(items=left)


def _is_wanted(item: pytest.Item) -> bool:
    if item.path.parent.name != "e2e" or item.path.stem in EVERYWHERE or not isinstance(item, pytest.Function):
        return True
    callspec = getattr(item, "callspec", None)  # only functions with parameters have one
    chosen: Sequence[object] = () if callspec is None else tuple(callspec.params.values())
    return not {"path", "tofu"} & {each for each in chosen if isinstance(each, str)}


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


@pytest.fixture(params=[name for name in TERRAFORMS if name != "path"])
def modern(request: pytest.FixtureRequest, tmp_path: Path, apis: Apis) -> Workspace:
    """The embedded Terraform, and OpenTofu: for what only versions from 1.12 on have."""
    folder = tmp_path / "modern"
    folder.mkdir()
    return Workspace(folder, TERRAFORMS[request.param], apis, prepare_environment(tmp_path, apis))
