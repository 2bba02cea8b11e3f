"""A report becomes one comment of a pull or merge request, found again by its hidden first line and written over.

No comment is made where nothing changes; one that is there then says so. Only comments of our own are written over:
anybody could begin one with the hidden line and change it back later. May use the network, and is the only part of the
review that does; the token goes to the forge's own address, never along a redirect, and into no message.
"""

from __future__ import annotations

import http.client
import json
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Any, Final
from urllib.parse import quote, urlsplit

from terrabind.review.render import markdown
from terrabind.review.render.escaping import code, link
from terrabind.review.render.style import Style
from terrabind.review.report import ChangeClass, Report, Verdict

__all__ = ["CommentError", "Destination", "Done", "Forge", "Outcome", "changes_access", "find_destination", "post",
           "write_body"]  # fmt: skip

TIMEOUT: Final = 30.0
"""Seconds that one answer may take."""

_PAGE: Final = 100
_LOOPBACK: Final = frozenset({"127.0.0.1", "::1", "localhost"})
_TOKENS: Final = {"github": ("GITHUB_TOKEN", "GH_TOKEN"), "gitlab": ("GITLAB_TOKEN",)}
_HINTS: Final = {
    401: "The token is not known there, or has ended.",
    403: "The token may not do that. GitHub: permissions: pull-requests: write (a fork's run gets no such token). "
    "GitLab: a project access token with the scope api.",
    404: "There is no such project, request or comment, or the token may not see it.",
    422: "The forge refuses the comment; is it longer than it accepts? Lower it with --max-chars.",
}


class CommentError(Exception):
    """A comment that was not written. `summary` says what and where; `detail` why, and what to do next."""

    def __init__(self, summary: str, detail: str) -> None:
        super().__init__(f"{summary}: {detail}")
        self.summary = summary
        self.detail = detail


class Forge(Enum):
    """Where comments are written."""

    GITHUB = "github"
    GITLAB = "gitlab"


class Done(Enum):
    """What became of the comment."""

    CREATED = "created"
    UPDATED = "updated"
    SAME = "already says so"
    NONE = "not needed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Destination:
    """One pull or merge request. `api` is the forge's address without a slash behind; `project` its name or number."""

    forge: Forge
    api: str
    project: str
    number: int
    token: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was done, and the address of the comment where the forge says it."""

    done: Done
    address: str = ""


def changes_access(report: Report) -> bool:
    """Tell whether a report has anything to say: without it there is no comment."""
    return (
        report.verdict is not Verdict.NO_ACCESS_CHANGE
        or any(delta.change is not ChangeClass.UNCHANGED for delta in report.deltas)
        or any(not finding.waived for finding in report.findings)
    )


def write_body(report: Report, style: Style, forge: Forge) -> str:
    """Return the exact body of the comment, which begins with the hidden line of `style.target`."""
    if changes_access(report):
        return markdown.render(report, replace(style, flavour=forge.value))
    lines = [
        markdown.find_marker(style.target),
        f"## {report.verdict.value}: this request no longer changes access",
        "",
        f"An earlier plan did. Fingerprint {code(report.fingerprint)}.",
    ]
    return "\n".join([*lines, *(["", f"{link('Full report', style.link)}."] if style.link else [])]) + "\n"


def find_destination(
    forge: Forge, environment: Mapping[str, str], *, event: str = "", project: str = "", number: int = 0
) -> Destination:
    """Return where to write, as the variables of a pipeline tell it; what is given counts more.

    `event` is the text of the file that GITHUB_EVENT_PATH names. CommentError names what is missing.
    """
    if forge is Forge.GITHUB:
        api = environment.get("GITHUB_API_URL") or "https://api.github.com"
        project = project or environment.get("GITHUB_REPOSITORY", "")
        number = number or _read_event(event) or _read_reference(environment.get("GITHUB_REF", ""))
        wanted = "GITHUB_REPOSITORY and a pull request event (or --repository and --number)"
    else:
        api = environment.get("CI_API_V4_URL") or "https://gitlab.com/api/v4"
        variables = ("CI_MERGE_REQUEST_PROJECT_ID", "CI_PROJECT_ID")
        project = project or next(filter(None, (environment.get(each) for each in variables)), "")
        number = number or _read_number(environment.get("CI_MERGE_REQUEST_IID"))
        wanted = "CI_PROJECT_ID and CI_MERGE_REQUEST_IID (or --repository and --number)"
    if not project or not number:
        raise CommentError("It is not known where to comment", f"set {wanted}")
    names = _TOKENS[forge.value]
    token = next(filter(None, (environment.get(each, "").strip() for each in names)), "")
    if not token:
        raise CommentError(f"There is no token for {forge.value}", f"put it into {' or '.join(names)}")
    if not token.isascii() or not token.isprintable():
        raise CommentError(f"The token for {forge.value} cannot be sent", "it holds a line break or a strange sign")
    return Destination(forge=forge, api=_check_address(api), project=project, number=number, token=token)


def post(body: str, destination: Destination, *, needed: bool) -> Outcome:
    """Write the comment, over its predecessor where there is one. Without either, nothing is written unless `needed`.

    CommentError when the forge cannot be reached or refuses.
    """
    talk = _Talk(destination)
    marker = body.partition("\n")[0]
    found = list(talk.find(marker))
    if not found:
        return talk.create(body) if needed else Outcome(Done.NONE)
    first, *doubles = found
    for each in doubles:  # two runs at once made two; the later ones must not go on saying what they said
        talk.update(each, "This report was replaced by the earlier comment of the same name.\n")
    if _normalize(str(first.get("body", ""))) == _normalize(body):
        return Outcome(Done.SAME, str(first.get("html_url", "")))
    return talk.update(first, body)


class _Talk:
    """The few calls that a forge needs to get."""

    def __init__(self, destination: Destination) -> None:
        self._to = destination
        self._github = destination.forge is Forge.GITHUB
        project = quote(destination.project, safe="/" if self._github else "")
        kind = "issues" if self._github else "merge_requests"
        self._project = f"{'repos' if self._github else 'projects'}/{project}"
        self._thread = f"{self._project}/{kind}/{destination.number}/{'comments' if self._github else 'notes'}"
        self._opener = urllib.request.build_opener(_NoRedirects)

    def find(self, marker: str) -> Iterator[dict[str, Any]]:
        """Yield our own comments that begin with the marker, the oldest first."""
        me = self._who_am_i()
        for each in self._comments():
            author = each.get("author" if not self._github else "user") or {}
            mine = author.get("id") == me if me is not None else author.get("type") == "Bot"
            if mine and str(each.get("body", "")).lstrip().startswith(marker):
                yield each

    def create(self, body: str) -> Outcome:
        """Write a new comment."""
        answer = self._call("POST", self._thread, {"body": body})
        return Outcome(Done.CREATED, str(answer.get("html_url", "")))

    def update(self, comment: Mapping[str, Any], body: str) -> Outcome:
        """Write over a comment."""
        name = int(comment["id"])
        path = f"{self._project}/issues/comments/{name}" if self._github else f"{self._thread}/{name}"
        answer = self._call("PATCH" if self._github else "PUT", path, {"body": body})
        return Outcome(Done.UPDATED, str(answer.get("html_url", "")))

    def _who_am_i(self) -> int | None:
        """Our own number; null for the tokens of GitHub's apps and runs, which may not ask and are bots."""
        try:
            answer = self._call("GET", "user")
        except CommentError as error:
            if self._github and isinstance(error.__cause__, urllib.error.HTTPError) and error.__cause__.code == 403:
                return None
            raise
        return int(answer["id"]) if isinstance(answer, dict) and "id" in answer else -1

    def _comments(self) -> Iterator[dict[str, Any]]:
        order = "" if self._github else "&sort=asc&order_by=created_at"
        page = 0
        while True:
            page += 1
            found = self._call("GET", f"{self._thread}?per_page={_PAGE}&page={page}{order}")
            if not isinstance(found, list):
                raise CommentError(
                    f"{self._to.api} answers strangely", "comments are no list; is the address an API's?"
                )
            yield from (each for each in found if isinstance(each, dict) and "id" in each)
            if len(found) < _PAGE:
                return

    def _call(self, method: str, path: str, sent: Mapping[str, str] | None = None) -> Any:
        """One request and the JSON of its answer."""
        where = f"{method} {self._to.api}/{path.partition('?')[0]}"
        request = urllib.request.Request(  # noqa: S310 - find_destination let through https and loopback alone
            f"{self._to.api}/{path}",
            data=None if sent is None else json.dumps(sent).encode(),
            headers={
                "Accept": "application/json",
                "Content-Type": "application/json",
                "User-Agent": "terrabind-review",
            },
            method=method,
        )
        name, value = (
            ("Authorization", f"Bearer {self._to.token}") if self._github else ("PRIVATE-TOKEN", self._to.token)
        )
        request.add_unredirected_header(name, value)
        try:
            with self._opener.open(request, timeout=TIMEOUT) as answer:
                return json.loads(answer.read())
        except urllib.error.HTTPError as error:
            with error:
                hint = _HINTS.get(error.code, "Try again; if it stays, the forge's status page may know why.")
                raise CommentError(f"{where} was answered with {error.code}", hint) from error
        except (OSError, http.client.HTTPException) as error:
            raise CommentError(f"{where} had no answer", f"{error}. Is the address right and reachable?") from error
        except ValueError as error:
            raise CommentError(f"{where} was not answered with JSON", "Is the address that of an API?") from error


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """Whoever redirects would be sent what we write, and the token in older Pythons."""

    def redirect_request(self, *_: object, **__: object) -> None:
        """Follow nothing, so that the answer is an error."""


def _normalize(body: str) -> str:
    return body.replace("\r\n", "\n").strip()


def _check_address(api: str) -> str:
    parts = urlsplit(api)
    if parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK):
        return api.rstrip("/")
    raise CommentError(f"The forge's address {api} is not safe", "a token is sent over https alone")


def _read_event(event: str) -> int:
    """The number of the pull request of an event; 0 where it has none."""
    try:
        read = json.loads(event) if event else {}
    except ValueError as error:
        raise CommentError("The event file is no JSON", str(error)) from error
    if not isinstance(read, dict):
        return 0
    run = read.get("workflow_run")
    requests = run.get("pull_requests") if isinstance(run, dict) else None
    issue = read.get("issue")
    candidates = [
        read.get("pull_request"),
        issue if isinstance(issue, dict) and "pull_request" in issue else None,
        requests[0] if isinstance(requests, list) and len(requests) == 1 else None,
    ]
    return next((_read_number(each.get("number")) for each in candidates if isinstance(each, dict)), 0)


def _read_reference(reference: str) -> int:
    parts = reference.split("/")
    return _read_number(parts[2]) if parts[:2] == ["refs", "pull"] and len(parts) > 2 else 0


def _read_number(value: object) -> int:
    text = str(value)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 12 else 0
