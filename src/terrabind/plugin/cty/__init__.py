"""Terraform's values: between its wire forms (MessagePack on calls, JSON in state) and `terrabind.spec.values.Value`.

``codec`` is the front: a `Codec` for the attributes of one schema, compiled once and used for every call. Below it
stand ``kinds`` (types as Terraform writes them), ``decode`` and ``encode`` (MessagePack), ``state`` (JSON) and
``places`` (where an object is dynamic, and with which types).

Numbers keep every digit: whole ones are `int`, others `float` where that is exact and `Decimal` where it is not.
Unknown values, refined or not, are `UNKNOWN`, and go back without their refinement, which Terraform allows. A
collection of type dynamic remembers its own type, and an object the types of its dynamic members, nulls and unknowns
included, so that they go back as they came.

May import: ``spec``, ``msgpack``.
Does not belong here: protobuf messages, what an attribute means to a plan (`terrabind.plugin.plan`).
"""
