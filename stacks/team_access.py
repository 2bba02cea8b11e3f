"""Everything that one team may do, as one construct: the upper storey over the generated one-to-one classes."""

from __future__ import annotations

import json

from access_matrix import (
    AwsRole,
    Grant,
    K0rdentRole,
    Member,
    Namespace,
    NodePool,
    NodePoolUse,
    Project,
    StorageRole,
    Team,
)
from terrabind.cdktf import Construct
from terrabind.cdktf.ecs import IamRole
from terrabind.cdktf.fireworks import AwsIamRoleBinding, NodePoolBinding
from terrabind.cdktf.k0rdent import IamPolicyBinding, IamPolicyBindingPrincipal, IamPolicyBindingScope


class TeamAccess(Construct):
    """Makes the bindings of a team. Somebody who is given the same thing twice, by two groups, gets one binding.

    Raises `terrabind.cdktf.ArgumentError` when a value of the matrix is not what an API accepts.
    """

    def __init__(self, scope: Construct, id_: str, team: Team) -> None:
        super().__init__(scope, id_)
        self.team = team
        self._made: set[str] = set()
        for grant in team.grants:
            self._grant(grant)

    def _grant(self, grant: Grant) -> None:
        match grant.role, grant.scope:
            case AwsRole(arn), _:
                self._let_assume(grant, arn)
            case NodePoolUse(), NodePool(cluster, pool):
                self._let_use(grant, cluster, pool)
            case StorageRole() as role, Namespace(namespace):
                self._let_store(grant, role, namespace)
            case K0rdentRole(role), scope:
                where: IamPolicyBindingScope = {"type": "org"}
                if isinstance(scope, Project):
                    where = {"type": "project", "resource": scope.project}
                self._let_hold(grant, role, where)

    def _let_assume(self, grant: Grant, arn: str) -> None:
        for name, address in _people_of(grant).items():
            if self._is_new(name_of := f"{grant.role_name}-{name}"):
                AwsIamRoleBinding(self, name_of, principal=address, role=arn)

    def _let_use(self, grant: Grant, cluster: str, pool: str) -> None:
        for name, address in _people_of(grant).items():
            if self._is_new(name_of := f"{grant.role_name}-{grant.scope_name}-{name}"):
                NodePoolBinding(self, name_of, principal=address, cluster_id=cluster, node_pool_id=pool)

    def _let_store(self, grant: Grant, role: StorageRole, namespace: str) -> None:
        users = [f"urn:ecs:iam::{namespace}:user/{name}" for name in _people_of(grant)]
        statement = {"Effect": "Allow", "Principal": {"AWS": users}, "Action": "sts:AssumeRole"}
        IamRole(
            self,
            grant.role_name,
            name=f"{self.team.name}-{grant.role_name}",
            namespace=namespace,
            assume_role_policy=json.dumps({"Version": "2012-10-17", "Statement": [statement]}),
            description=role.description,
            max_session_duration=role.hours * 3600,
            tags={"team": self.team.name},
        )

    def _let_hold(self, grant: Grant, role: str, scope: IamPolicyBindingScope) -> None:
        for member in grant.members:
            name_of = f"{grant.role_name}-{grant.scope_name}-{member.name}"
            if self._is_new(name_of):
                IamPolicyBinding(self, name_of, role=role, principal=_principal(member), scope=scope)

    def _is_new(self, name: str) -> bool:
        if name in self._made:
            return False
        self._made.add(name)
        return True


def _people_of(grant: Grant) -> dict[str, str]:
    return {name: address for member in grant.members for name, address in member.people.items()}


def _principal(member: Member) -> IamPolicyBindingPrincipal:
    if member.is_group:
        return {"type": "group", "id": member.name}
    return {"type": "user", "id": member.people[member.name]}
