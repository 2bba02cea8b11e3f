"""Any HTTP API as a description that is made while Terraform runs, from what the user writes in one resource.

`API` is its provider block, `ATTRIBUTES` are those of `terrabind_rest_resource`, and `describe` compiles the values of
one such resource into a `terrabind.spec.resource.Resource`, on which the same engine works as on the typed ones. May
import: `terrabind.spec`. Does not belong here: how to talk HTTP (`terrabind.rest`), Terraform's protocol.
"""
