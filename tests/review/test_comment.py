"""One comment for each target, always current, never somebody else's, and no token anywhere but where it belongs."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from terrabind.cli import main
from terrabind.review.comment import (
    CommentError,
    Destination,
    Done,
    Forge,
    changes_access,
    find_destination,
    post,
    write_body,
)
from terrabind.review.render import PLAIN, Style
from terrabind.review.render.document import render as render_document
from tests.review import forge as forges
from tests.review.browser.example import make_example
from tests.review.factories import finding, report
from tests.review.forge import TOKEN

BODY = "<!-- terrabind-review prod -->\n## WIDENS: access changes\n"
GITHUB = {"GITHUB_REPOSITORY": "acme/infra", "GITHUB_TOKEN": TOKEN}
GITLAB = {"CI_PROJECT_ID": "12", "CI_MERGE_REQUEST_IID": "5", "GITLAB_TOKEN": TOKEN}
AZURE = {
    "SYSTEM_COLLECTIONURI": "https://dev.azure.com/acme/",
    "SYSTEM_TEAMPROJECT": "net",
    "BUILD_REPOSITORY_ID": "r-1",
    "SYSTEM_PULLREQUEST_PULLREQUESTID": "7",
    "SYSTEM_ACCESSTOKEN": TOKEN,
}
BITBUCKET = {"BITBUCKET_REPO_FULL_NAME": "acme/infra", "BITBUCKET_PR_ID": "5", "BITBUCKET_TOKEN": TOKEN}
EVENT = '{"pull_request": {"number": 41}}'


@pytest.fixture
def forge() -> Iterator[forges.Forge]:
    with forges.serve_forge() as served:
        yield served


@pytest.fixture(params=list(Forge), ids=lambda kind: kind.value)
def there(request: pytest.FixtureRequest, forge: forges.Forge) -> Destination:
    """A request of each kind of forge."""
    return Destination(forge=request.param, api=forge.api, project="acme/infra", number=41, token=TOKEN)


def test_the_first_report_makes_a_comment(forge: forges.Forge, there: Destination) -> None:
    """Without one there is nothing to write over."""
    outcome = post(BODY, there, needed=True)
    threads = f"{forge.api}/acme/_git/infra/pullrequest/41?discussionId=1"
    address = threads if there.forge is Forge.AZURE else "https://forge.example/1"
    assert (outcome.done, outcome.address) == (Done.CREATED, address)
    assert [each["body"] for each in forge.comments] == [BODY]


def test_the_next_report_is_written_over_it(forge: forges.Forge, there: Destination) -> None:
    """Ten pushes must not make ten reports, of which nine are wrong."""
    forge.add(BODY.replace("WIDENS", "BLOCKED"))
    assert post(BODY, there, needed=True).done is Done.UPDATED
    assert [each["body"] for each in forge.comments] == [BODY]


def test_the_same_report_is_not_sent_again(forge: forges.Forge, there: Destination) -> None:
    """An edit without a difference still notifies in some forges, and they change line ends."""
    forge.add(BODY.replace("\n", "\r\n").strip())
    assert post(BODY, there, needed=True).done is Done.SAME
    assert forge.writes == []


def test_nothing_is_written_where_nothing_changes(forge: forges.Forge, there: Destination) -> None:
    """A comment that says nothing teaches people not to read them."""
    assert post(BODY, there, needed=False).done is Done.NONE
    assert forge.writes == []


def test_an_earlier_comment_says_when_nothing_changes_any_more(forge: forges.Forge, there: Destination) -> None:
    """Otherwise the last thing read is a danger that is gone."""
    forge.add(BODY)
    body = write_body(report(), Style(target="prod"), Forge.GITHUB)
    assert post(body, there, needed=False).done is Done.UPDATED
    assert "## NO ACCESS CHANGE: this request no longer changes access" in forge.comments[0]["body"]


def test_another_target_has_its_own_comment(forge: forges.Forge, there: Destination) -> None:
    """Two stacks in one request must not write over each other."""
    forge.add(BODY.replace("prod", "test"))
    assert post(BODY, there, needed=True).done is Done.CREATED


def test_a_comment_of_somebody_else_is_never_taken_for_ours(forge: forges.Forge, there: Destination) -> None:
    """Its author could write NO ACCESS CHANGE over our report, in a place that people trust."""
    forge.add(BODY, author=99)
    assert post(BODY, there, needed=True).done is Done.CREATED
    assert len(forge.comments) == 2


def test_a_run_of_github_knows_its_comments_by_a_bot_having_written_them(forge: forges.Forge) -> None:
    """The token of a run may not ask whose it is."""
    there = Destination(forge=Forge.GITHUB, api=forge.api, project="acme/infra", number=41, token=TOKEN)
    forge.bot = True
    forge.add(BODY, author=99)
    assert post(BODY, there, needed=True).done is Done.CREATED
    assert post(BODY + "more", there, needed=True).done is Done.UPDATED
    assert [each["body"] for each in forge.comments] == [BODY, BODY + "more"]


def test_our_comment_is_found_on_a_later_page(forge: forges.Forge, there: Destination) -> None:
    """Long conversations are exactly those in which it matters."""
    for number in range(150):
        forge.add(f"talk {number}", author=99)
    forge.add(BODY)
    assert post(BODY, there, needed=True).done is Done.SAME


def test_a_second_comment_of_two_runs_at_once_is_retired(forge: forges.Forge, there: Destination) -> None:
    """Of two reports one would go stale and stay."""
    forge.add(BODY)
    forge.add(BODY.replace("WIDENS", "NARROWS"))
    post(BODY, there, needed=True)
    assert forge.comments[0]["body"] == BODY
    assert "was replaced" in forge.comments[1]["body"]
    assert "NARROWS" not in forge.comments[1]["body"]


ASKED = {
    Forge.GITHUB: ("user", "repos/acme/infra/issues/41/comments"),
    Forge.GITLAB: ("user", "projects/acme%2Finfra/merge_requests/41/notes"),
    Forge.AZURE: ("_apis/connectionData", "acme/_apis/git/repositories/infra/pullRequests/41/threads"),
    Forge.BITBUCKET: ("user", "repositories/acme/infra/pullrequests/41/comments"),
}
"""Where each forge tells who we are, and where it keeps comments."""


def test_each_forge_is_asked_in_its_own_way(forge: forges.Forge, there: Destination) -> None:
    """Paths and the header of the token differ."""
    post(BODY, there, needed=True)
    owner, path = ASKED[there.forge]
    assert forge.requests == [f"GET /{owner}", f"GET /{path}", f"POST /{path}"]
    gitlab = ("private-token", TOKEN)
    name, value = gitlab if there.forge is Forge.GITLAB else ("authorization", f"Bearer {TOKEN}")
    assert all(sent[name] == value for sent in forge.headers)


def test_a_token_of_a_person_is_sent_as_a_password(forge: forges.Forge, there: Destination) -> None:
    """Azure's personal tokens and Bitbucket's API tokens are refused in any other form."""
    if there.forge in (Forge.AZURE, Forge.BITBUCKET):
        post(BODY, replace(there, user="ana"), needed=True)
        expected = base64.b64encode(f"ana:{TOKEN}".encode()).decode()
        assert {sent["authorization"] for sent in forge.headers} == {f"Basic {expected}"}


def test_where_bitbucket_does_not_say_who_we_are_only_a_comment_that_we_may_change_is_ours(forge: forges.Forge) -> None:
    """The token of a repository may not ask, and a stranger's copy of our comment must not stop ours."""
    there = Destination(forge=Forge.BITBUCKET, api=forge.api, project="acme/infra", number=41, token=TOKEN)
    forge.bot = True
    forge.add(BODY, author=99)
    assert post(BODY, there, needed=True).done is Done.CREATED
    assert post(BODY, there, needed=True).done is Done.SAME
    assert post(BODY + "more", there, needed=True).done is Done.UPDATED
    assert [each["body"] for each in forge.comments] == [BODY, BODY + "more"]


@pytest.mark.parametrize(("status", "hint"), [(401, "not known"), (403, "may not"), (404, "no such"), (502, "again")])
def test_a_refusal_says_where_why_and_what_to_do(
    forge: forges.Forge, there: Destination, status: int, hint: str
) -> None:
    """And never what the token was."""
    forge.answers = {"/comments": status, "/notes": status, "/threads": status}
    with pytest.raises(CommentError) as caught:
        post(BODY, there, needed=True)
    assert f"was answered with {status}" in caught.value.summary
    assert hint in caught.value.detail
    assert TOKEN not in f"{caught.value!r} {there!r}"


def test_no_redirect_is_followed(forge: forges.Forge, there: Destination) -> None:
    """Whoever answers could have our token and report sent elsewhere."""
    owner, _ = ASKED[there.forge]
    forge.answers = {f"/{owner}": 302}
    with pytest.raises(CommentError, match="302"):
        post(BODY, there, needed=True)
    assert forge.requests == [f"GET /{owner}"]


def test_a_forge_that_is_not_there_is_an_error_with_its_address() -> None:
    """A port that nobody listens on answers at once."""
    there = Destination(forge=Forge.GITHUB, api="http://127.0.0.1:9", project="a/b", number=1, token=TOKEN)
    with pytest.raises(CommentError, match=r"127\.0\.0\.1:9/user had no answer"):
        post(BODY, there, needed=True)


@pytest.mark.parametrize(
    "event",
    [
        EVENT,
        '{"issue": {"number": 41, "pull_request": {}}}',
        '{"workflow_run": {"pull_requests": [{"number": 41}]}}',
    ],
)
def test_the_pull_request_is_read_from_the_event(event: str) -> None:
    """Runs start in three ways, and each tells it elsewhere."""
    found = find_destination(Forge.GITHUB, GITHUB, event=event)
    assert (found.api, found.project, found.number) == ("https://api.github.com", "acme/infra", 41)


def test_the_merge_request_is_read_from_the_variables_of_the_job() -> None:
    """GitLab's own names, and an address that only a runner of theirs knows."""
    found = find_destination(Forge.GITLAB, {**GITLAB, "CI_API_V4_URL": "https://git.acme.example/api/v4/"})
    assert (found.api, found.project, found.number) == ("https://git.acme.example/api/v4", "12", 5)


def test_azure_is_told_by_the_variables_of_its_pipeline() -> None:
    """The job's own token is sent as it is, a person's as a password."""
    found = find_destination(Forge.AZURE, AZURE)
    assert (found.api, found.project, found.number, found.user) == ("https://dev.azure.com/acme", "net/r-1", 7, "")
    person = find_destination(Forge.AZURE, {**AZURE, "SYSTEM_ACCESSTOKEN": "", "AZURE_DEVOPS_EXT_PAT": "p"})
    assert (person.token, bool(person.user)) == ("p", True)


def test_bitbucket_is_told_by_the_variables_of_its_pipeline() -> None:
    """With a user's name the token is that user's."""
    found = find_destination(Forge.BITBUCKET, {**BITBUCKET, "BITBUCKET_USERNAME": "ana"})
    assert (found.api, found.project) == ("https://api.bitbucket.org/2.0", "acme/infra")
    assert (found.number, found.user) == (5, "ana")


def test_a_repository_of_azure_may_be_named_without_its_project() -> None:
    """`--repository infra` is one of the job's own project."""
    assert find_destination(Forge.AZURE, AZURE, project="infra").project == "net/infra"


@pytest.mark.parametrize(
    ("kind", "environment", "event", "said"),
    [
        (Forge.GITHUB, GITHUB, '{"issue": {"number": 3}}', "--number"),
        (Forge.GITHUB, GITHUB, "{", "no JSON"),
        (Forge.GITHUB, {"GITHUB_REPOSITORY": "a/b"}, EVENT, "GITHUB_TOKEN or GH_TOKEN"),
        (Forge.GITHUB, {**GITHUB, "GITHUB_TOKEN": "a\nb"}, EVENT, "line break"),
        (Forge.GITHUB, {**GITHUB, "GITHUB_API_URL": "http://api.example"}, EVENT, "https alone"),
        (Forge.GITLAB, {"GITLAB_TOKEN": TOKEN}, "", "CI_MERGE_REQUEST_IID"),
        (Forge.AZURE, {"SYSTEM_ACCESSTOKEN": TOKEN}, "", "SYSTEM_COLLECTIONURI"),
        (Forge.AZURE, {**AZURE, "SYSTEM_ACCESSTOKEN": ""}, "", "SYSTEM_ACCESSTOKEN or AZURE_DEVOPS_EXT_PAT"),
        (Forge.BITBUCKET, {"BITBUCKET_TOKEN": TOKEN}, "", "BITBUCKET_PR_ID"),
    ],
)
def test_what_is_missing_is_named(kind: Forge, environment: dict[str, str], event: str, said: str) -> None:
    """A pipeline is mended by its log alone."""
    with pytest.raises(CommentError, match=said):
        find_destination(kind, environment, event=event)


def test_a_finding_alone_is_worth_a_comment_and_a_waived_one_is_not() -> None:
    """Somebody must see what nobody accepted."""
    assert changes_access(report(findings=[finding("AR803")]))
    assert not changes_access(report(findings=[finding("AR803", waived="known")]))


def test_each_forge_gets_its_own_budget_whatever_the_style_says() -> None:
    """A body for GitLab would be refused by GitHub."""
    body = write_body(make_example(), replace(PLAIN, flavour="azure"), Forge.GITHUB)
    assert body.startswith("<!-- terrabind-review default -->\n## BLOCKED")
    assert "```mermaid" in body


def test_bitbucket_which_shows_html_as_it_is_gets_none() -> None:
    """There folds and hidden remarks would stand in the comment as words in angle brackets."""
    body = write_body(make_example(), PLAIN, Forge.BITBUCKET)
    assert body.startswith("[//]: <> (terrabind-review default)\n## BLOCKED")
    assert "### Evidence by address\n\n| Address |" in body
    assert not any(word in body for word in ("<details>", "</summary>", "<!--", "```mermaid"))


def test_a_dry_run_prints_the_exact_body(
    forge: forges.Forge, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is tried at home is what the pipeline writes, byte by byte."""
    saved, event = tmp_path / "review.json", tmp_path / "event.json"
    saved.write_text(render_document(make_example()))
    event.write_text(EVENT)
    variables = {**GITHUB, "GITHUB_API_URL": forge.api, "GITHUB_EVENT_PATH": str(event)}
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    arguments = ["review", "comment", "github", str(saved), "--target", "prod"]
    assert main([*arguments, "--dry-run"]) == 0
    printed = capsys.readouterr().out
    assert forge.requests == []
    assert main(arguments) == 0
    assert forge.comments[0]["body"] == printed
    assert TOKEN not in "".join(capsys.readouterr())
