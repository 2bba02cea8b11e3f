"""The teams of `access.toml` in a directory that only has an HTTP API: `python stacks/directory.py`.

There is no provider for it, and none is needed: each object is a `RestResource`. The API's address and the token come
from Terraform's environment (`REST_BASE_URL`, `TF_VAR_directory_token`).
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

from access_matrix import AccessFileError, Team, read_access
from terrabind.cdktf import (
    App,
    ArgumentError,
    Construct,
    Json,
    TerrabindProvider,
    TerraformOutput,
    TerraformStack,
    TerraformVariable,
)
from terrabind.cdktf.rest import DataRestRequest, RestResource, RestResourceRead

# The directory has no address for a team's name, so a team is looked for in the list of all, page by page.
_BY_NAME: RestResourceRead = {
    "search": {
        "items": "teams",
        "match": {"name": "{body.name}"},
        "page": {"token_param": "after", "token_from": "next"},
    }
}


class DirectoryTeam(Construct):
    """One team, and the seat of each of its people.

    Raises `terrabind.cdktf.ArgumentError` when a value is not acceptable.
    """

    def __init__(self, scope: Construct, id_: str, *, team: Team, parent: RestResource | None = None) -> None:
        super().__init__(scope, id_)
        body: dict[str, Json | None] = {
            "name": team.name,
            "labels": {"managed-by": "terraform"},
            "parent": None if parent is None else parent.id,
        }
        self.team = RestResource(
            self,
            "team",
            path="/v2/teams",
            body=body,
            read=_BY_NAME,
            update={"strategy": "merge_patch"},
            output_fields=["created.at"],
            lock="teams",
        )
        self.seats = {
            name: RestResource(
                self, name, path=f"/v2/teams/{self.team.id}/seats", body={"mail": address, "quota_bytes": 2**60}
            )
            for name, address in _people_of(team).items()
        }


class DirectoryStack(TerraformStack):
    """The directory with a parent team, the teams of the matrix, and how long a session lasts."""

    def __init__(self, app: App, matrix: Path) -> None:
        super().__init__(app, "directory")
        token = TerraformVariable(self, "directory_token", type="string", sensitive=True)
        TerrabindProvider(self, rest={"auth": {"bearer": token.string_value}, "headers": {"X-Client": "terraform"}})
        company = DirectoryTeam(self, "company", team=Team("company", ()))
        for team in read_access(matrix):
            DirectoryTeam(self, team.name, team=team, parent=company.team)
        RestResource(
            self,
            "sessions",
            path="/v2/settings/sessions",
            create={"method": "PUT"},
            body={"idle_minutes": 30, "allowed": ["web", "api"]},
            unordered=["allowed"],
            on_destroy="keep",
        )
        health = DataRestRequest(self, "health", path="/v2/health")
        TerraformOutput(self, "since", value=company.team.output.get("created", "at").text)
        TerraformOutput(self, "version", value=health.output.get("version").token)


def _people_of(team: Team) -> Mapping[str, str]:
    people = {name: mail for grant in team.grants for member in grant.members for name, mail in member.people.items()}
    return dict(sorted(people.items()))


def main() -> int:
    """Synthesize; a mistake in the file is told in its own words, without a traceback."""
    app = App()
    try:
        DirectoryStack(app, Path(__file__).with_name("access.toml"))
    except (AccessFileError, ArgumentError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    app.synth()
    return 0


if __name__ == "__main__":
    sys.exit(main())
