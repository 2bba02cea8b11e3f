"""Real servers that nobody here wrote, each started on loopback for as long as a block lasts.

A module is one server: `find()` says what it lacks, `serve(folder)` starts it and yields a `Server`, whose `live`,
`edit` and `remove` speak the server's own API with plain httpx. They are the witness of what Terraform did, so of
terrabind only the choice of a Node is imported here. Does not belong here: what terrabind emulates
(`terrabind.emulator`), what the tests claim.
"""
