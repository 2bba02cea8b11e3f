"""Who gains and who loses which access in a Terraform plan, told before it is applied.

A plan is read (`reading`), its grants are taken out as edges on both sides (`extraction`), the sides are compared
(`difference`), rules judge what changes (`rules`), and a `Report` is written in any format (`render`). It needs no
credential, no network and, for plan JSON, no Terraform. May import: `terrabind.spec` and `terrabind.apis`. Does not
belong here: how any API is talked to, the command line (`terrabind.cli`).
"""
