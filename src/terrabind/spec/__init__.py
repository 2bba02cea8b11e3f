"""The vocabulary in which APIs and resources are described.

Everything here is a frozen value or a pure function over values; nothing talks to a network, a file or Terraform.
May import: the standard library only.
Does not belong here: how a request is sent (`terrabind.rest`), what a particular vendor offers (`terrabind.apis`),
how Terraform sees a schema (`terrabind.plugin`).
"""
