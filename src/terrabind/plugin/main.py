"""The provider's process: first the handshake line, then everything else.

Terraform waits for the line before it does anything with the plugin, so what is imported before it is kept to sockets
and one key; the event loop, protobuf and the resources are imported while Terraform reads it. SIGINT is ignored:
Terraform shares its terminal with the plugin and says itself what an interrupt means.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
from typing import TYPE_CHECKING, Final

from terrabind.plugin.handshake import (
    HandshakeError,
    announce,
    check_host,
    client_certificate,
    handshake_line,
    open_endpoint,
)

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Mapping
    from types import FrameType
    from typing import NoReturn

    from terrabind.plugin.certificate import Identity
    from terrabind.plugin.handshake import Endpoint
    from terrabind.plugin.transport import Server

REATTACH_FLAG: Final = "--reattach"
SHUTDOWN_SECONDS: Final = 1.5
"""Grace for shielded calls after the host's shutdown request; it kills after two seconds."""
TERMINATE_SECONDS: Final = 30.0
"""Grace for running calls after SIGTERM."""
_PARENT_SECONDS: Final = 1.0


def main() -> None:
    """Run the provider; what the console script ``terraform-provider-terrabind`` calls."""
    if REATTACH_FLAG in sys.argv[1:]:
        _run_reattached()
        return
    # What is imported stays: looking through it for garbage again and again is a tenth of the start.
    gc.disable()
    environment = os.environ
    parent = os.getppid()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, _leave)
    try:
        check_host(environment)
        endpoint = open_endpoint(environment)
    except (HandshakeError, OSError) as error:
        sys.stderr.write(f"{error}".rstrip("\n") + "\n")
        sys.exit(1)
    try:
        _serve_host(endpoint, environment, parent)
    finally:
        endpoint.remove()


def _leave(_number: int, _frame: FrameType | None) -> NoReturn:
    """SIGTERM before anything is served: go, and leave no socket behind."""
    sys.exit(0)


def _serve_host(endpoint: Endpoint, environment: Mapping[str, str], parent: int) -> None:
    trusted = client_certificate(environment)
    identity = None
    if trusted is not None:
        from terrabind.plugin.certificate import make_identity

        identity = make_identity()
    announce(handshake_line(endpoint.network, endpoint.address, None if identity is None else identity.certificate))
    import asyncio

    asyncio.run(_serve(endpoint, identity, trusted, environment, parent))
    # The interpreter's tidying up costs some twenty milliseconds of every command, and there is nothing left to tidy.
    endpoint.remove()
    sys.stderr.flush()
    os._exit(0)


async def _serve(
    endpoint: Endpoint, identity: Identity | None, trusted: str | None, environment: Mapping[str, str], parent: int
) -> None:
    import asyncio

    from terrabind.plugin.goplugin import with_controller
    from terrabind.plugin.logs import start_logging
    from terrabind.plugin.transport import serve

    tls = None
    if identity is not None and trusted is not None:
        from terrabind.plugin.certificate import server_context

        tls = server_context(identity, trusted)
    start_logging(environment)
    from terrabind.plugin.servicer import handler_factory

    stopping = asyncio.Event()
    terminated = asyncio.Event()

    def on_change(server: Server) -> None:
        """The one host is connected: nobody else needs to find us. It is gone: nothing is left to do."""
        if server.connections:
            endpoint.remove()
            server.stop_listening()
        else:
            stopping.set()

    server = await serve(with_controller(handler_factory(), stopping), endpoint.listener, tls, on_change=on_change)
    _watch(stopping, terminated, parent)
    gc.freeze()
    gc.enable()
    await stopping.wait()
    await server.close(TERMINATE_SECONDS if terminated.is_set() else SHUTDOWN_SECONDS, abandon=not terminated.is_set())


def _watch(stopping: asyncio.Event, terminated: asyncio.Event, parent: int) -> None:
    """Have SIGTERM and the end of the parent process end this one too."""
    import asyncio

    loop = asyncio.get_running_loop()

    def terminate() -> None:
        terminated.set()
        stopping.set()

    def look() -> None:
        if os.getppid() != parent:
            terminate()
        else:
            loop.call_later(_PARENT_SECONDS, look)

    if hasattr(signal, "SIGTERM") and sys.platform != "win32":
        loop.add_signal_handler(signal.SIGTERM, terminate)
    look()


def _run_reattached() -> None:
    import asyncio

    asyncio.run(_serve_reattached())


async def _serve_reattached() -> None:
    import asyncio

    from terrabind.plugin.goplugin import serve_reattach
    from terrabind.plugin.logs import start_logging
    from terrabind.plugin.servicer import handler_factory

    start_logging(os.environ)
    reattached = await serve_reattach(handler_factory())
    loop = asyncio.get_running_loop()
    if sys.platform != "win32":
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, reattached.stopping.set)
    for name, value in reattached.environment.items():
        sys.stdout.write(f"{name}='{value}'\n")
    sys.stdout.flush()
    await reattached.stopping.wait()
    await reattached.close()


if __name__ == "__main__":
    main()
