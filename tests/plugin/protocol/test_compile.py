"""The compiled messages are those of our .proto, and the .proto is complete for what the provider offers."""

from __future__ import annotations

from pathlib import Path

from terrabind.plugin.protocol import compile as compiling
from terrabind.plugin.protocol import tfplugin6_pb2 as pb

CALLS_WITH_STREAMS = {"ListResource", "InvokeAction"}


def test_the_compiled_module_is_made_from_the_file_beside_it(tmp_path: Path) -> None:
    """An edit of the .proto without compiling would change nothing and look as if it had."""
    compiling.compile_protocol(tmp_path)
    for suffix in ("py", "pyi"):
        name = f"tfplugin6_pb2.{suffix}"
        fresh = (tmp_path / compiling.PACKAGE_FOLDER / name).read_text(encoding="utf-8")
        assert _body(fresh) == _body((compiling.HERE / name).read_text(encoding="utf-8"))


def _body(module: str) -> str:
    """A generated module without its statement about the compiler's own version."""
    start, end = module.find("# Protobuf Python Version"), module.find("# @@protoc_insertion_point(imports)")
    return module if start < 0 else module[:start] + module[end:]


def test_the_service_has_the_calls_of_protocol_6_without_state_stores() -> None:
    """Its full name and these method names are what Terraform asks for on the wire."""
    service = pb.DESCRIPTOR.services_by_name["Provider"]
    assert service.full_name == "tfplugin6.Provider"
    assert len(service.methods) == 28
    assert {method.name for method in service.methods if method.server_streaming} == CALLS_WITH_STREAMS
    assert not any(method.client_streaming for method in service.methods)


def test_every_call_takes_its_own_request() -> None:
    """The servicer's table is built by this rule."""
    for method in pb.DESCRIPTOR.services_by_name["Provider"].methods:
        assert method.input_type.full_name == f"tfplugin6.{method.name}.Request"
        assert method.output_type.full_name.startswith(f"tfplugin6.{method.name}.")
