"""moto's IAM behind the two paths that Dell ECS has: a server that nobody here wrote."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from moto.iam.models import iam_backends
from moto.moto_server.werkzeug_app import create_backend_app
from werkzeug.serving import make_server


class IamAtItsPath:
    """Serves moto's IAM, which lives at `/`, under ECS's `/iam`."""

    def __init__(self) -> None:
        self.iam = create_backend_app("iam")

    def __call__(self, environ: dict[str, Any], answer: Any) -> Iterable[bytes]:
        """Answer one request."""
        if environ["PATH_INFO"] != "/iam":
            answer("404 Not Found", [("Content-Length", "0")])
            return [b""]
        answered: Iterable[bytes] = self.iam({**environ, "PATH_INFO": "/"}, answer)
        return answered


@contextmanager
def serve_iam() -> Iterator[str]:
    """Serve on a free loopback port for as long as the block lasts; yields the address."""
    iam_backends.reset()
    server = make_server("127.0.0.1", 0, IamAtItsPath(), threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join(10)
