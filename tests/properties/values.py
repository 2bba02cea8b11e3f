"""Values of described types, made by hypothesis: null and unknown at every depth, or such as a user may write."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from terrabind.apis import load_catalogue
from terrabind.plugin.validation import validate
from terrabind.spec.resource import Resource
from terrabind.spec.standard import all_attributes
from terrabind.spec.types import (
    BOOL,
    DYNAMIC,
    NUMBER,
    STRING,
    Attribute,
    ListOf,
    MapOf,
    ObjectOf,
    Scalar,
    SetOf,
    Type,
)
from terrabind.spec.values import UNKNOWN

CATALOGUE = load_catalogue()
RESOURCES = sorted(CATALOGUE.resources)
STEADY = settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
"""The same examples on every machine, so that a failure is a change of ours and never a matter of luck."""

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
NUMBERS = st.integers(-(2**70), 2**70) | st.decimals(-(10**9), 10**9, places=9)
_SCALARS: Mapping[Scalar, SearchStrategy[Any]] = {
    STRING: TEXTS,
    NUMBER: NUMBERS,
    BOOL: st.booleans(),
    DYNAMIC: TEXTS | st.booleans(),
}


def any_value(type_: Type, *gaps: Any) -> SearchStrategy[Any]:
    """Any value of a type; `gaps` (null, unknown) may stand in the place of every part."""
    match type_:
        case Scalar():
            return _or_gap(gaps, _SCALARS[type_])
        case ListOf(element):
            return _or_gap(gaps, st.lists(any_value(element, *gaps), max_size=3))
        case SetOf(element):
            return _or_gap(gaps, st.lists(any_value(element, *gaps), max_size=3, unique_by=str))
        case MapOf(element):
            return _or_gap(gaps, st.dictionaries(TEXTS, any_value(element, *gaps), max_size=3))
        case ObjectOf(attributes):
            return _or_gap(gaps, any_object(attributes, *gaps))


def _or_gap(gaps: tuple[Any, ...], whole: SearchStrategy[Any]) -> SearchStrategy[Any]:
    return st.sampled_from(gaps) | whole if gaps else whole


def any_object(attributes: Mapping[str, Attribute], *gaps: Any) -> SearchStrategy[Any]:
    """An object with all of these attributes; write-only ones are null, as in every state."""
    return st.fixed_dictionaries(
        {name: st.none() if each.write_only else any_value(each.type, *gaps) for name, each in attributes.items()}
    )


WITH_GAPS = (None, UNKNOWN)

_WORDS = st.from_regex(r"[a-zA-Z0-9][a-zA-Z0-9._-]{0,20}", fullmatch=True)
_EMAILS = st.from_regex(r"[A-Za-z0-9._+-]{1,20}@[a-z0-9-]{1,10}\.[a-z]{2,5}", fullmatch=True)
_IDS = st.from_regex(r"[a-z][a-z0-9]{0,10}", fullmatch=True)
_USERS = st.from_regex(r"urn:ecs:iam::ns1:user/[a-z]{1,6}", fullmatch=True)


@st.composite
def policies(draw: st.DrawFn) -> dict[str, Any]:
    """A trust policy of one to three statements."""
    return {"Version": "2012-10-17", "Statement": draw(st.lists(_statements(), min_size=1, max_size=3))}


def _statements() -> SearchStrategy[dict[str, Any]]:
    actions = st.sampled_from(["sts:AssumeRole", "sts:TagSession", "sts:AssumeRoleWithSAML"])
    names = st.lists(_USERS, min_size=1, max_size=3, unique=True)
    return st.fixed_dictionaries(
        {
            "Effect": st.sampled_from(["Allow", "Deny"]),
            "Principal": names.map(lambda users: {"AWS": users}),
            "Action": st.lists(actions, min_size=1, max_size=3, unique=True),
        },
        optional={
            "Sid": _IDS,
            "Condition": st.dictionaries(
                st.sampled_from(["StringEquals", "StringLike"]),
                st.dictionaries(st.just("sts:ExternalId"), st.lists(_IDS, min_size=1, max_size=2, unique=True)),
                max_size=2,
            ),
        },
    )


_ROLE_NAMES = st.from_regex(r"[A-Za-z0-9+=,.@_-]{1,40}", fullmatch=True)
_PRINCIPALS = st.fixed_dictionaries({"type": st.sampled_from(["user", "group", "serviceAccount"]), "id": _WORDS})
_SCOPES = st.just({"type": "org", "resource": None}) | st.fixed_dictionaries(
    {"type": st.sampled_from(["project", "resource"]), "resource": _WORDS}
)
_ROLE_ARNS = st.from_regex(r"arn:aws:iam::[0-9]{12}:role/[a-zA-Z0-9/_+=,.@-]{1,30}", fullmatch=True)
_FITTING: Mapping[str, Mapping[str, SearchStrategy[Any]]] = {
    "terrabind_fireworks_aws_iam_role_binding": {
        "principal": _EMAILS,
        "role": _ROLE_ARNS,
        "account_id": st.none() | _WORDS,
    },
    "terrabind_fireworks_node_pool_binding": {
        "principal": _EMAILS,
        "cluster_id": st.none() | _WORDS,
        "node_pool_id": st.none() | _WORDS,
        "account_id": st.none() | _WORDS,
    },
    "terrabind_ecs_iam_role": {
        "name": _ROLE_NAMES,
        "namespace": st.none() | _WORDS,
        "assume_role_policy": policies().map(json.dumps),
        "description": st.none() | st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=30),
        "max_session_duration": st.none() | st.integers(3600, 43200),
        "path": st.none() | st.just("/"),
        "permissions_boundary": st.none() | st.just("urn:ecs:iam:::policy/ECSS3FullAccess"),
        "tags": st.none() | st.dictionaries(_WORDS, _WORDS, max_size=3),
        "force_detach_policies": st.none() | st.booleans(),
    },
    "terrabind_k0rdent_iam_policy_binding": {
        "role": _WORDS,
        "principal": _PRINCIPALS,
        "scope": _SCOPES,
        "org_id": st.none() | _WORDS,
    },
}
_SHARED: Mapping[str, SearchStrategy[Any]] = {
    "on_existing": st.none() | st.sampled_from(["refuse", "adopt", "adopt_identical"]),
    "on_destroy": st.none() | st.sampled_from(["delete", "keep"]),
}


def valid_config(resource: Resource) -> SearchStrategy[dict[str, Any]]:
    """A configuration that passes every check; attributes that this module does not know are left out."""
    known = {**dict.fromkeys(all_attributes(resource), st.none()), **_FITTING[resource.type_name], **_SHARED}
    whole = st.fixed_dictionaries({name: known[name] for name in all_attributes(resource)})
    return whole.filter(lambda config: not validate(all_attributes(resource), config, resource.rules))


def object_made(draw: st.DrawFn, planned: Mapping[str, Any]) -> dict[str, Any]:
    """What a server may answer to a create: the planned values, and words of its own where those are unknown."""
    return {name: draw(_IDS) if value is UNKNOWN else value for name, value in planned.items()}
