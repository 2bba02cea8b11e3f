"""Whether a resource looks like access although nobody described what it means.

Better to list one too many than to drop a grant: a type counts when one of its words is about access, unless it is
known to be about something else (how a group of machines grows, which packets pass).
"""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Final

from terrabind.review.plan import REDACTED
from terrabind.spec.values import UNKNOWN, Value, Values, look_up

_WORD_TEXT = """
access acl acls admin admins administrator allowlist assignment assignments authorization authorizations binding
bindings collaborator collaborators credential credentials delegation entitlement entitlements federation grant
grants iam impersonation invitation invitations invite member members membership memberships owner owners
permission permissions permissionset permissionsets policies policy principal principals privilege privileges rbac
role roles share shares sharing sso token tokens trust trusted
"""
_WORDS: Final = frozenset(_WORD_TEXT.split())
_ELSEWHERE: Final = re.compile(
    r"""aws_(app)?autoscaling(plans)?_.*|aws_.*_(lifecycle|scaling|retention|backup|replication)_policy|aws_dlm_.*
    |aws_(waf|wafregional|wafv2)_.*|aws_(default_)?network_acl.*|aws_lb_.*|aws_load_balancer_.*|aws_elb_.*|aws_app_cookie.*
    |aws_lb_cookie_.*|aws_iam_account_password_policy|aws_cloudfront_(cache|origin_request|response_headers)_policy
    |aws_cloudfront_origin_access_(identity|control)|aws_s3control_.*lifecycle.*|aws_s3_access_point|aws_fms_policy
    |aws_networkfirewall_.*|aws_elasticache_.*parameter.*|aws_servicecatalog_.*option.*|aws_ec2_.*reservation.*
    |aws_route53.*(traffic|health).*|aws_datasync_.*
    |google_compute_(security|resource|region_security|organization_security|network_firewall|firewall|ssl|target).*polic.*
    |google_compute_resource_policy.*|google_dns_.*policy|google_monitoring_alert_policy|google_secure_source_.*
    |google_compute_(region_)?autoscaler|google_vpc_access_connector|google_org_policy_.*|google_(project|folder|organization)_organization_policy
    |google_.*_iam_audit_config|google_network_.*policy.*|google_gke_backup_.*
    |azurerm_.*(backup|firewall|cdn_frontdoor|web_application|snapshot|retention|lifecycle)_policy.*|azurerm_(policy|.*_policy)
    _(definition|set_definition|assignment|exemption|remediation).*|azurerm_storage_management_policy
    |azurerm_.*autoscale.*|azurerm_storage_share.*|azurerm_.*(local|virtual)_network_gateway.*
    |kubernetes_network_policy.*|kubernetes_pod_disruption_.*|kubernetes_.*limit_range.*
    |github_(repository_)?(branch|ruleset|tag).*protection.*|helm_release|cloudflare_.*cache.*|datadog_.*monitor.*
    |pagerduty_escalation_policy|opsgenie_.*(notification|alert|escalation).*policy|nomad_quota.*|random_.*|tls_.*|time_.*
    |azurerm_monitor_.*|elasticstack_.*lifecycle.*|elasticsearch_index_lifecycle_policy|vault_.*password_policy
    |newrelic_alert_policy|signalfx_.*""".replace("\n", "").replace(" ", "")
)
_WIDER: Final = _WORDS | {"user", "users", "group", "groups", "team", "teams"}
_KEYS: Final = re.compile(r"[a-z0-9]+_.*(service_account|deploy|api|app|application)_key|[a-z0-9]+_.*_password")
_DOCUMENTS: Final = re.compile(r".*(polic|permission|access|trust|iam).*")
_LISTS_TEXT = """
access access_policies access_policy admin_users administrators admins collaborators grant grants iam_bindings members
owners role_bindings
"""
_LISTS: Final = frozenset(_LISTS_TEXT.split())
_OPENINGS: Final = {
    "acl": re.compile(r"public.*|authenticated.*"),
    "authorization_type": re.compile(r"NONE"),
    "visibility": re.compile(r"public"),
}
_FED: Final = _LISTS | {"policy", "acl"}
_SIGN_IN_MAPS: Final = re.compile(r"kubernetes_config_map(_v1)?(_data)?")
_OTHER_KINDS: Final = frozenset({"NetworkPolicy", "PodDisruptionBudget", "ResourceQuota", "ServiceAccount"})
_SPLIT = re.compile(r"[^a-z0-9]+")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")

GENERIC: Final = "terrabind_rest_resource"
MANIFESTS: Final = frozenset({"kubernetes_manifest", "kubectl_manifest"})


def looks_like_access(type_name: str) -> str:
    """Return the word for which a resource type looks like access, empty where it does not."""
    word = next((word for word in type_name.split("_")[1:] if word in _WORDS), "")
    if not word and _KEYS.fullmatch(type_name):
        word = type_name.rpartition("_")[2]
    return "" if word and _ELSEWHERE.fullmatch(type_name) else word


def find_reason(type_name: str, values: Values, other: Values | None = None, fed: Collection[str] = ()) -> str:
    """Return why a resource without a mapping may be about access, empty where nothing says so.

    Of resources that may be anything (`terrabind_rest_resource`, Kubernetes manifests) the values are looked at. Others
    may say in one attribute who may use them; such an attribute counts where it differs from the `other` side, and one
    that is not known yet where the configuration sets it (`fed` are the attributes that it sets by expressions).
    """
    if type_name == GENERIC:
        return _generic(values)
    if type_name in MANIFESTS:
        return _manifest(look_up(values, "manifest") or look_up(values, "yaml_body"))
    word = looks_like_access(type_name)
    if word:
        return f'nobody described what {type_name} means, and "{word}" is a word of access'
    if _SIGN_IN_MAPS.fullmatch(type_name) and look_up(values, "metadata.0.name") == "aws-auth":
        return "it says whom an EKS cluster lets in, and nobody described how"
    name = next((name for name, value in values.items() if _is_about_access(name, value, other, fed)), "")
    return f'its "{name}" says who may use it, and nobody described how' if name else ""


def _is_about_access(name: str, value: Value, other: Values | None, fed: Collection[str]) -> bool:
    """Tell whether one attribute of any resource gives or takes access, as far as its name and value show."""
    if value == REDACTED:
        return name in _FED  # two secrets may differ although they look alike
    if not value or (other is not None and other.get(name) == value):
        return False
    if value is UNKNOWN:
        return name in _FED and name in fed
    if name in _LISTS:
        return not isinstance(value, bool | int | float)
    if not isinstance(value, str):
        return False
    if name in _OPENINGS:
        return bool(_OPENINGS[name].fullmatch(value))
    return '"Statement"' in value and '"Effect"' in value and bool(_DOCUMENTS.fullmatch(name))


def _generic(values: Values) -> str:
    path, body = values.get("path"), values.get("body")
    if path is UNKNOWN or body is UNKNOWN:
        return "a generic request whose path or body is known only after the apply"
    found = _first_word(path) or _first_key(body)
    return f'a generic request with the word of access "{found}"' if found else ""


def _manifest(manifest: Value) -> str:
    kind = look_up(manifest, "kind") if not isinstance(manifest, str) else None
    if manifest is UNKNOWN or kind is UNKNOWN:
        return "a manifest that is known only after the apply"
    if kind == "List":
        items = look_up(manifest, "items")
        return next((reason for reason in map(_manifest, items) if reason), "") if isinstance(items, list) else ""
    found = "" if kind in _OTHER_KINDS else _first_word(manifest if isinstance(manifest, str) else kind)
    return f'a manifest with the word of access "{found}"' if found else ""


def _first_key(value: Value) -> str:
    if isinstance(value, dict):
        for key, member in value.items():
            found = _first_word(key) or _first_key(member)
            if found:
                return found
    if isinstance(value, list):
        return next((found for found in map(_first_key, value) if found), "")
    return ""


def _first_word(text: Value) -> str:
    if not isinstance(text, str):
        return ""
    words = _SPLIT.split(_CAMEL.sub("_", text).lower())
    return next((word for word in words if word in _WIDER), "")
