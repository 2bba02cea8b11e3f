"""Resources of Amazon Web Services that say themselves who may use them: by a policy, by an access list, by grants.

Sources: the documentation of the provider's resources, the pages on default key policies of KMS and on access control
lists of S3. Where the state of a resource also holds what another one writes (a bucket its policy), only the other one
is read.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from terrabind.review.edge import Kind, Level
from terrabind.review.mapping import Dialect, Document, Grant, Identity, Levels, Mapping, Pack, Thing
from terrabind.review.templates import LATER

ARNS: Final = Dialect(arns=True, whole=frozenset({"*"}))
"""Principals as an AWS policy names them."""

_HERE: Final = "account {@account}"


def _thing(word: str, name: str, *names: str) -> Mapping:
    """A resource of which others speak before its id is known."""
    identity = Identity(
        family=f"aws {word}", kind=Kind.UNKNOWN, names=names, id=name, bare="{@name}", shown=name
    )  # fmt: skip
    return Mapping(identity=identity, is_name_only=True)


def _guarded(attribute: str, place: str | Thing, *, authoritative: bool = False) -> tuple[Mapping, ...]:
    """A resource that is the policy of another one."""
    return (Mapping(sources=(Document(attribute=attribute, scope=(_HERE, place), authoritative=authoritative),)),)


def _at(word: str, name: str) -> Thing:
    return Thing(word, f"aws {word}", name)


# Whoever owns the account decides by IAM alone while nobody writes another policy.
_DEFAULT_KEY: Final = """
{"Statement": {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::@account:root"},
               "Action": "kms:*", "Resource": "*"}}
"""
_KEY: Final = Mapping(
    identity=Identity(
        family="aws key", kind=Kind.UNKNOWN, names=("key_id", "arn", "id"), id="{key_id?|@address}", bare="{@name}",
        shown="{@address}",
    ),
    sources=(Document(attribute="policy", scope=(_HERE, Thing("key", "aws key")), default=_DEFAULT_KEY),),
)  # fmt: skip
_KEY_POLICY: Final = Mapping(
    sources=(Document(attribute="policy", scope=(_HERE, _at("key", "{key_id}"))),), governs=("aws key", "key_id")
)
_KMS_GRANT: Final = Grant(
    each="operations", principal="{grantee_principal}", kind="", dialect=ARNS, role="kms:{each}",
    scope=(_HERE, _at("key", "{key_id}")), levels=Levels(actions=True),
)  # fmt: skip

_BUCKET: Final = _at("bucket", "{bucket}")
_LIST_LEVELS: Final = Levels(
    names={
        "READ": Level.READ, "READ_ACP": Level.READ, "WRITE": Level.WRITE, "WRITE_ACP": Level.GRANT,
        "FULL_CONTROL": Level.GRANT,
    },
    words=False,
)  # fmt: skip
_EVERYONE: Final = "http://acs.amazonaws.com/groups/global/AllUsers"
_SIGNED_IN: Final = "http://acs.amazonaws.com/groups/global/AuthenticatedUsers"
_LISTED: Final = Grant(
    each="access_control_policy.0.grant",
    principal="{each.grantee.0.uri|each.grantee.0.id|each.grantee.0.email_address}",
    kind="{each.grantee.0.type}",
    dialect=Dialect(
        kinds={"CanonicalUser": Kind.ACCOUNT, "AmazonCustomerByEmail": Kind.ACCOUNT, "Group": Kind.GROUP},
        whole=frozenset({_EVERYONE, _SIGNED_IN}),
    ),
    role="{each.permission}",
    scope=(_HERE, _BUCKET),
    levels=_LIST_LEVELS,
    authoritative=True,
)
# Ready-made lists that let in others than the owner; the owner has everything in any case.
_READY: Final = {
    "private": (),
    "public-read": ((_EVERYONE, "READ"),),
    "public-read-write": ((_EVERYONE, "READ"), (_EVERYONE, "WRITE")),
    "authenticated-read": ((_SIGNED_IN, "READ"),),
    # These two mean something for objects alone.
    "bucket-owner-read": (),
    "bucket-owner-full-control": (),
}


def _lists() -> tuple[Mapping, ...]:
    """An access list is one of the ready-made ones, or written out; other ready-made ones stay not understood."""
    ready = [
        Mapping(
            sources=tuple(
                replace(_LISTED, each="", kind="", principal=group, role=permission) for group, permission in grants
            ),
            when=("acl", (name,)),
        )
        for name, grants in _READY.items()
    ]
    return (*ready, Mapping(sources=(_LISTED,), when=("acl", (None, ""))))


_TAKEN: Final = re.compile(rf"true|{re.escape(LATER)}", re.IGNORECASE)


def _blocks() -> Mapping:
    """What a block takes away from everyone, whatever policies and lists say; without it they count again."""
    return Mapping(
        sources=tuple(
            Grant(
                principal="*", kind="", dialect=ARNS, role=taken, scope=(_HERE, _BUCKET), levels=Levels(words=False),
                allowed=False, when_role=f"{{{attribute}}}", only=_TAKEN, level=f"{{{attribute}}}",
            )
            for attribute, taken in (
                ("block_public_acls", "set a public access list"),
                ("ignore_public_acls", "use a public access list"),
                ("block_public_policy", "set a public policy"),
                ("restrict_public_buckets", "use a public policy"),
            )
        )
    )  # fmt: skip


_LAYER: Final = Grant(
    principal="{principal}", kind="", dialect=ARNS, role="{action}",
    scope=(_HERE, "layer {layer_name}"), qualifiers={"organization": "{organization_id}"}, levels=Levels(actions=True),
)  # fmt: skip

PACK = Pack(
    types={
        "aws_s3_bucket": (_thing("bucket", "{bucket}", "bucket", "id", "arn"),),
        "aws_sqs_queue": (_thing("queue", "{name}", "url", "id", "arn"),),
        "aws_sns_topic": (_thing("topic", "{name}", "arn", "id"),),
        "aws_secretsmanager_secret": (_thing("secret", "{name}", "arn", "id"),),
        "aws_ecr_repository": (_thing("repository", "{name}", "name", "id", "arn"),),
        "aws_lambda_function": (_thing("function", "{function_name}", "function_name", "arn", "id"),),
        "aws_kms_key": (_KEY,),
        "aws_kms_key_policy": (_KEY_POLICY,),
        "aws_kms_grant": (Mapping(sources=(_KMS_GRANT,)),),
        "aws_s3_bucket_policy": _guarded("policy", _BUCKET),
        "aws_s3_bucket_acl": _lists(),
        "aws_s3_bucket_public_access_block": (_blocks(),),
        "aws_s3control_access_point_policy": _guarded("policy", "{access_point_arn}"),
        "aws_sns_topic_policy": _guarded("policy", _at("topic", "{arn}")),
        "aws_sqs_queue_policy": _guarded("policy", _at("queue", "{queue_url}")),
        "aws_ecr_repository_policy": _guarded("policy", _at("repository", "{repository}")),
        "aws_ecrpublic_repository_policy": _guarded("policy", "public repository {repository_name}"),
        "aws_secretsmanager_secret_policy": _guarded("policy", _at("secret", "{secret_arn}")),
        "aws_opensearch_domain_policy": _guarded("access_policies", "domain {domain_name}"),
        "aws_efs_file_system_policy": _guarded("policy", "file system {file_system_id}"),
        "aws_backup_vault_policy": _guarded("policy", "backup vault {backup_vault_name}"),
        "aws_cloudwatch_log_resource_policy": _guarded("policy_document", "log groups"),
        "aws_cloudwatch_event_bus_policy": _guarded("policy", "event bus {event_bus_name|=default}"),
        "aws_dynamodb_resource_policy": _guarded("policy", "{resource_arn}"),
        "aws_kinesis_resource_policy": _guarded("policy", "{resource_arn}"),
        "aws_glue_resource_policy": _guarded("policy", "data catalogue"),
        "aws_api_gateway_rest_api_policy": _guarded("policy", "rest api {rest_api_id}"),
        "aws_ses_identity_policy": _guarded("policy", "sender {identity}"),
        "aws_lambda_layer_version_permission": (Mapping(sources=(_LAYER,)),),
    }
)
