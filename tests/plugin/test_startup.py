"""What a process imports is what each command waits for, three to five times."""

from __future__ import annotations

import json
import subprocess
import sys

PROGRAM = """
import json, sys
from terrabind.plugin.protocol import tfplugin6_pb2 as pb
from terrabind.plugin.servicer import handler_factory
from terrabind.plugin.transport.call import Call, Session
handlers = handler_factory()()
session = Session()
for name in ("GetProviderSchema", "ConfigureProvider", "GetResourceIdentitySchemas", "GetFunctions"):
    request = getattr(pb, name).Request().SerializeToString()
    handlers["/tfplugin6.Provider/" + name](request, Call(name, None, session))
print(json.dumps(sorted(sys.modules)))
"""


def test_a_process_that_makes_no_request_imports_no_http_library() -> None:
    """Of the three processes of a plan, one talks to an API; the others must not pay for it."""
    done = subprocess.run([sys.executable, "-I", "-c", PROGRAM], capture_output=True, text=True, check=True)
    loaded = set(json.loads(done.stdout))
    assert "google.protobuf" in loaded
    heavy = {"httpx", "defusedxml", "starlette", "uvicorn", "cdktf", "click", "rich", "grpc"}
    assert loaded & heavy == set()
