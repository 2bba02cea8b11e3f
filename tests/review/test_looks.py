"""Nothing that looks like access is dropped because nobody described it."""

from __future__ import annotations

import pytest

from terrabind.review.looks import find_reason, looks_like_access
from terrabind.review.packs import load_mappings
from terrabind.spec.values import UNKNOWN, Value
from tests.review.packs.sides import change, take

ACCESS = """
acme_role_grant auth0_role_permissions auth0_connection_client_grant argocd_account_token
aws_sagemaker_model_package_group_policy aws_ram_principal_association aws_lakeformation_permissions
aws_organizations_policy_attachment aws_efs_access_policy aws_iam_role_policies_exclusive azuread_application_app_role
azurerm_kusto_database_principal_assignment azuread_access_package_assignment_policy boundary_role
confluent_role_binding consul_acl_policy databricks_grants databricks_permissions datadog_role
digitalocean_project_member gitlab_project_access_token gitlab_group_saml_link_role
google_access_context_manager_access_policy grafana_folder_permission harbor_project_member_user keycloak_group_roles
kubernetes_certificate_signing_request_permission rancher2_global_role launchdarkly_custom_role linode_user_grants
mongodbatlas_project_invitation mysql_grant nomad_acl_policy okta_group_role okta_app_group_assignment
pagerduty_team_membership postgresql_default_privileges postgresql_grant_role rabbitmq_permissions
rancher2_cluster_role_template_binding redshift_grant sentry_team_member snowflake_grant_privileges_to_account_role
spacelift_role tfe_team_access tfe_organization_membership vault_identity_group_member_entity_ids vault_policy
"""
OTHER = """
aws_instance aws_security_group aws_autoscaling_policy aws_appautoscaling_policy aws_network_acl aws_wafv2_web_acl
aws_ecr_lifecycle_policy aws_iam_account_password_policy azurerm_policy_definition azurerm_backup_policy_vm
azurerm_resource_group google_compute_instance google_compute_security_policy google_monitoring_alert_policy
kubernetes_deployment kubernetes_network_policy_v1 helm_release random_id terraform_data null_resource
"""


@pytest.mark.parametrize("name", ACCESS.split())
def test_a_type_with_a_word_of_access_is_listed(name: str) -> None:
    """Forty-odd types of many providers that nobody mapped: each must show up as not understood."""
    assert not load_mappings().find(name)
    taken = take(change(f"{name}.x", {}))
    assert [each.origin.address for each in taken.unclear] == [f"{name}.x"]
    assert name in taken.unclear[0].reason


@pytest.mark.parametrize("name", OTHER.split())
def test_other_types_are_not_listed(name: str) -> None:
    """A review that cries at every machine is turned off."""
    assert not looks_like_access(name)
    taken = take(change(f"{name}.x", {}))
    assert not taken.unclear


@pytest.mark.parametrize(
    ("path", "body", "reason"),
    [
        ("/v1/sessions", {"idle_minutes": 30}, ""),
        ("/v1/teams", {"name": "x"}, "teams"),
        ("/v1/roleBindings", {}, "role"),
        ("/v1/things", {"spec": [{"allowedMembers": []}]}, "members"),
        ("/v1/things", None, ""),
        (UNKNOWN, {}, "known only after the apply"),
        ("/v1/things", UNKNOWN, "known only after the apply"),
    ],
)
def test_a_generic_request_is_judged_by_its_path_and_body(path: Value, body: Value, reason: str) -> None:
    """One resource type for every API: its name says nothing, so what it sends is looked at."""
    said = find_reason("terrabind_rest_resource", {"path": path, "body": body})
    assert (reason in said) if reason else not said


def test_a_manifest_that_nobody_knows_yet_is_listed() -> None:
    """It could be any kind of object."""
    assert find_reason("kubernetes_manifest", {"manifest": UNKNOWN})
    assert find_reason("kubectl_manifest", {"yaml_body": "kind: RoleBinding"})
