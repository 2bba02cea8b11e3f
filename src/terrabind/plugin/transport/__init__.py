"""gRPC for one peer: an HTTP/2 server of our own, sans-IO at heart, for unary and server-streaming calls.

The seam is `serve(factory, listener, tls)`; a `HandlerFactory` makes the handlers of one connection, a `Handler` turns
a request's bytes into an answer's bytes. From the wire upwards: ``frames`` (HTTP/2 frames and their errors),
``headers`` (header blocks), ``flow`` (limits, windows, allowances), ``inbox`` (requests as they arrive), ``outbox``
(what waits to be sent), ``connection`` (the protocol without any IO), ``call`` (what gRPC adds: status, deadline,
message prefix), ``dispatch`` (calls and tasks) and ``server`` (sockets).

Why not grpcio: Terraform's client certificate is an ECDSA key on P-521, which grpcio's TLS cannot verify, and it costs
several times as much per call. The peer is one local, authenticated process; limits exist so that a broken one
cannot take more than its share.

May import: the standard library and ``hpack``.
Does not belong here: Terraform's messages (`terrabind.plugin.protocol`) or meaning (`terrabind.plugin.servicer`).
"""

from __future__ import annotations

from terrabind.plugin.transport.call import Call, Handler, HandlerFactory, RpcError, Session, StatusCode
from terrabind.plugin.transport.server import Server, serve

__all__ = ["Call", "Handler", "HandlerFactory", "RpcError", "Server", "Session", "StatusCode", "serve"]
