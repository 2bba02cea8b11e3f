"""What a plugin leaves on the machine: one line on its output, and nothing that anybody else could read."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from terrabind.plugin.handshake import COOKIE_NAME, COOKIE_VALUE
from tests.plugin.transport.certificates import make_client_certificate

pytestmark = pytest.mark.promise(38)


def test_the_handshake_prints_one_line_and_leaves_no_key(tmp_path: Path) -> None:
    """The private key lives in memory alone, and the socket where only its owner comes."""
    certificate = make_client_certificate(ec.SECP256R1()).certificate.decode()
    host = {COOKIE_NAME: COOKIE_VALUE, "PLUGIN_PROTOCOL_VERSIONS": "6", "PLUGIN_CLIENT_CERT": certificate}
    variables = {"PATH": os.environ["PATH"], "TMPDIR": str(tmp_path), "TF_LOG": "TRACE", **host}
    command = (sys.executable, "-I", "-m", "terrabind.plugin.main")
    with subprocess.Popen(command, env=variables, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        left = [path for path in tmp_path.rglob("*") if stat.S_ISREG(path.lstat().st_mode)]
        open_to_others = [path for path in tmp_path.iterdir() if path.stat().st_mode & 0o077]
        process.terminate()
        rest, errors = process.communicate(timeout=20)
    assert (line.count(b"|"), rest, left, open_to_others) == (5, b"", [], [])
    assert b"PRIVATE KEY" not in line + errors
