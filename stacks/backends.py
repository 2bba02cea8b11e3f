"""Where Terraform keeps the state, chosen by the environment so that the same stack serves a laptop and a pipeline.

`TERRABIND_BACKEND` is one of:

- `local` (the default): a file beside the project;
- `pg`: PostgreSQL, at `PG_CONN_STR`; schema `PG_SCHEMA_NAME`;
- `s3`: the bucket `TERRABIND_S3_BUCKET`, key `TERRABIND_S3_KEY`; region and credentials as for the AWS CLI, another
  endpoint in `AWS_ENDPOINT_URL_S3`;
- `http`: a state server at `TF_HTTP_ADDRESS`; `TF_HTTP_LOCK_ADDRESS` and `TF_HTTP_UNLOCK_ADDRESS` for locks,
  `TF_HTTP_USERNAME` and `TF_HTTP_PASSWORD` to get in;
- `hcp`: HCP Terraform, organisation `TF_CLOUD_ORGANIZATION`, workspace `TF_WORKSPACE`, host `TF_CLOUD_HOSTNAME`.

Secrets are never written into the synthesized configuration: Terraform reads them from the same environment itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from terrabind.cdktf import (
    CloudBackend,
    HttpBackend,
    LocalBackend,
    NamedCloudWorkspace,
    PgBackend,
    S3Backend,
    TerraformStack,
)


class BackendError(Exception):
    """The environment asks for a backend that there is not, or leaves out what it needs."""


def choose_backend(stack: TerraformStack, environment: Mapping[str, str]) -> None:
    """Give the stack the backend that the environment asks for. Raises `BackendError`."""
    name = environment.get("TERRABIND_BACKEND") or "local"
    if name not in _BACKENDS:
        raise BackendError(f'TERRABIND_BACKEND is "{name}"; accepted: {", ".join(_BACKENDS)}')
    _BACKENDS[name](stack, environment)


def _keep_local(stack: TerraformStack, environment: Mapping[str, str]) -> None:
    path = environment.get("TERRABIND_STATE_FILE")
    if path:
        LocalBackend(stack, path=path)


def _keep_in_postgresql(stack: TerraformStack, environment: Mapping[str, str]) -> None:
    _need(environment, "PG_CONN_STR")
    backend = PgBackend(stack, conn_str="")
    backend.add_override("conn_str", None)  # it holds a password; Terraform reads the variable itself


def _keep_in_s3(stack: TerraformStack, environment: Mapping[str, str]) -> None:
    bucket = _need(environment, "TERRABIND_S3_BUCKET")
    key = environment.get("TERRABIND_S3_KEY") or "terrabind/access.tfstate"
    backend = S3Backend(stack, bucket=bucket, key=key, encrypt=True)
    if environment.get("AWS_ENDPOINT_URL_S3"):  # another maker's storage: no AWS account behind it, no bucket hosts
        for name in ("skip_credentials_validation", "skip_requesting_account_id", "use_path_style"):
            backend.add_override(name, True)


def _keep_behind_http(stack: TerraformStack, environment: Mapping[str, str]) -> None:
    HttpBackend(
        stack,
        address=_need(environment, "TF_HTTP_ADDRESS"),
        lock_address=environment.get("TF_HTTP_LOCK_ADDRESS"),
        unlock_address=environment.get("TF_HTTP_UNLOCK_ADDRESS"),
    )


def _keep_in_hcp(stack: TerraformStack, environment: Mapping[str, str]) -> None:
    CloudBackend(
        stack,
        organization=_need(environment, "TF_CLOUD_ORGANIZATION"),
        workspaces=NamedCloudWorkspace(environment.get("TF_WORKSPACE") or "access"),
        hostname=environment.get("TF_CLOUD_HOSTNAME"),
    )


def _need(environment: Mapping[str, str], name: str) -> str:
    value = environment.get(name)
    if not value:
        raise BackendError(f"TERRABIND_BACKEND={environment.get('TERRABIND_BACKEND')} needs {name} in the environment")
    return value


_BACKENDS: Mapping[str, Callable[[TerraformStack, Mapping[str, str]], None]] = {
    "local": _keep_local,
    "pg": _keep_in_postgresql,
    "s3": _keep_in_s3,
    "http": _keep_behind_http,
    "hcp": _keep_in_hcp,
}
