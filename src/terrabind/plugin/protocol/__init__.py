"""The messages of Terraform's plugin protocol 6, compiled from a ``.proto`` of our own.

``tfplugin6.proto`` is the source; ``tfplugin6_pb2.py`` and its stub are made from it by ``compile`` and committed.
May import: ``protobuf`` (and ``grpcio-tools`` inside ``compile``, at development time only).
Does not belong here: how messages travel (`terrabind.plugin.transport`), what they mean (`terrabind.plugin.servicer`).
"""
