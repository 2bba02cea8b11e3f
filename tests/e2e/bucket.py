"""moto's S3 with one bucket in it: a state store that nobody here wrote."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from moto.moto_server.werkzeug_app import create_backend_app
from moto.s3.models import s3_backends
from werkzeug.serving import make_server

ACCOUNT = "123456789012"
"""The account in which moto puts every caller."""


@dataclass(frozen=True, slots=True)
class Bucket:
    """The bucket of this `name`, and the `address` of the server that has it."""

    name: str
    address: str

    def read(self, key: str) -> str:
        """The text of one object, past the server, which answers to signed requests only."""
        found = s3_backends[ACCOUNT]["aws"].get_object(self.name, key)
        assert found is not None, f"{key} is not there"
        text: bytes = found.value
        return text.decode()


@contextmanager
def serve_bucket(name: str) -> Iterator[Bucket]:
    """Serve an empty bucket on a free loopback port for as long as the block lasts."""
    s3_backends.reset()
    s3_backends[ACCOUNT]["aws"].create_bucket(name, "us-east-1")
    server = make_server("127.0.0.1", 0, create_backend_app("s3"), threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield Bucket(name, f"http://127.0.0.1:{server.server_port}")
    finally:
        server.shutdown()
        thread.join(10)
