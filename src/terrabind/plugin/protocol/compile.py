"""Running this module compiles ``tfplugin6.proto`` again: ``python -m terrabind.plugin.protocol.compile [folder]``.

A development-time step. It needs ``grpcio-tools`` (which carries protoc); the plugin itself needs only ``protobuf``.
The two files written, ``tfplugin6_pb2.py`` and ``tfplugin6_pb2.pyi``, are committed. No gRPC stubs are made: the
transport hands over bytes and the servicer names the messages.
"""

from __future__ import annotations

import sys
from importlib.resources import files
from pathlib import Path

HERE = Path(__file__).parent
SOURCE = HERE / "tfplugin6.proto"
PACKAGE_FOLDER = "terrabind/plugin/protocol"
"""Where protoc is told the file lives, so that the descriptor does not depend on the folder of the checkout."""


def compile_protocol(target: Path) -> None:
    """Write the compiled module and its type stub for `SOURCE` into the folder `target`.

    Raises `ModuleNotFoundError` without grpcio-tools and `RuntimeError` when protoc refuses the file.
    """
    from grpc_tools import protoc

    well_known = str(files("grpc_tools") / "_proto")
    arguments = [
        "protoc",
        f"--proto_path={PACKAGE_FOLDER}={HERE}",
        f"--proto_path={well_known}",
        f"--python_out={target}",
        f"--pyi_out={target}",
        f"{PACKAGE_FOLDER}/{SOURCE.name}",
    ]
    if protoc.main(arguments) != 0:
        raise RuntimeError(f"protoc refused {SOURCE}")


def main() -> None:
    """Compile into the folder that holds the package, or into the folder named on the command line."""
    compile_protocol(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE.parents[2])


if __name__ == "__main__":
    main()
