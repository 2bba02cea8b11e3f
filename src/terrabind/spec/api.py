"""One HTTP API: where it is, what settings it needs, how it lets callers in and how it says that it failed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from terrabind.spec.credential import Credential
from terrabind.spec.failure import Failures
from terrabind.spec.types import Attribute, Setting


@dataclass(frozen=True, slots=True, kw_only=True)
class Api:
    """An API. `name` is its word in Terraform names, `title` its name in sentences.

    `settings` are the attributes of its provider block; `url_setting` names the one that holds the base address and
    `default_url` the address without it. Every request carries `headers`. `envelope` is the dotted path under which
    a successful answer may be wrapped, unwrapped when `envelope_flag` is in the body. `query_limit` is the length
    in bytes above which a form-encoded query travels as the body. `request_id_headers` name the request in
    diagnostics. `login_redirects` says that a redirect means an expired session. `block` are the attributes of the
    provider block where `settings` are leaves of it, named by dotted paths. `headers_setting` and `query_setting` name
    the settings, maps, that every request carries. `any_text` accepts answers that are neither JSON nor XML as text.
    """

    name: str
    title: str
    doc: str
    reference: str
    settings: Mapping[str, Setting]
    url_setting: str
    default_url: str
    credentials: tuple[Credential, ...]
    failures: Failures
    headers: Mapping[str, str] = field(default_factory=dict)
    envelope: str = ""
    envelope_flag: str = ""
    query_limit: int = 4096
    request_id_headers: tuple[str, ...] = ("X-Request-Id",)
    login_redirects: bool = False
    block: Mapping[str, Attribute] = field(default_factory=dict)
    headers_setting: str = ""
    query_setting: str = ""
    any_text: bool = False
    credential_hint: str = ""
    unavailable_hint: str = ""
