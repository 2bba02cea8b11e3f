"""Whether a principal is one of ours: by its domain, its cloud account or its token's issuer, and by the directory.

What the caller does not say stays unknown: with no domains of ours given, no domain is foreign.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from terrabind.review.directory import Directory, Entry
from terrabind.review.edge import Edge, Kind, Origin, Principal, Realm
from terrabind.review.policies import account_of

_NUMBER = re.compile(r"[0-9]{12}")
_PROJECT_ACCOUNT = re.compile(r"(?:.+\.)?gserviceaccount\.com")
_CLOUD_SERVICES = (".amazonaws.com", ".amazonaws.com.cn", ".aws.internal")
_WITHIN = frozenset({"system:authenticated"})
_PEOPLE = frozenset({Kind.USER, Kind.GROUP, Kind.SERVICE_ACCOUNT, Kind.UNKNOWN})


@dataclass(frozen=True, slots=True, kw_only=True)
class Realms:
    """What is ours.

    `internal_domains` count with their subdomains, and may be token issuers; `internal_accounts` are cloud accounts and
    projects; the `directory` knows people and groups.
    """

    internal_domains: frozenset[str] = frozenset()
    internal_accounts: frozenset[str] = frozenset()
    directory: Directory = field(default_factory=Directory)

    def place(self, principal: Principal, own: frozenset[str] = frozenset()) -> Principal:
        """Return the principal with its realm, and with the name that the directory gives it.

        `own` are the accounts that the plan itself works in, which are ours whatever is configured.
        """
        if principal.kind is Kind.EVERYONE:
            return replace(principal, realm=Realm.INTERNAL if principal.id in _WITHIN else Realm.EXTERNAL)
        entry = self._entry(principal)
        name, realm = self._realm(principal, own)
        if entry is not None:
            realm = Realm.EXTERNAL if entry.is_outside else realm if realm is not Realm.UNKNOWN else Realm.INTERNAL
        written = principal.shown or principal.id
        shown = f"{entry.name} ({written})" if entry is not None and entry.name else written
        return Principal(
            kind=principal.kind, id=principal.id, realm=realm, realm_name=name, shown=shown, caseless=principal.caseless
        )

    def memberships(self) -> tuple[Edge, ...]:
        """Return the directory's groups as grants of membership, whose stack is "directory"."""
        found: list[Edge] = []
        for group in self.directory.groups.values():
            origin = Origin(stack="directory", address=f"groups.{group.id}", attribute="members")
            for member in group.members:
                inner = member.startswith("group:")
                who = Principal(
                    kind=Kind.GROUP if inner else Kind.USER,
                    id=member.removeprefix("group:"),
                    caseless=not inner,
                )
                found.append(Edge(principal=self.place(who), relation="member", role=group.id, scope=(), origin=origin))
        return tuple(found)

    def _entry(self, principal: Principal) -> Entry | None:
        if principal.kind is Kind.GROUP:
            return self.directory.group(principal.id)
        return self.directory.person(principal.id) if principal.kind in (Kind.USER, Kind.SERVICE_ACCOUNT) else None

    def _realm(self, principal: Principal, own: frozenset[str]) -> tuple[str, Realm]:
        if principal.kind is Kind.SERVICE and principal.id.endswith(_CLOUD_SERVICES):
            return "the cloud itself", Realm.INTERNAL
        if principal.kind is Kind.FEDERATED:
            return self._issuer(principal.id.partition(" ")[0], own)
        named = ":" in principal.id or principal.id[:1].isdigit()
        account = principal.id if principal.kind is Kind.ACCOUNT else account_of(principal.id) if named else ""
        if account:
            return account, self._account(account, own)
        if "@" in principal.id and principal.kind in _PEOPLE:
            return self._mail(principal.id.rpartition("@")[2].casefold(), own)
        if principal.kind in (Kind.GROUP, Kind.SERVICE) and "." in principal.id and "/" not in principal.id:
            return principal.id, self._domain(principal.id.casefold())
        return "", Realm.UNKNOWN

    def _issuer(self, name: str, own: frozenset[str]) -> tuple[str, Realm]:
        issuer = name.rpartition("-provider/")[2] if "-provider/" in name else name.removeprefix("https://")
        if "saml-provider/" in name:
            # The identity provider of a company, registered in its own account.
            return issuer, self._account(account_of(name), own)
        listed = any(issuer == each or issuer.startswith(f"{each}/") for each in self.internal_domains)
        realm = self._domain(issuer.partition("/")[0].casefold())
        return issuer, Realm.INTERNAL if listed else realm

    def _mail(self, domain: str, own: frozenset[str]) -> tuple[str, Realm]:
        if _PROJECT_ACCOUNT.fullmatch(domain):
            project = domain.removesuffix(".gserviceaccount.com").removesuffix(".iam")
            known = self._account(project, own)
            return project, known if known is Realm.INTERNAL or self._lists_projects() else Realm.UNKNOWN
        return domain, self._domain(domain)

    def _domain(self, domain: str) -> Realm:
        if not self.internal_domains:
            return Realm.UNKNOWN
        ours = any(
            domain == each.casefold() or domain.endswith(f".{each.casefold()}") for each in self.internal_domains
        )
        return Realm.INTERNAL if ours else Realm.EXTERNAL

    def _account(self, account: str, own: frozenset[str]) -> Realm:
        if account in self.internal_accounts or account in own:
            return Realm.INTERNAL
        if not self.internal_accounts:
            return Realm.UNKNOWN
        return Realm.EXTERNAL if _NUMBER.fullmatch(account) or self._lists_projects() else Realm.UNKNOWN

    def _lists_projects(self) -> bool:
        return any(not _NUMBER.fullmatch(account) for account in self.internal_accounts)
