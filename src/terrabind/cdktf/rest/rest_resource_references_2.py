"""Generated from `terrabind.generic.attributes` by `python -m terrabind.generate`: do not edit."""

from __future__ import annotations

from terrabind.cdktf.rest.rest_resource_references import (
    RestResourceWaitCreateReference,
    RestResourceWaitUpdateReference,
)
from terrabind.constructs.members import FlagToken, ObjectReference, ObjectToken, TextsToken, TextToken

__all__ = [
    "RestResourceTimeoutsReference",
    "RestResourceWaitDeleteReference",
    "RestResourceWaitDeleteStatusFromReference",
    "RestResourceWaitReference",
]


class RestResourceWaitDeleteStatusFromReference(ObjectReference):
    """Tokens of `status_from`: where the status stands; the HTTP status when left out."""

    body = TextToken()
    """The path of the status in the answer."""

    header = TextToken()
    """The header that holds the status."""

    code = FlagToken()
    """Whether the HTTP status itself is the status."""


class RestResourceWaitDeleteReference(ObjectReference):
    """Tokens of `delete`: what the delete is waited for, when the server goes on after its answer."""

    status_from = ObjectToken(RestResourceWaitDeleteStatusFromReference)
    """Where the status stands; the HTTP status when left out."""

    success = TextsToken()
    """The statuses that end the wait well."""

    pending = TextsToken()
    """The statuses that are waited out; any other fails. When left out, whatever is not success is waited out."""

    path = TextToken()
    """The address to ask; the object's own when left out.

    `{path}`, `{id}`, `{body.x}` and `{output.x}` are filled in.
    """

    header = TextToken()
    """The header of the answer that names the address to ask, such as `Operation-Location`."""

    interval = TextToken()
    """Time between two looks where the server's `Retry-After` says no more; 2 seconds when left out."""

    timeout = TextToken()
    """How long to wait in all; without it as long as the delete may take."""


class RestResourceWaitReference(ObjectReference):
    """Tokens of `wait`: what is waited for after an operation."""

    create = ObjectToken(RestResourceWaitCreateReference)
    """What the create is waited for, when the server goes on after its answer."""

    update = ObjectToken(RestResourceWaitUpdateReference)
    """What the update is waited for, when the server goes on after its answer."""

    delete = ObjectToken(RestResourceWaitDeleteReference)
    """What the delete is waited for, when the server goes on after its answer."""


class RestResourceTimeoutsReference(ObjectReference):
    """Tokens of `timeouts`: how long each operation may take, retries and waiting included."""

    create = TextToken()
    """How long the create may take in all, for example "30s" or "5m"; without it 5m."""

    read = TextToken()
    """How long the read may take in all, for example "30s" or "5m"; without it 2m."""

    update = TextToken()
    """How long the update may take in all, for example "30s" or "5m"; without it 5m."""

    delete = TextToken()
    """How long the delete may take in all, for example "30s" or "5m"; without it 5m."""
