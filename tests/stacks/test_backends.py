"""The state is kept where the environment says, and no secret of it is written down."""

from __future__ import annotations

import json
from typing import Any

import pytest

from backends import BackendError, choose_backend
from terrabind.cdktf import TerraformStack, Testing

SECRETS = {
    "PG_CONN_STR": "postgres://user:hunter2@db.example/state",
    "TF_HTTP_PASSWORD": "hunter2",
    "AWS_SECRET_ACCESS_KEY": "hunter2",
    "TF_TOKEN_app_terraform_io": "hunter2",
}


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({"TERRABIND_BACKEND": "local", "TERRABIND_STATE_FILE": "s"}, {"backend": {"local": {"path": "s"}}}),
        ({"TERRABIND_BACKEND": "pg"}, {"backend": {"pg": {}}}),
        (
            {"TERRABIND_BACKEND": "s3", "TERRABIND_S3_BUCKET": "state"},
            {"backend": {"s3": {"bucket": "state", "key": "terrabind/access.tfstate", "encrypt": True}}},
        ),
        (
            {"TERRABIND_BACKEND": "http", "TF_HTTP_ADDRESS": "https://s.example", "TF_HTTP_LOCK_ADDRESS": "https://l"},
            {"backend": {"http": {"address": "https://s.example", "lock_address": "https://l"}}},
        ),
        (
            {"TERRABIND_BACKEND": "hcp", "TF_CLOUD_ORGANIZATION": "acme", "TF_WORKSPACE": "prod"},
            {"cloud": {"organization": "acme", "workspaces": {"name": "prod"}}},
        ),
    ],
    ids=lambda each: str(each.get("TERRABIND_BACKEND", "")),
)
def test_each_backend(environment: dict[str, str], expected: dict[str, Any], stack: TerraformStack) -> None:
    """Secrets are Terraform's to read; a synthesized file is often an artefact of a pipeline."""
    choose_backend(stack, {**environment, **SECRETS})
    text = Testing.synth(stack)
    assert json.loads(text)["terraform"] == expected
    assert "hunter2" not in text


def test_the_state_is_a_local_file_unless_said(stack: TerraformStack) -> None:
    """A first try needs nothing."""
    choose_backend(stack, {})
    assert "backend" not in json.loads(Testing.synth(stack)).get("terraform", {})


def test_storage_of_another_maker_is_asked_the_way_it_understands(stack: TerraformStack) -> None:
    """Emulators and Dell's own object store know neither AWS accounts nor host names for buckets."""
    given = {"TERRABIND_BACKEND": "s3", "TERRABIND_S3_BUCKET": "b", "AWS_ENDPOINT_URL_S3": "http://127.0.0.1:9"}
    choose_backend(stack, given)
    found = json.loads(Testing.synth(stack))["terraform"]["backend"]["s3"]
    assert found["use_path_style"] is found["skip_requesting_account_id"] is True


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        ({"TERRABIND_BACKEND": "gcs"}, 'TERRABIND_BACKEND is "gcs"; accepted: local, pg, s3, http, hcp'),
        ({"TERRABIND_BACKEND": "pg"}, "TERRABIND_BACKEND=pg needs PG_CONN_STR"),
        ({"TERRABIND_BACKEND": "s3"}, "TERRABIND_BACKEND=s3 needs TERRABIND_S3_BUCKET"),
        ({"TERRABIND_BACKEND": "http"}, "TERRABIND_BACKEND=http needs TF_HTTP_ADDRESS"),
        ({"TERRABIND_BACKEND": "hcp"}, "TERRABIND_BACKEND=hcp needs TF_CLOUD_ORGANIZATION"),
    ],
)
def test_what_is_missing_is_named(environment: dict[str, str], said: str, stack: TerraformStack) -> None:
    """Otherwise Terraform asks on the terminal, or keeps the state where nobody looks."""
    with pytest.raises(BackendError, match=said):
        choose_backend(stack, environment)
