"""Members, bindings and policies of Google Cloud read as grants."""

from __future__ import annotations

import json

import pytest

from terrabind.review.edge import Certainty
from terrabind.spec.values import UNKNOWN
from tests.review.packs.sides import change, line, lines, only, take

END = "2027-01-01T00:00:00Z"
SERVICE_ACCOUNT = "projects/p/serviceAccounts/deploy@p.iam.gserviceaccount.com"


def member(role: str = "roles/viewer", who: object = "user:ana@example.com", **more: object) -> dict[str, object]:
    """The values of a member of project p."""
    return {"project": "p", "role": role, "member": who, **more}


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("user:Ana@Example.com", "user:ana@example.com"),
        ("group:ops@example.com", "group:ops@example.com"),
        ("serviceAccount:ci@p.iam.gserviceaccount.com", "service account:ci@p.iam.gserviceaccount.com"),
        ("domain:example.com", "group:example.com"),
        ("allUsers", "everyone:*"),
        ("allAuthenticatedUsers", "everyone:allAuthenticatedUsers"),
        ("principalSet://iam.googleapis.com/x", "federated subject:principalSet://iam.googleapis.com/x"),
        ("deleted:user:ana@example.com?uid=1", "principal:deleted:user:ana@example.com?uid=1"),
        ("mystery", "principal:mystery"),
    ],
)
def test_a_member_is_spelled_with_its_kind(written: str, key: str) -> None:
    """The prefix tells who it is; one that is not known is kept whole."""
    assert only(change("google_project_iam_member.x", member(who=written))).principal.key == key


@pytest.mark.parametrize(
    ("role", "level"),
    [
        ("roles/owner", "GRANT"),
        ("roles/editor", "WRITE"),
        ("roles/viewer", "READ"),
        ("roles/storage.objectViewer", "READ"),
        ("roles/storage.admin", "ADMIN"),
        ("roles/resourcemanager.projectIamAdmin", "GRANT"),
        ("roles/iam.serviceAccountTokenCreator", "GRANT"),
        ("projects/p/roles/custom", "UNKNOWN"),
    ],
)
def test_a_role_tells_its_level(role: str, level: str) -> None:
    """Who may give access to others stands above who administers."""
    assert lines(change("google_project_iam_member.x", member(role))) == [
        f"user:ana@example.com hold {role} {level} @ project p"
    ]


@pytest.mark.parametrize(
    ("kind", "values", "place"),
    [
        ("google_folder_iam_member", {"folder": "folders/12"}, "folder 12"),
        ("google_organization_iam_member", {"org_id": "34"}, "organization 34"),
        ("google_storage_bucket_iam_member", {"bucket": "b"}, "bucket b"),
        ("google_pubsub_topic_iam_member", {"project": "p", "topic": "t"}, "project p/topic t"),
        ("google_pubsub_topic_iam_member", {"project": UNKNOWN, "topic": "t"}, "topic t"),
        (
            "google_bigquery_table_iam_member",
            {"project": "p", "dataset_id": "d", "table_id": "t"},
            "project p/dataset d, table t",
        ),
        (
            "google_service_account_iam_member",
            {"service_account_id": SERVICE_ACCOUNT},
            "project p/service account deploy@p.iam.gserviceaccount.com",
        ),
    ],
)
def test_each_kind_of_resource_names_its_place(kind: str, values: dict[str, object], place: str) -> None:
    """Every resource of Google has the same three forms, so one pattern reads them all."""
    edge = only(change(f"{kind}.x", {"role": "roles/viewer", "member": "user:ana@example.com", **values}))
    assert "/".join(edge.scope) == place
    assert edge.certainty is Certainty.KNOWN


def test_a_project_made_in_the_same_plan_is_unresolved() -> None:
    """Left to the provider is one thing, a project that is not there yet another."""
    values = {"project": UNKNOWN, "topic": "t", "role": "roles/viewer", "member": "user:ana@example.com"}
    edge = only(change("google_pubsub_topic_iam_member.x", values, fed={"project": ("google_project.new.project_id",)}))
    assert edge.certainty is Certainty.UNRESOLVED
    assert edge.feeds == ("google_project.new.project_id",)


def test_a_binding_replaces_everyone_with_its_role() -> None:
    """Members that no plan mentions lose access; only the flag can say so."""
    values = {"project": "p", "role": "roles/viewer", "members": ["user:a@x.org", UNKNOWN, "user:b@x.org"]}
    edges = take(change("google_project_iam_binding.x", values)).edges
    assert all(edge.authoritative for edge in edges)
    assert [edge.certainty for edge in edges] == [Certainty.KNOWN, Certainty.UNRESOLVED, Certainty.KNOWN]
    assert edges[2].origin.attribute == "members.2"


def test_a_policy_is_a_list_of_bindings() -> None:
    """The whole policy is one text; each of its members is a grant of its own."""
    bindings = [{"role": "roles/viewer", "members": ["user:a@x.org", "allUsers"], "condition": {"expression": "x"}}]
    edges = take(
        change("google_project_iam_policy.x", {"project": "p", "policy_data": json.dumps({"bindings": bindings})})
    ).edges
    assert [line(edge) for edge in edges] == [
        "user:a@x.org hold roles/viewer READ @ project p",
        "everyone:* hold roles/viewer READ @ project p",
    ]
    assert all(edge.authoritative and edge.qualifiers == {"condition": "x"} for edge in edges)


@pytest.mark.parametrize("text", ["{", "[]", '{"bindings": 1}'])
def test_a_policy_that_is_none_is_listed(text: str) -> None:
    """A policy that nobody can read replaces everyone's access all the same."""
    assert take(change("google_project_iam_policy.x", {"project": "p", "policy_data": text})).unclear


def test_a_policy_of_the_apply_is_unresolved() -> None:
    """It may say anything, and it replaces everything."""
    edge = only(change("google_project_iam_policy.x", {"project": "p", "policy_data": UNKNOWN}))
    assert edge.certainty is Certainty.UNRESOLVED


@pytest.mark.parametrize(
    ("expression", "qualifiers"),
    [
        (f'request.time < timestamp("{END}")', {"expires": END}),
        (f"request.time<timestamp('{END}') && a == 'b'", {"expires": END, "condition": None}),
        (f'request.time < timestamp("{END}") || true', {"condition": None}),
        ("resource.name == 'x'", {"condition": None}),
    ],
)
def test_an_end_is_read_only_where_it_binds(expression: str, qualifiers: dict[str, str | None]) -> None:
    """An end beside an "or" is none; believing it would hide a standing grant."""
    edge = only(change("google_project_iam_member.x", member(condition=[{"title": "t", "expression": expression}])))
    assert edge.qualifiers == {name: expression if text is None else text for name, text in qualifiers.items()}


@pytest.mark.parametrize("form", ["member", "binding", "policy"])
def test_acting_as_a_service_account_is_assuming_it(form: str) -> None:
    """Whoever may do so has what the account has: a step of a chain, not just a role on a thing."""
    role = "roles/iam.serviceAccountUser"
    data = json.dumps({"bindings": [{"role": role, "members": ["user:ana@example.com"]}]})
    given = {"role": role, "member": "user:ana@example.com", "members": ["user:ana@example.com"], "policy_data": data}
    edge = only(change(f"google_service_account_iam_{form}.x", {"service_account_id": SERVICE_ACCOUNT, **given}))
    assert (edge.relation, edge.role) == ("assume", "deploy@p.iam.gserviceaccount.com")
    assert edge.level.name == "GRANT"


NEW_ACCOUNT = {"account_id": "deploy", "project": "p", "email": UNKNOWN, "member": UNKNOWN, "name": UNKNOWN}


@pytest.mark.parametrize("attribute", ["email", "member"])
def test_a_service_account_of_the_same_plan_is_named(attribute: str) -> None:
    """Its address is made of its id and its project, which are known before it is."""
    account = change("google_service_account.d", NEW_ACCOUNT)
    fed = {"member": (f"google_service_account.d.{attribute}", "google_service_account.d")}
    edge = only(account, change("google_project_iam_member.x", member(who=UNKNOWN), fed=fed))
    assert edge.principal.key == "service account:deploy@p.iam.gserviceaccount.com"
    assert edge.certainty is Certainty.KNOWN


def test_what_only_borrows_from_a_service_account_is_not_that_account() -> None:
    """A member may be made of the account's number or project, and then be somebody else."""
    account = change("google_service_account.d", NEW_ACCOUNT)
    fed = {"member": ("google_service_account.d.unique_id",)}
    edge = only(account, change("google_project_iam_member.x", member(who=UNKNOWN), fed=fed))
    assert edge.certainty is Certainty.UNRESOLVED


def test_acting_as_a_new_service_account_leads_to_it() -> None:
    """What it holds is then held by whoever may act as it."""
    account = change("google_service_account.d", NEW_ACCOUNT)
    values = {"service_account_id": UNKNOWN, "role": "roles/iam.serviceAccountUser", "member": "user:ana@example.com"}
    fed = {"service_account_id": ("google_service_account.d.name",)}
    edge = only(account, change("google_service_account_iam_member.x", values, fed=fed))
    assert (edge.relation, edge.role) == ("assume", "deploy@p.iam.gserviceaccount.com")
