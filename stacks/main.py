"""The access of two teams, from `access.toml` to bindings on three APIs: `python stacks/main.py`, or `cdktf synth`.

Addresses and credentials come from the environment of Terraform (`FIREWORKS_API_KEY` and so on), so the same stack runs
against the emulators and against the real thing. `TERRABIND_BACKEND` says where the state is kept; see `backends.py`.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path

from access_matrix import AccessFileError, read_access
from backends import BackendError, choose_backend
from team_access import TeamAccess
from terrabind.cdktf import App, ArgumentError, TerrabindProvider, TerraformStack


class AccessStack(TerraformStack):
    """One stack with the access of every team in the file."""

    def __init__(self, app: App, matrix: Path, environment: Mapping[str, str]) -> None:
        super().__init__(app, "access")
        choose_backend(self, environment)
        TerrabindProvider(self)
        for team in read_access(matrix):
            TeamAccess(self, team.name, team)


def main() -> int:
    """Synthesize; a mistake in the file or the environment is told in its own words, without a traceback."""
    app = App()
    try:
        AccessStack(app, Path(__file__).with_name("access.toml"), os.environ)
    except (AccessFileError, ArgumentError, BackendError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    app.synth()
    return 0


if __name__ == "__main__":
    sys.exit(main())
