"""The Terraform provider plugin: protocol 6 over a transport of our own, for any catalogue of resources.

May import: ``spec``, ``codec``, ``rest`` and ``apis`` of this package; ``protobuf``, ``hpack``, ``msgpack`` and
``cryptography``, each in the one module that needs it. Terraform starts the plugin three to five times per command, so
this module imports nothing and `terrabind.plugin.main` imports as little as it can before the handshake line.
Does not belong here: HTTP towards the vendors (`terrabind.rest`), what a resource is (`terrabind.apis`).
"""
