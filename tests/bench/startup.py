"""(a) From exec to the handshake line, and memory then; the floor is a Python that imports asyncio and ssl."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from tests.bench.figures import interleave, write_table

FLOOR = "import asyncio, ssl; print('ready', flush=True)"
COOKIE = "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2"


def make_client_certificate() -> str:
    """A certificate of the kind that Terraform makes for each plugin: ECDSA P-521, self-signed."""
    from datetime import UTC, datetime, timedelta

    key = ec.generate_private_key(ec.SECP521R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = builder.serial_number(1).not_valid_before(now).not_valid_after(now + timedelta(hours=1))
    return builder.sign(key, hashes.SHA512()).public_bytes(Encoding.PEM).decode()


def time_first_line(command: list[str], environment: dict[str, str], memory: list[float]) -> float:
    """Start a process, and return the seconds until its first line; notes its peak memory in MB at that moment."""
    began = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment)
    assert process.stdout is not None
    line = process.stdout.readline()
    seconds = time.perf_counter() - began
    assert line, f"{command} said nothing"
    time.sleep(0.15)
    status = Path(f"/proc/{process.pid}/status").read_text() if process.poll() is None else ""
    memory += [int(row.split()[1]) / 1024 for row in status.splitlines() if row.startswith("VmHWM")]
    process.kill()
    process.wait()
    return seconds


def measure(runs: int = 15) -> str:
    """Return the table."""
    plugin = {
        **os.environ,
        "TF_PLUGIN_MAGIC_COOKIE": COOKIE,
        "PLUGIN_PROTOCOL_VERSIONS": "6",
        "PLUGIN_CLIENT_CERT": make_client_certificate(),
    }
    memory: list[float] = []
    figures = interleave(
        {
            "floor": lambda: time_first_line([sys.executable, "-I", "-c", FLOOR], dict(os.environ), []),
            "plugin": lambda: time_first_line([sys.executable, "-I", "-m", "terrabind.plugin.main"], plugin, memory),
        },
        runs,
    )
    rows = [
        [
            name,
            f"{figure.median * 1000:.0f} ms",
            f"{min(figure.runs) * 1000:.0f} ms",
            f"{figure.ratio(figures['floor']):.2f}",
        ]
        for name, figure in figures.items()
    ]
    table = write_table("(a) exec to handshake line", ["process", "median", "least", "x floor"], rows)
    peak = sorted(memory)[len(memory) // 2]
    return f"{table}\n\nMemory of the started plugin: {peak:.0f} MB (peak, median of {len(memory)})."
