"""`terraform query` shows what is live, and writes the configuration by which it is imported."""

from __future__ import annotations

import pytest

from tests.e2e.cases import CASES
from tests.e2e.rest_server import serve_rest
from tests.e2e.workspace import Workspace
from tests.plugin.fake_rest import FakeRest

pytestmark = [pytest.mark.e2e, pytest.mark.parametrize("workspace", ["embedded"], indirect=True)]


def ask(workspace: Workspace, *lists: str) -> None:
    """Have Terraform write the configuration of what these lists find."""
    (workspace.directory / "live.tfquery.hcl").write_text("\n".join(lists), encoding="utf-8")
    workspace.run("query", "-no-color", "-generate-config-out=found.tf")


@pytest.mark.promise(22)
def test_what_is_live_is_found_and_imported_with_nothing_to_do(workspace: Workspace) -> None:
    """Whoever starts with Terraform has years of grants, and types none of them in."""
    workspace.configure({"resource": {case.type: {"this": dict(case.config)} for case in CASES}})
    workspace.init()
    workspace.apply()
    (workspace.directory / "terraform.tfstate").unlink()
    workspace.configure({})
    ask(workspace, *(f'list "{case.type}" "live" {{\n  provider = terrabind\n}}' for case in CASES))
    assert workspace.plan() == {"import": sorted(f"{case.type}.live_0" for case in CASES)}


@pytest.mark.promise(22)
def test_the_collection_of_any_api_is_found_and_imported(workspace: Workspace) -> None:
    """What it takes is the address of the collection."""
    fake = FakeRest(objects={f"/things/{n}": {"id": n, "name": f"thing {n}"} for n in (7, 8)})
    with serve_rest(fake) as address:
        workspace.configure({"provider": {"terrabind": {"rest": {"base_url": address}}}})
        workspace.init()
        things = 'config {\n    path = "/things"\n    items = "data"\n    name_from = "name"\n  }'
        ask(workspace, f'list "terrabind_rest_resource" "live" {{\n  provider = terrabind\n  {things}\n}}')
        assert workspace.plan() == {"import": [f"terrabind_rest_resource.live_{n}" for n in (0, 1)]}
