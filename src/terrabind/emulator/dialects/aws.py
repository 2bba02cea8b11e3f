"""AWS-shaped query APIs such as Dell ECS IAM: XML or JSON, two kinds of errors, trust policies (apis.md 2.3 to 2.8)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from fnmatch import fnmatchcase
from typing import Any, ClassVar
from urllib.parse import quote

from terrabind.emulator import markup
from terrabind.emulator.dialects import role_policies
from terrabind.emulator.dialects.dialect import Dialect
from terrabind.emulator.exchange import Answer, Request, json_answer
from terrabind.emulator.refusal import RefusedError
from terrabind.emulator.rendering import Document, place
from terrabind.emulator.store import Record
from terrabind.spec.failure import Meaning
from terrabind.spec.locate import Body
from terrabind.spec.resource import Resource
from terrabind.spec.values import Value, Values

_MOST_TAGS = 50  # apis.md 2.4
_AWS_NAMESPACE = "https://iam.amazonaws.com/doc/2010-05-08/"
_LISTS = ("Action", "NotAction", "Resource", "NotResource")
_WHOAMI = "/user/whoami"


class Aws(Dialect):
    """IAM of an object store."""

    codes: ClassVar[Mapping[str, int]] = {
        "NoSuchEntity": 404,
        "EntityAlreadyExists": 409,
        "MalformedPolicyDocument": 400,
        "InvalidInput": 400,
        "ValidationError": 400,
        "LimitExceeded": 409,
        "DeleteConflict": 409,
        "ConcurrentModification": 409,
        "UnmodifiableEntity": 400,
        "PolicyNotAttachable": 400,
        "InvalidAction": 400,
        "ServiceFailure": 500,
        "AccessDenied": 403,
        "InvalidClientTokenId": 403,
        "Throttling": 429,
        "1004": 404,
        "1005": 400,
        "1015": 409,
        "1019": 404,
        "1031": 403,
        "3000": 403,
        "4000": 401,
        "6000": 503,
    }
    by_meaning: ClassVar[Mapping[Meaning, str]] = {
        Meaning.GONE: "NoSuchEntity",
        Meaning.EXISTS: "EntityAlreadyExists",
        Meaning.INVALID: "ValidationError",
        Meaning.QUOTA: "LimitExceeded",
        Meaning.IN_USE: "DeleteConflict",
        Meaning.RETRY: "ConcurrentModification",
        Meaning.THROTTLED: "Throttling",
        Meaning.UNAVAILABLE: "ServiceFailure",
        Meaning.NOT_OFFERED: "InvalidAction",
        Meaning.FORBIDDEN: "AccessDenied",
        Meaning.UNAUTHENTICATED: "4000",
    }
    by_status: ClassVar[Mapping[int, str]] = {503: "6000"}

    def code_of(self, refused: RefusedError) -> tuple[str, int]:
        """Choose as every dialect does; a missing role may have another status (apis.md 2.8)."""
        code, status = super().code_of(refused)
        if code == "NoSuchEntity" and not refused.status and not refused.code:
            status = self.world.variants.missing_status or status
        return code, status

    def error(self, request: Request, code: str, status: int, refused: RefusedError) -> Answer:
        """Return the error: numeric codes in the management layer's shape, names in IAM's."""
        if status == 401 and self.world.variants.redirect and request.path != "/login":
            return Answer(status=302, headers={"location": "/login?using-cookies=false"})
        if refused.meaning is Meaning.INVALID and "PolicyDocument" in refused.attribute and not refused.code:
            code = "MalformedPolicyDocument"
        if code.isdigit():
            return self._management_error(request, code, status, refused)
        failure: Document = {"Code": code, "Message": refused.message}
        number = self.world.request_id()
        shape = self.world.variants.error_shape
        if self._xml(request):
            document = {"Error": {"Type": "Sender", **failure}, "RequestId": number}
            body = markup.write("ErrorResponse", document)
            return Answer(status=status, headers=_xml_headers(refused.headers), body=body)
        document = {"Error": failure, "RequestId": number}
        if shape == "nested":
            document = {"ErrorResponse": document}
        elif shape == "flat":
            document = {**failure, "RequestId": number}
        return json_answer(document, status, refused.headers)

    def encode(self, request: Request, document: Document, status: int) -> Answer:
        """Return the result beside its metadata, as XML or JSON by what the caller accepts."""
        number = self.world.request_id()
        metadata = {"RequestId": number}
        headers = {"x-amzn-requestid": number}
        if not self._xml(request):
            return json_answer({"ResponseMetadata": metadata, **document}, status, headers)
        root, attributes = f"{request.action}Response", {}
        if self.world.variants.xml_root == "ns2":
            root, attributes = f"ns2:{root}", {"xmlns:ns2": "none"}
        elif self.world.variants.xml_root == "aws":
            attributes = {"xmlns": _AWS_NAMESPACE}
        whole = {**{name: _listed(part) for name, part in document.items()}, "ResponseMetadata": metadata}
        return Answer(status=status, headers=_xml_headers(headers), body=markup.write(root, whole, attributes))

    def place(self, request: Request, document: Document, answer: Body | None) -> Document:
        """Place an object; UpdateRole answers the full role although its description reads none (apis.md 2.5)."""
        if answer is None and request.action == "UpdateRole":
            answer = Body("UpdateRoleResult.Role")
        return place(document, answer)

    def decorate(self, resource: Resource, document: Document) -> Document:  # noqa: ARG002  roles are the only resource
        """Give a boundary its kind, and the trust policy the form in which this server returns it."""
        boundary = document.get("PermissionsBoundary")
        if isinstance(boundary, dict):
            boundary["PermissionsBoundaryType"] = "Policy"
        trust = document.get("AssumeRolePolicyDocument")
        if isinstance(trust, str):
            document["AssumeRolePolicyDocument"] = _policy(trust, self.world.variants.policies)
        return document

    def guard_values(self, resource: Resource, values: Values) -> None:  # noqa: ARG002  roles are the only resource
        """Refuse too many tags, policies that do not exist and, as a variant, an empty description."""
        tags, boundary = values.get("tags"), values.get("permissions_boundary")
        if isinstance(tags, Mapping) and len(tags) > _MOST_TAGS:
            message = f"a role has at most {_MOST_TAGS} tags"
            raise RefusedError(Meaning.QUOTA, message, attribute="Tags")
        if isinstance(boundary, str) and boundary:
            self.require_policy(boundary)
        if self.world.variants.refuse_empty and values.get("description") == "":
            raise RefusedError(Meaning.INVALID, "Description is empty", attribute="Description")

    def require_policy(self, name: str) -> None:
        """Refuse a policy that does not exist, in the words that Dell's tests expect (apis.md 2.8)."""
        known = [each.strip() for each in self.world.variants.known_policies.split(",") if each.strip()]
        if known and not any(fnmatchcase(name, pattern) for pattern in known):
            raise RefusedError(Meaning.GONE, f"Policy {name} not found in the namespace", status=404)

    def guard_create(self, resource: Resource, values: Values) -> None:
        """Refuse a role beyond the quota of its namespace (apis.md 2.7)."""
        namespace: Value = values.get("namespace")
        held = sum(
            1
            for record in self.world.store.committed(resource)
            if record.values is not None and record.values.get("namespace") == namespace
        )
        if held >= self.world.variants.role_quota:
            raise RefusedError(Meaning.QUOTA, f"the namespace {namespace} has {held} roles already")

    def guard_delete(self, resource: Resource, record: Record) -> None:  # noqa: ARG002  roles are the only resource
        """Refuse to delete a role that still has policies (apis.md 2.12, quirk 10)."""
        if role_policies.has_any(record):
            raise RefusedError(Meaning.IN_USE, "the role has attached or inline policies: remove them first")

    def serve(self, request: Request) -> Answer | None:
        """Answer the actions on a role's policies, and who the caller is."""
        if (request.method, request.path) == ("GET", _WHOAMI):
            session = self.world.sessions.get(request.headers.get("x-sds-auth-token", ""))
            return json_answer({"common_name": session.user if session else "emulator"})
        if (request.method, request.path) != ("POST", "/iam"):
            return None
        document = role_policies.act(self.world, request, self.require_policy)
        return self.encode(request, document, 200)

    def _management_error(self, request: Request, code: str, status: int, refused: RefusedError) -> Answer:
        document: Document = {
            "code": int(code),
            "description": "The request failed",
            "details": refused.message,
            "retryable": status in (429, 503),
        }
        if self._xml(request):
            body = markup.write("error", document)
            return Answer(status=status, headers=_xml_headers(refused.headers), body=body)
        return json_answer(document, status, refused.headers)

    def _xml(self, request: Request) -> bool:
        return self.world.variants.xml or "json" not in request.headers.get("accept", "")


def _xml_headers(others: Mapping[str, str]) -> dict[str, str]:
    return {"content-type": "application/xml;charset=UTF-8", **others}


def _listed(result: object) -> object:
    """In XML a complete listing has an empty Marker and no IsTruncated, as in the reference's example (apis.md 2.6)."""
    if isinstance(result, dict) and result.get("IsTruncated") is False:
        return {name: value for name, value in result.items() if name != "IsTruncated"}
    return result


def _policy(text: str, manner: str) -> str:
    if manner == "verbatim":
        return text
    document = json.loads(text)
    if manner == "rewritten":
        document = _rewritten(document)
    minified = json.dumps(document, separators=(",", ":"), ensure_ascii=False)
    return quote(minified, safe="") if manner == "encoded" else minified


def _rewritten(document: Any) -> Any:
    """Return the document with its keys turned round and its scalars as lists: another text, the same meaning."""
    statements = document["Statement"]
    if isinstance(statements, dict):
        statements = [statements]
    turned = []
    for statement in reversed(statements):
        changed = {
            name: [value] if name in _LISTS and isinstance(value, str) else value for name, value in statement.items()
        }
        turned.append(dict(reversed(changed.items())))
    return dict(reversed({**document, "Statement": turned}.items()))
