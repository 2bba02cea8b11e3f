"""What somebody found by reviewing plans as the big providers make them, each kept as the case it was."""

from __future__ import annotations

import pytest

from terrabind.review.difference import compare
from terrabind.review.edge import Edge, Kind, Principal, Realm
from terrabind.review.plan import REDACTED
from terrabind.review.queries import find_principal
from terrabind.review.report import ChangeClass
from terrabind.spec.values import UNKNOWN, Value
from tests.review.factories import edge, principal
from tests.review.packs.sides import change, document, take, trust
from tests.review.rules.cases import gained, lost, says

OPEN = document({"Principal": "*", "Action": "sqs:*", "Resource": "*"})
TEAM = {"team_id": "1", "username": "ana"}


@pytest.mark.parametrize(
    ("address", "name", "value"),
    [
        ("aws_sqs_queue.jobs", "policy", OPEN),
        ("aws_s3_bucket.site", "acl", "public-read"),
        ("aws_opensearch_domain.logs", "access_policies", OPEN),
        ("aws_lambda_function_url.hook", "authorization_type", "NONE"),
        ("azuread_group.ops", "members", ["4f1c"]),
        ("azuread_application.app", "owners", ["4f1c"]),
        ("azurerm_key_vault.keys", "access_policy", [{"object_id": "4f1c", "secret_permissions": ["Get"]}]),
        ("google_bigquery_dataset.sales", "access", [{"role": "OWNER", "user_by_email": "x@evil.example"}]),
        ("google_service_account_key.old", "service_account_id", "deploy"),
        ("github_repository.site", "visibility", "public"),
        ("github_repository_deploy_key.ci", "read_only", False),
        ("kubernetes_config_map.auth", "metadata", [{"name": "aws-auth", "namespace": "kube-system"}]),
        ("kubernetes_manifest.all", "manifest", {"kind": "List", "items": [{"kind": "ClusterRoleBinding"}]}),
    ],
)
def test_access_that_an_ordinary_resource_gives_is_listed(address: str, name: str, value: Value) -> None:
    """A queue, a bucket or a group may open itself in one attribute, under a type without a word of access."""
    assert [each.origin.address for each in take(change(address, {name: value})).unclear] == [address]
    gone = change(address, None, "delete", before={name: value})
    assert [each.origin.address for each in take(gone, side="before").unclear] == [address]


def test_access_that_an_ordinary_resource_takes_away_is_listed() -> None:
    """Emptying the list is a loss, and only the side before shows it."""
    emptied = change("azuread_group.ops", {"members": []}, "update", before={"members": ["4f1c"]})
    assert take(emptied, side="before").unclear


def test_an_unchanged_policy_in_an_ordinary_resource_puts_nothing_in_doubt() -> None:
    """A queue whose delay changes keeps who may use it, so the gate must not stop it."""
    slower = change("aws_sqs_queue.jobs", {"policy": OPEN, "delay": 2}, "update", before={"policy": OPEN, "delay": 1})
    assert not take(slower).unclear
    assert not take(slower, side="before").unclear


def test_an_unknown_policy_counts_where_the_configuration_sets_it() -> None:
    """Providers fill in what nobody wrote, which is known after apply in every new queue and says nothing."""
    values = {"policy": UNKNOWN}
    assert not take(change("aws_sqs_queue.jobs", values)).unclear
    assert take(change("aws_sqs_queue.jobs", values, fed={"policy": ("data.aws_iam_policy_document.x",)})).unclear


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [("member", "maintainer", ChangeClass.WIDENED), ("maintainer", "member", ChangeClass.NARROWED)],
)
def test_a_member_who_becomes_maintainer_is_told(before: str, after: str, kind: ChangeClass) -> None:
    """A maintainer lets others into the team; the update once was no access change."""
    row = change("github_team_membership.ana", TEAM | {"role": after}, "update", before=TEAM | {"role": before})
    (delta,) = compare(take(row, side="before").edges, take(row).edges)
    assert delta.change is kind


def test_a_plain_text_with_words_of_policies_is_no_policy() -> None:
    """A parameter or a file may quote one without giving anybody anything."""
    assert not take(change("aws_ssm_parameter.note", {"value": trust("*")})).unclear


def test_a_secret_list_of_members_is_listed_although_both_sides_look_alike() -> None:
    """Two secrets are both shown as sensitive, so nobody can say that nothing changed."""
    assert take(change("azuread_group.ops", {"members": REDACTED}, "update", before={"members": REDACTED})).unclear


@pytest.mark.parametrize(
    ("kind", "before", "after"),
    [
        ("google_cloud_run_v2_service_iam_member", {"location": "eu"}, {"location": "us"}),
        ("google_compute_instance_iam_member", {"zone": "eu-a"}, {"zone": "us-a"}),
    ],
)
def test_a_grant_that_moves_to_another_place_is_a_loss_and_a_gain(
    kind: str, before: dict[str, str], after: dict[str, str]
) -> None:
    """Services of two regions may bear one name; access to the one is none to the other."""
    values = {"project": "p", "name": "pay", "role": "roles/run.invoker", "member": "user:ana@acme.example"}
    row = change(f"{kind}.x", values | after, "delete", "create", before=values | before)
    told = {each.change for each in compare(take(row, side="before").edges, take(row).edges)}
    assert told == {ChangeClass.GAINED, ChangeClass.LOST}


def test_a_job_and_a_service_of_one_name_are_two_things() -> None:
    """Access to the job was told as the same access when it was given up for the service."""
    values = {"project": "p", "name": "pay", "role": "roles/run.invoker", "member": "user:ana@acme.example"}
    job, service = (change(f"google_cloud_run_v2_{what}_iam_member.x", values) for what in ("job", "service"))
    assert take(job).edges[0].key != take(service).edges[0].key


def test_a_role_of_the_namespace_is_not_the_cluster_role_of_that_name() -> None:
    """A binding that is turned to the cluster's role of the same name was told as a mere interruption."""
    bound = [take(change("kubernetes_role_binding_v1.x", bind(kind))).edges[0].role for kind in ("Role", "ClusterRole")]
    assert bound == ["Role deployer", "deployer"]


def bind(kind: str) -> dict[str, Value]:
    """The values of a binding of ana to the role deployer of one kind."""
    return {
        "metadata": [{"name": "x", "namespace": "prod"}],
        "role_ref": [{"kind": kind, "name": "deployer"}],
        "subject": [{"kind": "User", "name": "ana"}],
    }


def test_a_principal_is_found_by_the_name_that_reports_show() -> None:
    """A report says "user ana", so asking for user:ana must not need the account's number."""
    inline = {"user": "ana", "policy": document({"Action": "s3:*", "Resource": "*"})}
    edges = take(change("aws_iam_user_policy.x", inline)).edges
    assert find_principal(edges, "user:ana") == find_principal(edges, "ana") == edges[0].principal


def test_several_last_admins_lose_it_in_good_english() -> None:
    """Two names take a verb in the plural."""
    told = says("AR701", *(lost(edge(who, "admin")) for who in ("user:ana", "user:ben")))
    assert told == ["user ana and user ben lose admin in project x of org acme, where no admin is left."]


@pytest.mark.parametrize(
    ("limits", "count"),
    [
        ({"external_id": "abc"}, 0),
        ({"external_id": "*"}, 1),
        ({"external_id": "abc, *"}, 1),
        ({"external_id": "abc, where present"}, 1),
        ({"condition": "StringNotEquals sts:ExternalId abc"}, 1),
        ({"condition": "StringEqualsIgnoreCase sts:ExternalId abc"}, 0),
    ],
)
def test_an_external_id_that_anybody_meets_is_none(limits: dict[str, str], count: int) -> None:
    """A star, a negation and an ID that may be left out let every other customer of the party in."""
    outsider = principal("account:444", Realm.EXTERNAL, "444")
    assert len(says("AR402", gained(assume_edge(outsider, limits)))) == count


def assume_edge(who: Principal, limits: dict[str, str]) -> Edge:
    """Trust of a role in somebody, with limits."""
    return edge(who, "deploy", ("account 111",), relation="assume", **limits)


def test_access_without_sign_in_is_none_for_those_who_sign_in() -> None:
    """Kubernetes puts nobody who signed in into system:unauthenticated, so hers is a gain of its own."""
    anonymous = edge(Principal(kind=Kind.EVERYONE, id="system:unauthenticated"))
    (told,) = compare([anonymous], [anonymous, edge("user:ana")])
    assert told.change is ChangeClass.GAINED
