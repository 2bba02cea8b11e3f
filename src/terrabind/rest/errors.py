"""Everything that can go wrong between a call and an object, as one tree.

    RestError
    ├── SettingsError                a setting is missing or malformed; nothing was sent
    │   ├── AddressMissingError      the API's address is not configured
    │   └── CredentialMissingError   no way in is configured
    ├── RequestError                 a value cannot be sent as it is; nothing was sent
    │   └── ValueMissingError        a value that the request needs is not given
    ├── CommandError                 the command for the token gave none; nothing was sent
    ├── UnreachableError             no connection was made; nothing was sent
    │   └── TlsError                 the server's certificate or protocol is refused
    ├── LostAnswerError              the request left and no whole answer came: what it did is not known
    ├── DeadlineError                the time of the operation is used up
    ├── StoppedError                 the caller asked to stop while the operation waited
    ├── AnswerError                  the API answered, and not with what was asked for
    │   ├── InvalidError             the request is wrong
    │   ├── UnknownPrincipalError    the principal that is named does not exist, or not yet
    │   ├── UnauthenticatedError     the credential is missing, wrong or expired
    │   ├── ForbiddenError           the credential is good but may not do this
    │   ├── GoneError                the object does not exist
    │   ├── ExistsError              an object with this key exists already
    │   ├── ChangedError             the object is not any more as the request expects it
    │   ├── BusyError                refused for now, nothing was done
    │   ├── ThrottledError           too many requests
    │   ├── UnavailableError         the server failed: what it did is not known
    │   ├── QuotaError               a limit of the account is reached
    │   ├── InUseError               the object cannot be deleted while others depend on it
    │   ├── NotOfferedError          the API does not offer this feature here
    │   ├── RedirectedError          the answer points elsewhere; redirects are never followed
    │   └── UnreadableAnswerError    the answer is not the API's: HTML, garbage, too large
    ├── DoubtfulListingError         a listing contradicts itself, so absence proves nothing
    ├── UnfinishedError              the server goes on, or gave up, after it accepted the request
    ├── AcceptedError                a write was accepted, and what it was waited for failed
    ├── WrongObjectError             the server made another object than asked; it was undone
    └── IncompleteError              something was or may have been done; `values` is what to remember

No error holds a secret: texts from a server are scrubbed and cut before they come here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from terrabind.spec.failure import Meaning
from terrabind.spec.values import Value

EXISTS_ADVICE: Final = "Import it, or let Terraform take it over with `on_existing`."
CHANGED_ADVICE: Final = "Somebody else changed it at the same time. Plan again, and apply what that shows."


class RestError(Exception):
    """An operation failed.

    `summary` says what in one line; `detail` what, where, why and the next step. `status`, `code` and
    `request_id` are the answer's where there was one. `attribute` is the dotted path of the attribute or
    setting at fault, or empty. `undecided` says that a write may have happened all the same.
    """

    undecided = False
    reason = "it failed"

    def __init__(
        self,
        summary: str,
        detail: str = "",
        *,
        status: int | None = None,
        code: str = "",
        request_id: str = "",
        attribute: str = "",
        retry_after: float | None = None,
    ) -> None:
        super().__init__(summary, detail)
        self.summary = summary
        self.detail = detail
        self.status = status
        self.code = code
        self.request_id = request_id
        self.attribute = attribute
        self.retry_after = retry_after

    def __str__(self) -> str:
        return f"{self.summary}: {self.detail}" if self.detail else self.summary


class SettingsError(RestError):
    """A setting is missing or malformed; nothing was sent."""

    reason = "a setting is wrong"


class AddressMissingError(SettingsError):
    """The API's address is not configured; nothing was sent."""

    reason = "the API's address is not configured"


class CredentialMissingError(SettingsError):
    """No way in is configured; nothing was sent."""

    reason = "no credential is configured"


class RequestError(RestError):
    """A value cannot be sent as it is; nothing was sent."""

    reason = "a value cannot be sent"


class ValueMissingError(RequestError):
    """A value that the request needs is not given; nothing was sent."""

    reason = "a value is missing"


class CommandError(RestError):
    """The command that prints the token failed or printed none; nothing was sent."""

    reason = "the command for the token failed"


class UnreachableError(RestError):
    """No connection was made, so nothing was sent."""

    reason = "the server cannot be reached"


class TlsError(UnreachableError):
    """The server's certificate or protocol is refused; nothing was sent."""

    reason = "the TLS connection is refused"


class LostAnswerError(RestError):
    """The request left and no whole answer came: what it did is not known."""

    undecided = True
    reason = "no answer came"


class DeadlineError(RestError):
    """The time of the operation is used up; the detail holds the last error before that."""

    reason = "the time is up"


class StoppedError(RestError):
    """The caller asked to stop while the operation waited; the detail holds the last error before that."""

    reason = "it was stopped"


class AnswerError(RestError):
    """The API answered, and not with what was asked for. `said` is its own message, scrubbed and cut.

    `says_gone` tells that it has what this object's description takes for the word that it is deleted.
    """

    reason = "the request was not carried out"
    said = ""
    says_gone = False


class InvalidError(AnswerError):
    """The request is wrong."""

    reason = "the request is not valid"


class UnknownPrincipalError(AnswerError):
    """The principal that the request names does not exist, or not yet everywhere; nothing was done."""

    reason = "the principal is not known"


class UnauthenticatedError(AnswerError):
    """The credential is missing, wrong or expired."""

    reason = "the credential is refused"


class ForbiddenError(AnswerError):
    """The credential is good but may not do this."""

    reason = "access is denied"


class GoneError(AnswerError):
    """The object does not exist.

    `certain` says that the API's own code says so, not a bare status; `by_page` that a page of HTML says it.
    """

    reason = "it does not exist"
    certain = True
    by_page = False


class ExistsError(AnswerError):
    """An object with this key exists already."""

    reason = "it exists already"


class ChangedError(AnswerError):
    """The object is not any more as the request expects it: somebody else changed it meanwhile."""

    reason = "it was changed meanwhile"


class BusyError(AnswerError):
    """Refused for now; nothing was done and the same request may be sent again."""

    reason = "the server asks to try again"


class ThrottledError(AnswerError):
    """Too many requests; nothing was done."""

    reason = "there are too many requests"


class UnavailableError(AnswerError):
    """The server failed; what it did is not known."""

    undecided = True
    reason = "the server failed"


class QuotaError(AnswerError):
    """A limit of the account is reached."""

    reason = "a limit is reached"


class InUseError(AnswerError):
    """The object cannot be deleted while others depend on it."""

    reason = "other objects depend on it"


class NotOfferedError(AnswerError):
    """The API does not offer this feature here."""

    reason = "the API does not offer it here"


class RedirectedError(AnswerError):
    """The answer points elsewhere; redirects are never followed, since they would carry the credential along."""

    reason = "the answer is a redirect"


class UnreadableAnswerError(AnswerError):
    """The answer is not the API's: an HTML page, garbage, another shape, too large."""

    undecided = True
    garbled = True
    """Whether it may have been spoilt on its way, so that the same answer may come whole."""
    reason = "the answer cannot be read"


class DoubtfulListingError(RestError):
    """A listing contradicts itself, so that absence from it proves nothing."""

    reason = "the listing contradicts itself"


class UnfinishedError(RestError):
    """The server accepted the request and did not bring it to its end, or not in time."""

    reason = "it did not finish"


class AcceptedError(RestError):
    """A write was accepted, and what it was waited for failed: `told` is what its answer said of the object."""

    reason = "it did not finish"

    def __init__(self, told: Mapping[str, Value], cause: RestError) -> None:
        super().__init__(
            cause.summary,
            cause.detail,
            status=cause.status,
            code=cause.code,
            request_id=cause.request_id,
            attribute=cause.attribute,
        )
        self.told = dict(told)


class WrongObjectError(RestError):
    """The server made another object than asked for; it was undone."""

    reason = "the server made another object"


class IncompleteError(RestError):
    """Something was or may have been done. `values` is what the server has or may have, to be saved in state.

    Null `values` means that there is nothing worth saving. `tainted` says that the object should be made
    anew.
    """

    undecided = True
    reason = "it is not complete"

    def __init__(
        self,
        summary: str,
        detail: str,
        *,
        values: Mapping[str, Value] | None,
        tainted: bool,
        cause: RestError | None = None,
    ) -> None:
        super().__init__(
            summary,
            detail,
            status=cause.status if cause else None,
            code=cause.code if cause else "",
            request_id=cause.request_id if cause else "",
            attribute=cause.attribute if cause else "",
        )
        self.values = None if values is None else dict(values)
        self.tainted = tainted


MEANINGS: Final[Mapping[Meaning, type[AnswerError]]] = {
    Meaning.GONE: GoneError,
    Meaning.EXISTS: ExistsError,
    Meaning.CHANGED: ChangedError,
    Meaning.RETRY: BusyError,
    Meaning.THROTTLED: ThrottledError,
    Meaning.UNAVAILABLE: UnavailableError,
    Meaning.UNAUTHENTICATED: UnauthenticatedError,
    Meaning.FORBIDDEN: ForbiddenError,
    Meaning.INVALID: InvalidError,
    Meaning.QUOTA: QuotaError,
    Meaning.IN_USE: InUseError,
    Meaning.NOT_OFFERED: NotOfferedError,
}
"""Which error a failure's meaning becomes."""


def not_there(error: AnswerError) -> GoneError:
    """Return what a failure means whose status says, by the user's word, that the object is gone."""
    gone = GoneError(error.summary, error.detail, status=error.status, code=error.code, request_id=error.request_id)
    gone.said = error.said
    gone.certain = False
    return gone


def changed_meanwhile(error: ExistsError) -> ChangedError:
    """Return what a conflict means that is not the one of a create."""
    changed = ChangedError(
        error.summary.replace(ExistsError.reason, ChangedError.reason),
        f"{error.detail.partition(EXISTS_ADVICE)[0].rstrip()}\n{CHANGED_ADVICE}",
        status=error.status,
        code=error.code,
        request_id=error.request_id,
    )
    changed.said = error.said
    return changed
