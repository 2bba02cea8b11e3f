"""The peer: what `cdktf get` makes of our own provider's schema, for comparison of names, configurations and speed.

Its package is called `terrabind` like ours, so it only ever runs in a process of its own: `peer_program.py`.
"""

from __future__ import annotations

import json
import os
import shlex
import subprocess
from pathlib import Path

from terrabind.cli import configuration
from terrabind.cli.mirror import Mirror, find_interpreter
from terrabind.node import find_node
from terrabind.terraform import embedded

ROOT = Path(__file__).parents[2]
CLI = ROOT / ".venv" / "cdktf-cli" / "node_modules" / ".bin" / "cdktf"
PROGRAM = Path(__file__).with_name("peer_program.py")

_PROJECT = {
    "language": "python",
    "app": "true",
    "projectId": "peer",
    "sendCrashReports": "false",
    "terraformProviders": [{"name": "terrabind", "source": "terrabind/terrabind"}],
    "terraformModules": [],
    "codeMakerOutput": "imports",
    "context": {},
}


def generate_bindings(folder: Path) -> Path:
    """Run `cdktf get` for the installed provider in `folder`, without the network; return where its package lies."""
    assert CLI.is_file(), "the cdktf CLI is not installed; make test installs it"
    for name in ("home", "bin", "mirror"):
        (folder / name).mkdir(parents=True)
    (folder / "cdktf.json").write_text(json.dumps(_PROJECT))
    Mirror(folder / "mirror").write(find_interpreter())
    (folder / "terraformrc").write_text(configuration.render(folder / "mirror"))
    node = find_node()
    _write_npm(folder / "bin" / "npm", node.program)
    environment = node.environment({"PATH": os.environ.get("PATH", os.defpath)})
    completed = subprocess.run(
        [str(node.program), str(CLI), "get", "--language", "python", "--force"],
        cwd=folder,
        env={
            **environment,
            "PATH": os.pathsep.join([str(folder / "bin"), environment["PATH"]]),
            "HOME": str(folder / "home"),
            "TF_CLI_CONFIG_FILE": str(folder / "terraformrc"),
            "TERRAFORM_BINARY_NAME": str(embedded().write_script(folder / "bin")),
            "CHECKPOINT_DISABLE": "1",
            "DISABLE_VERSION_CHECK": "1",
            "CDKTF_DISABLE_PLUGIN_CACHE_ENV": "1",
            "CI": "1",
            "FORCE_COLOR": "0",
        },
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert completed.returncode == 0, completed.stdout[-3000:]
    return folder / "imports"


def _write_npm(path: Path, node: Path) -> None:
    """The CLI packs what it generates with npm; the `npm` beside the packaged Node is a copy that finds nothing."""
    script = node.resolve().parent.parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    words = [str(node), str(script)] if script.is_file() else ["/usr/bin/env", "npm"]
    path.write_text(f'#!/bin/sh\nexec {shlex.join(words)} "$@"\n')
    path.chmod(0o755)
