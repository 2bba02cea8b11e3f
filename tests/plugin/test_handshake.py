"""The handshake: one line, only for a host, from a process that leaves nothing behind."""

from __future__ import annotations

import base64
import os
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec

from terrabind.plugin.handshake import (
    COOKIE_NAME,
    COOKIE_VALUE,
    HandshakeError,
    check_host,
    client_certificate,
    handshake_line,
    open_endpoint,
)
from tests.plugin.transport.certificates import make_client_certificate

HOST = {COOKIE_NAME: COOKIE_VALUE, "PLUGIN_PROTOCOL_VERSIONS": "5,6"}
COMMAND = (sys.executable, "-I", "-m", "terrabind.plugin.main")
Start = Callable[[Mapping[str, str]], "subprocess.Popen[bytes]"]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Starts the provider as a host would, its socket under a folder of the test's; kills what is left at the end."""
    processes = []

    def begin(environment: Mapping[str, str]) -> subprocess.Popen[bytes]:
        variables = {"PATH": os.environ["PATH"], "TMPDIR": str(tmp_path), **environment}
        processes.append(subprocess.Popen(COMMAND, env=variables, stdout=subprocess.PIPE, stderr=subprocess.PIPE))
        return processes[-1]

    yield begin
    for process in processes:
        process.kill()
        process.communicate()


def read_line(process: subprocess.Popen[bytes]) -> list[str]:
    """The fields of the handshake line."""
    assert process.stdout is not None
    return process.stdout.readline().decode().rstrip("\n").split("|")


def test_without_the_cookie_it_says_what_it_is_and_fails(start: Start) -> None:
    """A person who runs it by hand should learn what to do, and nothing may start."""
    out, err = start({}).communicate(timeout=20)
    assert out == b""
    assert b"terrabind install" in err
    assert b"Traceback" not in err


def test_a_host_that_speaks_only_protocol_5_is_told_so() -> None:
    """The sentence has to name both versions; 'incompatible' alone sends people searching."""
    with pytest.raises(HandshakeError, match=r"protocol 4, 5.*protocol 6"):
        check_host({**HOST, "PLUGIN_PROTOCOL_VERSIONS": "4,5"})


@pytest.mark.parametrize("versions", ["6", "5,6", "", "6,7"])
def test_a_host_that_speaks_protocol_6_is_accepted(versions: str) -> None:
    """Hosts list what they speak in any order, and very old ones list nothing."""
    check_host({**HOST, "PLUGIN_PROTOCOL_VERSIONS": versions})


@pytest.mark.promise(38)
def test_the_line_names_a_private_socket_and_this_starts_certificate(start: Start) -> None:
    """All that a host knows of the plugin is in these six fields."""
    pem = make_client_certificate(ec.SECP521R1()).certificate.decode()
    core, protocol, network, address, kind, certificate = read_line(start({**HOST, "PLUGIN_CLIENT_CERT": pem}))
    assert (core, protocol, network, kind) == ("1", "6", "unix", "grpc")
    assert stat.S_IMODE(Path(address).parent.stat().st_mode) == 0o700
    assert "=" not in certificate
    x509.load_der_x509_certificate(base64.b64decode(certificate + "=" * (-len(certificate) % 4)))


def test_tls_is_off_when_the_host_switched_it_off(start: Start) -> None:
    """A variable left over from an outer host must not make us speak TLS to one that does not."""
    assert client_certificate({"PLUGIN_CLIENT_CERT": "x", "TF_DISABLE_PLUGIN_TLS": "1"}) is None
    assert client_certificate({}) is None
    assert read_line(start(HOST))[-1] == ""


@pytest.mark.promise(38)
def test_nothing_but_the_line_reaches_standard_output(start: Start) -> None:
    """go-plugin reads that stream; a library's stray print would end the session."""
    process = start({**HOST, "TF_LOG": "TRACE"})
    read_line(process)
    process.terminate()
    assert process.communicate(timeout=20)[0] == b""


def test_sigterm_ends_it_and_removes_the_socket(start: Start) -> None:
    """A host that dies before it connects leaves it to us to clean up."""
    process = start(HOST)
    address = Path(read_line(process)[3])
    process.terminate()
    assert process.wait(timeout=20) == 0
    assert not address.parent.exists()


def test_an_interrupt_does_not_end_it(start: Start) -> None:
    """Ctrl-C reaches the whole process group; Terraform, not the plugin, decides what it means."""
    process = start(HOST)
    read_line(process)
    process.send_signal(signal.SIGINT)
    time.sleep(0.3)
    assert process.poll() is None


def test_it_ends_when_its_only_host_is_gone(start: Start) -> None:
    """A host that was killed cannot ask for shutdown; orphans would hold credentials for ever."""
    process = start(HOST)
    address = read_line(process)[3]
    with socket.socket(socket.AF_UNIX) as host:
        host.connect(address)
        host.recv(1)
        assert not Path(address).exists()
    assert process.wait(timeout=20) == 0


def test_it_ends_when_the_process_that_started_it_is_gone(tmp_path: Path) -> None:
    """A host that is killed between start and connect leaves no connection to lose."""
    host = f"import subprocess, time; subprocess.Popen({list(COMMAND)!r}); time.sleep(0.5)"
    variables = {**HOST, "PATH": os.environ["PATH"], "TMPDIR": str(tmp_path)}
    # The pipe's end is reached when the last process that holds it has ended, and that is the plugin.
    ended = subprocess.run([sys.executable, "-c", host], env=variables, capture_output=True, timeout=20, check=True)
    assert ended.stdout.startswith(b"1|6|unix|")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_with_a_long_name_is_not_used(tmp_path: Path) -> None:
    """A socket's path has about a hundred bytes, and macOS's own temporary folders take half of them."""
    endpoint = open_endpoint({"TMPDIR": str(tmp_path / ("long" * 30))})
    assert len(endpoint.address) < 100
    endpoint.listener.close()
    endpoint.remove()
    assert not Path(endpoint.address).parent.exists()


def test_the_hosts_own_folder_for_sockets_is_honoured() -> None:
    """Hosts that run plugins in containers share one folder with them."""
    with tempfile.TemporaryDirectory() as folder:  # a socket's path must be short, and pytest's folders are not
        endpoint = open_endpoint({"PLUGIN_UNIX_SOCKET_DIR": folder})
        assert Path(endpoint.address).is_relative_to(folder)
        endpoint.listener.close()
        endpoint.remove()


def test_without_unix_sockets_a_loopback_port_in_the_hosts_range_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    """Windows; the range is the host's because its firewall may know it."""
    monkeypatch.delattr(socket, "AF_UNIX")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(HandshakeError, match="No free port"):
            open_endpoint({"PLUGIN_MIN_PORT": str(port), "PLUGIN_MAX_PORT": str(port)})
    endpoint = open_endpoint({"PLUGIN_MIN_PORT": str(port), "PLUGIN_MAX_PORT": str(port + 50)})
    assert handshake_line(endpoint.network, endpoint.address, None).startswith("1|6|tcp|127.0.0.1:")
    endpoint.listener.close()


def test_what_is_imported_before_the_line_is_little() -> None:
    """Terraform waits for the line several times per command; each of these costs more than the line itself."""
    watch = "import sys, terrabind.plugin.main, terrabind.plugin.certificate; print(*sys.modules)"
    listed = subprocess.run([sys.executable, "-I", "-c", watch], capture_output=True, text=True, check=True)
    late = {"asyncio", "ssl", "logging", "google.protobuf", "hpack", "httpx", "cryptography.x509", "tempfile"}
    assert late & set(listed.stdout.split()) == set()
