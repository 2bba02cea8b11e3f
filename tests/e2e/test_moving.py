"""An object of another generic provider comes here on real Terraform, as the comparison page says."""

from __future__ import annotations

import json

from tests.e2e.rest_server import serve_rest
from tests.e2e.workspace import Workspace
from tests.plugin.fake_rest import FakeRest

DOG = {"name": "Rex", "weight": 12.5}
HELD = {"path": "/dogs", "id": "42", "data": json.dumps(DOG), "api_response": json.dumps({"id": 42, **DOG})}
STATE = {
    "version": 4,
    "terraform_version": "1.8.0",
    "serial": 1,
    "lineage": "6b7a1f0e-5f0c-4f5e-9d0c-1c1f0f5d3a11",
    "resources": [
        {
            "mode": "managed",
            "type": "restapi_object",
            "name": "dog",
            # The old provider's own name would have init look for the old provider.
            "provider": 'provider["registry.terraform.io/terrabind/terrabind"]',
            "instances": [{"schema_version": 0, "attributes": HELD}],
        }
    ],
}


def test_a_moved_block_takes_over_the_state_of_another_provider(modern: Workspace) -> None:
    """Whoever changes providers must not have to make anything anew; one plan shows it, and it sends only a read."""
    fake = FakeRest(objects={"/dogs/42": {"id": 42, **DOG}})
    (modern.directory / "terraform.tfstate").write_text(json.dumps(STATE))
    with serve_rest(fake) as address:
        modern.configure(
            {
                "provider": {"terrabind": {"rest": {"base_url": address}}},
                "resource": {"terrabind_rest_resource": {"dog": {"path": "/dogs", "body": DOG}}},
                "moved": [{"from": "restapi_object.dog", "to": "terrabind_rest_resource.dog"}],
            }
        )
        modern.init()
        assert modern.plan() == {}
    assert {(each.method, each.url.path) for each in fake.asked} == {("GET", "/base/dogs/42")}
