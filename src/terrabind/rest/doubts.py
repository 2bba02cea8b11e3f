"""What a collection's failures and gaps mean: a feature is missing, nothing is there, or nobody can tell."""

from __future__ import annotations

from terrabind.rest.errors import (
    AnswerError,
    DoubtfulListingError,
    ForbiddenError,
    GoneError,
    NotOfferedError,
    RestError,
    UnreadableAnswerError,
)
from terrabind.rest.settings import places
from terrabind.rest.snapshot import Snapshot
from terrabind.rest.subject import Subject
from terrabind.spec.identity import attribute_at
from terrabind.spec.resource import Resource
from terrabind.spec.types import Presence
from terrabind.spec.values import Values, look_up


def says_gone(resource: Resource, error: AnswerError) -> bool:
    """Tell whether a failure says by the user's word that the object, or all of its collection, is gone.

    A page of HTML says nothing, whatever its status.
    """
    if isinstance(error, UnreadableAnswerError) or (isinstance(error, GoneError) and error.by_page):
        return False
    return error.status in resource.gone_codes or error.says_gone


def of_collection(resource: Resource, error: RestError, *, listing: bool = False) -> RestError:
    """Return what a failure on a collection means: there, "not found" is said of the feature and not of an object.

    A create may be told "not found" of something that it names, and a listing of its scope; where the API has no hint
    that the feature may be missing, these stay what they are.
    """
    api = resource.api
    hinted = bool(api.unavailable_hint)
    if isinstance(error, GoneError):
        of_scope = any(word in error.said.casefold() for word in scope_words(resource))
        missing = hinted or not error.certain or (listing and not of_scope)
    else:
        missing = hinted and isinstance(error, ForbiddenError)
    if not isinstance(error, AnswerError) or not missing:
        return error
    what = resource.plural.replace("_", " ")
    hint = api.unavailable_hint or (
        f"Check that {places(api, api.url_setting)} is the address of the API and that it is enabled for this account."
    )
    if listing and not resource.echoes and isinstance(error, GoneError) and not error.by_page:
        hint += (
            f" If it says that the collection is gone with all that was in it, let `read.gone_codes` hold "
            f"{error.status}, and take that into the state by `terraform apply -refresh=false`."
        )
    return NotOfferedError(
        f"{api.title} does not offer {what} here: {error.reason}",
        f"{error.detail}\n{hint}",
        status=error.status,
        code=error.code,
        request_id=error.request_id,
    )


def scope_words(resource: Resource) -> list[str]:
    """Return the words by which a server may call the scope of a collection: "namespace", "account"."""
    return [name.removesuffix("_id").replace("_", " ") for name in resource.scope]


def refuse_doubt(resource: Resource, snapshot: Snapshot) -> None:
    """Raise `DoubtfulListingError` when even the last listing contradicts itself."""
    if snapshot.doubt:
        raise doubtful(resource, snapshot, snapshot.doubt)


def doubtful(resource: Resource, snapshot: Snapshot, doubt: str) -> DoubtfulListingError:
    """Return the error of a listing that contradicts itself, with the reason to doubt it."""
    return DoubtfulListingError(
        f"{resource.api.title}: the list of {resource.plural.replace('_', ' ')} contradicts itself",
        f"It was read {snapshot.walks} times, and {doubt}. Whether an object is absent cannot be told from it, so "
        "nothing was concluded. Run the command again; if it stays so, the API's support should know.",
    )


def refuse_bare_rows(subject: Subject, snapshot: Snapshot) -> None:
    """Raise `DoubtfulListingError` when a row leaves a part of its key out and may be the subject."""
    for each in snapshot.bare:
        if not subject.contradictions(each):
            raise DoubtfulListingError(
                f"{subject.resource.api.title}: a listed {subject.noun} cannot be told from this one",
                f"A row that may be {subject.described()} does not say its {', '.join(bare(subject.resource, each))}.",
            )


def bare(resource: Resource, row: Values) -> list[str]:
    """List the parts of the key that a row should have and has not."""
    return [
        path
        for path in resource.key
        if look_up(row, path) is None
        and attribute_at(resource, path).wire_answer
        and attribute_at(resource, path).presence is not Presence.OPTIONAL
    ]
