"""The forges that a review comments on: how each lists, makes and changes the comments of a pull or merge request.

May use the network, and is the only part of the review that does; the token goes to the forge's own address, never
along a redirect, and into no message.
"""

from __future__ import annotations

import base64
import http.client
import json
import urllib.error
import urllib.request
from abc import ABC, abstractmethod
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, ClassVar, Final
from urllib.parse import quote

__all__ = ["Comment", "CommentError", "Destination", "Forge", "Talk", "talk_to"]

TIMEOUT: Final = 30.0
"""Seconds that one answer may take."""

_PAGE: Final = 100
_REFUSED: Final = (401, 403)
_HINTS: Final = {
    401: "The token is not known there, or has ended.",
    403: "The token may not do that. GitHub: permissions: pull-requests: write (a fork's run gets no such token). "
    "GitLab: a project access token with the scope api. Azure: the build service needs Contribute to pull requests. "
    "Bitbucket: an access token with the scope pullrequest:write.",
    404: "There is no such project, request or comment, or the token may not see it.",
    422: "The forge refuses the comment; is it longer than it accepts? Lower it with --max-chars.",
}


class CommentError(Exception):
    """A comment that was not written. `summary` says what and where; `detail` why, and what to do next.

    `status` is what the forge answered with, 0 where it did not answer.
    """

    def __init__(self, summary: str, detail: str, status: int = 0) -> None:
        super().__init__(f"{summary}: {detail}")
        self.summary = summary
        self.detail = detail
        self.status = status


class Forge(Enum):
    """Where comments are written."""

    GITHUB = "github"
    GITLAB = "gitlab"
    AZURE = "azure"
    BITBUCKET = "bitbucket"


@dataclass(frozen=True, slots=True, kw_only=True)
class Destination:
    """One pull or merge request.

    `api` is the forge's address without a slash behind; `project` its name or number, of Azure "project/repository".
    With a `user`, the token is that user's password.
    """

    forge: Forge
    api: str
    project: str
    number: int
    token: str = field(repr=False)
    user: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """One comment: its name at the forge, its text, its web address where that is told, and whether it is ours.

    Whether it is ours is null where the forge does not say who we are; then only whoever wrote it can change it.
    """

    path: str
    body: str
    address: str = ""
    mine: bool | None = None


class Talk(ABC):
    """The few calls that a forge needs to get; each forge has its own paths and names."""

    def __init__(self, destination: Destination) -> None:
        self.to = destination
        self._opener = urllib.request.build_opener(_NoRedirects)

    @abstractmethod
    def comments(self) -> Iterator[Comment]:
        """Yield the comments, the oldest first. CommentError."""

    @abstractmethod
    def create(self, body: str) -> str:
        """Write a new comment and return its web address, empty where the forge does not say it. CommentError."""

    @abstractmethod
    def update(self, comment: Comment, body: str) -> str:
        """Write over a comment and return its web address. CommentError."""

    @abstractmethod
    def sign(self) -> tuple[str, str]:
        """Return the header that carries the token."""

    def call(self, method: str, path: str, sent: Mapping[str, object] | None = None) -> Any:
        """Make one request and return the JSON of its answer. CommentError."""
        where = f"{method} {self.to.api}/{path.partition('?')[0]}"
        request = urllib.request.Request(  # noqa: S310 - comment.find_destination let through https and loopback alone
            f"{self.to.api}/{path}",
            data=None if sent is None else json.dumps(sent).encode(),
            headers={
                "Accept": "application/json",
                "Content-Type": "application/json",
                "User-Agent": "terrabind-review",
            },
            method=method,
        )
        request.add_unredirected_header(*self.sign())
        try:
            with self._opener.open(request, timeout=TIMEOUT) as answer:
                return json.loads(answer.read())
        except urllib.error.HTTPError as error:
            with error:
                hint = _HINTS.get(error.code, "Try again; if it stays, the forge's status page may know why.")
                raise CommentError(f"{where} was answered with {error.code}", hint, error.code) from error
        except (OSError, http.client.HTTPException) as error:
            raise CommentError(f"{where} had no answer", f"{error}. Is the address right and reachable?") from error
        except ValueError as error:
            raise CommentError(f"{where} was not answered with JSON", "Is the address that of an API?") from error

    def listed(self, value: object) -> Iterator[dict[str, Any]]:
        """Yield the objects of a list that was asked for. CommentError where it is none."""
        if not isinstance(value, list):
            raise CommentError(f"{self.to.api} answers strangely", "comments are no list; is the address an API's?")
        yield from (each for each in value if isinstance(each, dict) and "id" in each)

    def ask_who(self, path: str, refused: Collection[int]) -> Any:
        """Return what the forge says about the token's owner, null where the token may not ask. CommentError."""
        try:
            return self.call("GET", path)
        except CommentError as error:
            if error.status in refused:
                return None
            raise


def talk_to(destination: Destination) -> Talk:
    """Return the way to talk to a destination's forge."""
    return _TALKS[destination.forge](destination)


class _GitHub(Talk):
    """Comments of a pull request are those of an issue."""

    def comments(self) -> Iterator[Comment]:
        me = self.ask_who("user", refused=_REFUSED[1:])  # the tokens of apps and runs may not ask, and are bots
        for each in _pages(self, self._thread, ""):
            author = _part(each, "user")
            mine = author.get("id") == me.get("id", -1) if isinstance(me, dict) else author.get("type") == "Bot"
            path = f"repos/{self._project}/issues/comments/{int(each['id'])}"
            yield Comment(path=path, body=_text(each, "body"), address=_text(each, "html_url"), mine=mine)

    def create(self, body: str) -> str:
        return _text(self.call("POST", self._thread, {"body": body}), "html_url")

    def update(self, comment: Comment, body: str) -> str:
        return _text(self.call("PATCH", comment.path, {"body": body}), "html_url")

    def sign(self) -> tuple[str, str]:
        return "Authorization", f"Bearer {self.to.token}"

    @property
    def _project(self) -> str:
        return quote(self.to.project, safe="/")

    @property
    def _thread(self) -> str:
        return f"repos/{self._project}/issues/{self.to.number}/comments"


class _GitLab(Talk):
    """Comments are notes of a merge request."""

    def comments(self) -> Iterator[Comment]:
        me = self.call("GET", "user")
        for each in _pages(self, self._thread, "&sort=asc&order_by=created_at"):
            mine = isinstance(me, dict) and _part(each, "author").get("id") == me.get("id", -1)
            yield Comment(path=f"{self._thread}/{int(each['id'])}", body=_text(each, "body"), mine=mine)

    def create(self, body: str) -> str:
        return _text(self.call("POST", self._thread, {"body": body}), "html_url")

    def update(self, comment: Comment, body: str) -> str:
        return _text(self.call("PUT", comment.path, {"body": body}), "html_url")

    def sign(self) -> tuple[str, str]:
        return "PRIVATE-TOKEN", self.to.token

    @property
    def _thread(self) -> str:
        return f"projects/{quote(self.to.project, safe='')}/merge_requests/{self.to.number}/notes"


class _Azure(Talk):
    """A comment is the first of a thread, which is closed so that no policy waits for somebody to resolve it."""

    _VERSION: ClassVar = "api-version=6.0"

    def comments(self) -> Iterator[Comment]:
        owner = self.call("GET", "_apis/connectionData?api-version=5.0-preview.1")
        me = _part(owner, "authenticatedUser").get("id")
        answer = self.call("GET", f"{self._threads}?{self._VERSION}")
        for thread in self.listed(answer.get("value") if isinstance(answer, dict) else None):
            first = next(iter(self.listed(thread.get("comments") or [])), None)
            if first is None or thread.get("isDeleted") or first.get("isDeleted"):
                continue
            mine = me is not None and _part(first, "author").get("id") == me
            path = f"{self._threads}/{int(thread['id'])}/comments/{int(first['id'])}"
            yield Comment(path=path, body=_text(first, "content"), address=self._show(thread), mine=mine)

    def create(self, body: str) -> str:
        comment = {"parentCommentId": 0, "content": body, "commentType": "text"}
        thread = {"comments": [comment], "status": "closed"}
        return self._show(self.call("POST", f"{self._threads}?{self._VERSION}", thread))

    def update(self, comment: Comment, body: str) -> str:
        self.call("PATCH", f"{comment.path}?{self._VERSION}", {"content": body})
        return comment.address

    def sign(self) -> tuple[str, str]:
        return _sign(self.to)

    @property
    def _names(self) -> tuple[str, str]:
        project, _, repository = self.to.project.partition("/")
        return quote(project, safe=""), quote(repository or project, safe="")

    @property
    def _threads(self) -> str:
        project, repository = self._names
        return f"{project}/_apis/git/repositories/{repository}/pullRequests/{self.to.number}/threads"

    def _show(self, thread: Mapping[str, Any]) -> str:
        project, repository = self._names
        name = thread.get("id")
        return f"{self.to.api}/{project}/_git/{repository}/pullrequest/{self.to.number}?discussionId={name}"


class _Bitbucket(Talk):
    """Tokens of a repository may not ask who they are; then only a comment that we may change is ours."""

    def comments(self) -> Iterator[Comment]:
        owner = self.ask_who("user", refused=_REFUSED)
        me = owner.get("uuid") if isinstance(owner, dict) else None
        page, more = 0, True
        while more:
            page += 1
            answer = self.call("GET", f"{self._thread}?pagelen={_PAGE}&page={page}&sort=created_on")
            for each in self.listed(answer.get("values") if isinstance(answer, dict) else None):
                if not each.get("deleted"):
                    mine = None if me is None else _part(each, "user").get("uuid") == me
                    body = _text(_part(each, "content"), "raw")
                    path = f"{self._thread}/{int(each['id'])}"
                    yield Comment(path=path, body=body, address=_link(each), mine=mine)
            more = bool(answer.get("next"))  # the page's own number: a whole address could lead anywhere

    def create(self, body: str) -> str:
        return _link(self.call("POST", self._thread, {"content": {"raw": body}}))

    def update(self, comment: Comment, body: str) -> str:
        return _link(self.call("PUT", comment.path, {"content": {"raw": body}}))

    def sign(self) -> tuple[str, str]:
        return _sign(self.to)

    @property
    def _thread(self) -> str:
        return f"repositories/{quote(self.to.project, safe='/')}/pullrequests/{self.to.number}/comments"


_TALKS: Final[Mapping[Forge, type[Talk]]] = {
    Forge.GITHUB: _GitHub,
    Forge.GITLAB: _GitLab,
    Forge.AZURE: _Azure,
    Forge.BITBUCKET: _Bitbucket,
}


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """Whoever redirects would be sent what we write, and the token in older Pythons."""

    def redirect_request(self, *_: object, **__: object) -> None:
        """Follow nothing, so that the answer is an error."""


def _pages(talk: Talk, path: str, order: str) -> Iterator[dict[str, Any]]:
    page, more = 0, True
    while more:
        page += 1
        found = talk.call("GET", f"{path}?per_page={_PAGE}&page={page}{order}")
        yield from talk.listed(found)
        more = len(found) >= _PAGE


def _sign(to: Destination) -> tuple[str, str]:
    """A token by itself, or as the password of its user."""
    if not to.user:
        return "Authorization", f"Bearer {to.token}"
    pair = base64.b64encode(f"{to.user}:{to.token}".encode()).decode()
    return "Authorization", f"Basic {pair}"


def _part(value: object, name: str) -> Mapping[str, Any]:
    found = value.get(name) if isinstance(value, Mapping) else None
    return found if isinstance(found, Mapping) else {}


def _text(value: object, name: str) -> str:
    found = value.get(name) if isinstance(value, Mapping) else None
    return found if isinstance(found, str) else ""


def _link(comment: object) -> str:
    return _text(_part(_part(comment, "links"), "html"), "href")
