"""The public surface, so that no name appears or vanishes unnoticed."""

from __future__ import annotations

import importlib
import subprocess
import sys
from types import ModuleType

import pytest

import terrabind.cdktf
import terrabind.cdktf.ecs
import terrabind.cdktf.fireworks
import terrabind.cdktf.k0rdent
import terrabind.cdktf.rest
from terrabind.apis import load_catalogue
from terrabind.generate.words import class_name

OWN = ["ArgumentError", "Json", "Lifecycle", "TerrabindProvider", "ecs", "fireworks", "k0rdent", "literal", "rest"]
OF_THE_KIT = [
    "App",
    "Aspects",
    "CloudBackend",
    "Construct",
    "Fn",
    "HttpBackend",
    "LocalBackend",
    "NamedCloudWorkspace",
    "PgBackend",
    "S3Backend",
    "TerraformCount",
    "TerraformIterator",
    "TerraformLocal",
    "TerraformOutput",
    "TerraformStack",
    "TerraformVariable",
    "Testing",
    "Token",
]
ECS = [
    "DataIamRole",
    "DataIamRoles",
    "DataIamRolesRolesReference",
    "IamRole",
    "IamRoleTimeouts",
    "IamRoleTimeoutsReference",
]
FIREWORKS = [
    "AwsIamRoleBinding",
    "AwsIamRoleBindingTimeouts",
    "AwsIamRoleBindingTimeoutsReference",
    "DataAwsIamRoleBinding",
    "DataAwsIamRoleBindings",
    "DataAwsIamRoleBindingsBindingsReference",
    "DataNodePoolBinding",
    "DataNodePoolBindings",
    "DataNodePoolBindingsBindingsReference",
    "NodePoolBinding",
    "NodePoolBindingTimeouts",
    "NodePoolBindingTimeoutsReference",
]
K0RDENT = [
    "DataIamPolicyBinding",
    "DataIamPolicyBindingPrincipal",
    "DataIamPolicyBindingPrincipalReference",
    "DataIamPolicyBindingScope",
    "DataIamPolicyBindingScopeReference",
    "DataIamPolicyBindings",
    "DataIamPolicyBindingsBindingsPrincipalReference",
    "DataIamPolicyBindingsBindingsReference",
    "DataIamPolicyBindingsBindingsScopeReference",
    "DataIamPolicyBindingsPrincipal",
    "DataIamPolicyBindingsPrincipalReference",
    "DataIamPolicyBindingsScope",
    "DataIamPolicyBindingsScopeReference",
    "IamPolicyBinding",
    "IamPolicyBindingPrincipal",
    "IamPolicyBindingPrincipalReference",
    "IamPolicyBindingScope",
    "IamPolicyBindingScopeReference",
    "IamPolicyBindingTimeouts",
    "IamPolicyBindingTimeoutsReference",
]
REST = [
    "DataRestRequest",
    "DataRestRequestFailedWhen",
    "DataRestRequestFailedWhenReference",
    "DataRestRequestPage",
    "DataRestRequestPageReference",
    "RestResource",
    "RestResourceAskFirst",
    "RestResourceAskFirstReference",
    "RestResourceCreate",
    "RestResourceCreateReference",
    "RestResourceDelete",
    "RestResourceDeleteReference",
    "RestResourceFailedWhen",
    "RestResourceFailedWhenReference",
    "RestResourceIdFrom",
    "RestResourceIdFromReference",
    "RestResourceRead",
    "RestResourceReadReference",
    "RestResourceReadSearch",
    "RestResourceReadSearchPage",
    "RestResourceReadSearchPageReference",
    "RestResourceReadSearchReference",
    "RestResourceTimeouts",
    "RestResourceTimeoutsReference",
    "RestResourceUpdate",
    "RestResourceUpdateReference",
    "RestResourceWait",
    "RestResourceWaitCreate",
    "RestResourceWaitCreateReference",
    "RestResourceWaitCreateStatusFrom",
    "RestResourceWaitCreateStatusFromReference",
    "RestResourceWaitDelete",
    "RestResourceWaitDeleteReference",
    "RestResourceWaitDeleteStatusFrom",
    "RestResourceWaitDeleteStatusFromReference",
    "RestResourceWaitReference",
    "RestResourceWaitUpdate",
    "RestResourceWaitUpdateReference",
    "RestResourceWaitUpdateStatusFrom",
    "RestResourceWaitUpdateStatusFromReference",
]


@pytest.mark.parametrize(
    ("package", "names"),
    [
        (terrabind.cdktf, OWN + OF_THE_KIT),
        (terrabind.cdktf.ecs, ECS),
        (terrabind.cdktf.fireworks, FIREWORKS),
        (terrabind.cdktf.k0rdent, K0RDENT),
        (terrabind.cdktf.rest, REST),
    ],
)
def test_exactly_these_names_are_public(package: ModuleType, names: list[str]) -> None:
    """Stacks depend on them."""
    assert sorted(package.__all__) == sorted(names)
    assert all(getattr(package, name) is not None for name in names)
    with pytest.raises(AttributeError, match="has no attribute 'Nothing'"):
        _ = package.Nothing


def test_every_resource_has_its_three_classes_in_modules_of_their_own() -> None:
    """`from terrabind.cdktf.ecs.iam_role import IamRole` works as well, as in the kit's own provider packages."""
    for resource in load_catalogue().resources.values():
        for name in (resource.name, f"data_{resource.name}", f"data_{resource.plural}"):
            module = importlib.import_module(f"terrabind.cdktf.{resource.api.name}.{name}")
            element = getattr(module, class_name(name))
            wanted = resource.plural_type_name if name.endswith(resource.plural) else resource.type_name
            assert wanted == element.TF_RESOURCE_TYPE
            assert element.__doc__
            assert element.__init__.__doc__


def test_importing_the_package_does_not_start_the_kit() -> None:
    """Tools that only look at names need not wait for Node."""
    program = "import sys, terrabind.cdktf; print('cdktf' in sys.modules, 'jsii' in sys.modules)"
    answer = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert answer.stdout.split() == ["False", "False"]
