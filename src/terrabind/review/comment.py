"""A report becomes one comment of a pull or merge request, found again by its hidden first line and written over.

No comment is made where nothing changes; one that is there then says so. Only comments of our own are written over:
anybody could begin one with the hidden line and change it back later.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import Enum
from typing import Final
from urllib.parse import urlsplit

from terrabind.review.forge import Comment, CommentError, Destination, Forge, Talk, talk_to
from terrabind.review.render import markdown
from terrabind.review.render.escaping import code, link
from terrabind.review.render.style import Style
from terrabind.review.report import ChangeClass, Report, Verdict

__all__ = ["CommentError", "Destination", "Done", "Forge", "Outcome", "changes_access", "find_destination", "post",
           "write_body"]  # fmt: skip

_LOOPBACK: Final = frozenset({"127.0.0.1", "::1", "localhost"})
_FORBIDDEN: Final = 403
_TOKENS: Final = {
    Forge.GITHUB: ("GITHUB_TOKEN", "GH_TOKEN"),
    Forge.GITLAB: ("GITLAB_TOKEN",),
    Forge.AZURE: ("SYSTEM_ACCESSTOKEN", "AZURE_DEVOPS_EXT_PAT"),
    Forge.BITBUCKET: ("BITBUCKET_TOKEN",),
}
_REPLACED: Final = "This report was replaced by the earlier comment of the same name.\n"


class Done(Enum):
    """What became of the comment."""

    CREATED = "created"
    UPDATED = "updated"
    SAME = "already says so"
    NONE = "not needed"


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
        markdown.find_marker(style.target, forge.value),
        f"## {report.verdict.value}: this request no longer changes access",
        "",
        f"An earlier plan did. Fingerprint {code(report.fingerprint)}.",
    ]
    lines += ["", f"{link('Full report', style.link)}."] if style.link else []
    return "\n".join(lines) + "\n"


def find_destination(
    forge: Forge, environment: Mapping[str, str], *, event: str = "", project: str = "", number: int = 0
) -> Destination:
    """Return where to write, as the variables of a pipeline tell it; what is given counts more.

    `event` is the text of the file that GITHUB_EVENT_PATH names. CommentError names what is missing.
    """
    place = _PLACES[forge](environment, event)
    project, number = project or place.project, number or place.number
    if not place.api:
        raise CommentError("It is not known which forge this is", f"set {place.wanted}")
    if not project or not number:
        raise CommentError("It is not known where to comment", f"set {place.wanted} (or --repository and --number)")
    if forge is Forge.AZURE and "/" not in project:
        project = f"{environment.get('SYSTEM_TEAMPROJECT') or project}/{project}"
    names = _TOKENS[forge]
    found = next(((name, environment[name].strip()) for name in names if environment.get(name, "").strip()), None)
    if found is None:
        raise CommentError(f"There is no token for {forge.value}", f"put it into {' or '.join(names)}")
    name, token = found
    if not token.isascii() or not token.isprintable():
        raise CommentError(f"The token for {forge.value} cannot be sent", "it holds a line break or a strange sign")
    user = environment.get("BITBUCKET_USERNAME", "") if forge is Forge.BITBUCKET else ""
    return Destination(
        forge=forge,
        api=_check_address(place.api),
        project=project,
        number=number,
        token=token,
        user="terrabind" if name == "AZURE_DEVOPS_EXT_PAT" else user,  # Azure takes any name with such a token
    )


def post(body: str, destination: Destination, *, needed: bool) -> Outcome:
    """Write the comment, over its predecessor where there is one. Without either, nothing is written unless `needed`.

    CommentError when the forge cannot be reached or refuses.
    """
    talk = talk_to(destination)
    marker = body.partition("\n")[0]
    alike = [each for each in talk.comments() if each.body.lstrip().startswith(marker)]
    ours = [each for each in alike if each.mine] or [each for each in alike if each.mine is None]
    outcome: Outcome | None = None
    for each in ours:
        if outcome is None:
            outcome = _write_over(talk, each, body)
        else:  # two runs at once made two; the later ones must not go on saying what they said
            _write_over(talk, each, _REPLACED)
    if outcome is not None:
        return outcome
    return Outcome(Done.CREATED, talk.create(body)) if needed else Outcome(Done.NONE)


def _write_over(talk: Talk, comment: Comment, body: str) -> Outcome | None:
    """Write over a comment of ours; null where it turns out to be somebody else's."""
    same = _normalize(comment.body) == _normalize(body)
    if same and comment.mine:
        return Outcome(Done.SAME, comment.address)
    try:
        address = talk.update(comment, body)
    except CommentError as error:
        if comment.mine is None and error.status == _FORBIDDEN:
            return None
        raise
    return Outcome(Done.SAME if same else Done.UPDATED, address)


@dataclass(frozen=True, slots=True)
class _Place:
    """What the variables of a pipeline say, and which ones are wanted."""

    api: str
    project: str
    number: int
    wanted: str


def _find_github(environment: Mapping[str, str], event: str) -> _Place:
    return _Place(
        environment.get("GITHUB_API_URL") or "https://api.github.com",
        environment.get("GITHUB_REPOSITORY", ""),
        _read_event(event) or _read_reference(environment.get("GITHUB_REF", "")),
        "GITHUB_REPOSITORY and a pull request event",
    )


def _find_gitlab(environment: Mapping[str, str], _event: str) -> _Place:
    return _Place(
        environment.get("CI_API_V4_URL") or "https://gitlab.com/api/v4",
        environment.get("CI_MERGE_REQUEST_PROJECT_ID") or environment.get("CI_PROJECT_ID", ""),
        _read_number(environment.get("CI_MERGE_REQUEST_IID")),
        "CI_PROJECT_ID and CI_MERGE_REQUEST_IID",
    )


def _find_azure(environment: Mapping[str, str], _event: str) -> _Place:
    repository, project = environment.get("BUILD_REPOSITORY_ID", ""), environment.get("SYSTEM_TEAMPROJECT", "")
    return _Place(
        environment.get("SYSTEM_COLLECTIONURI", ""),
        f"{project}/{repository}" if project and repository else "",
        _read_number(environment.get("SYSTEM_PULLREQUEST_PULLREQUESTID")),
        "SYSTEM_COLLECTIONURI, SYSTEM_TEAMPROJECT, BUILD_REPOSITORY_ID and SYSTEM_PULLREQUEST_PULLREQUESTID",
    )


def _find_bitbucket(environment: Mapping[str, str], _event: str) -> _Place:
    return _Place(
        environment.get("BITBUCKET_API_URL") or "https://api.bitbucket.org/2.0",
        environment.get("BITBUCKET_REPO_FULL_NAME", ""),
        _read_number(environment.get("BITBUCKET_PR_ID")),
        "BITBUCKET_REPO_FULL_NAME and BITBUCKET_PR_ID",
    )


_PLACES: Final = {
    Forge.GITHUB: _find_github,
    Forge.GITLAB: _find_gitlab,
    Forge.AZURE: _find_azure,
    Forge.BITBUCKET: _find_bitbucket,
}


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
