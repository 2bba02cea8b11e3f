"""Every element with every feature of the kit, compared literally with the configuration that comes out."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import cdktf
import jsii
import pytest
from constructs import IConstruct

from terrabind.cdktf import App, TerrabindProvider, TerraformStack
from terrabind.cdktf.base import DataSource, Resource
from tests.cdktf.conftest import Configuration
from tests.cdktf.samples import ALL, ARN, GENERIC, RESOURCES, Sample

Synth = Callable[[], Configuration]
every_element = pytest.mark.parametrize("sample", ALL, ids=str)
every_resource = pytest.mark.parametrize("sample", [*RESOURCES, GENERIC[0]], ids=str)


def rendered(configuration: Configuration, sample: Sample, name: str = "x") -> Any:
    """What stands in the configuration for the element."""
    return configuration[sample.block][sample.type_name][name]


@every_element
def test_required_arguments_alone(sample: Sample, stack: TerraformStack, synth: Synth) -> None:
    """Nothing is added that the author did not write: defaults are the provider's."""
    sample.element(stack, "x", **sample.least)
    assert rendered(synth(), sample) == dict(sample.least)


@every_element
def test_every_argument(sample: Sample, stack: TerraformStack, synth: Synth) -> None:
    """What is given arrives under Terraform's own names, keys of maps untouched."""
    element = sample.element(stack, "x", **sample.most)
    assert rendered(synth(), sample) == dict(sample.most)
    assert {name: getattr(element, f"{name}_input") for name in sample.most} == dict(sample.most)


@every_element
def test_reference_to_an_attribute(sample: Sample, stack: TerraformStack, synth: Synth) -> None:
    """An attribute reads as a token, so that Terraform knows the order."""
    element = sample.element(stack, "x", **sample.least)
    cdktf.TerraformOutput(stack, "out", value=getattr(element, sample.text))
    assert synth()["output"]["out"]["value"] == f"${{{sample.address}.{sample.text}}}"


@every_element
def test_reference_as_an_argument_of_another(sample: Sample, stack: TerraformStack, synth: Synth) -> None:
    """A token passes the checks of the argument that takes it, also within a longer text."""
    element = sample.element(stack, "x", **sample.least)
    other = RESOURCES[0]
    other.element(stack, "y", principal=f"{getattr(element, sample.text)}@example.com", role=ARN)
    expected = {"principal": f"${{{sample.address}.{sample.text}}}@example.com", "role": ARN}
    assert rendered(synth(), other, "y") == expected


@every_element
def test_depends_on(sample: Sample, stack: TerraformStack, synth: Synth) -> None:
    """An order that no reference expresses."""
    first = RESOURCES[2].element(stack, "first", **RESOURCES[2].least)
    sample.element(stack, "x", depends_on=[first], **sample.least)
    assert rendered(synth(), sample) == {**sample.least, "depends_on": ["terrabind_ecs_iam_role.first"]}


@every_element
def test_lifecycle_as_dictionary_and_as_structure(sample: Sample, stack: TerraformStack, synth: Synth) -> None:
    """Both spellings mean the same."""
    sample.element(stack, "x", lifecycle={"prevent_destroy": True, "ignore_changes": ["id"]}, **sample.least)
    kit = cdktf.TerraformResourceLifecycle(prevent_destroy=True, ignore_changes=["id"])
    sample.element(stack, "y", lifecycle=kit, **sample.least)
    expected = {**sample.least, "lifecycle": {"prevent_destroy": True, "ignore_changes": ["id"]}}
    configuration = synth()
    assert rendered(configuration, sample) == expected
    assert rendered(configuration, sample, "y") == expected


@every_element
def test_conditions_and_replacement_triggers(sample: Sample, stack: TerraformStack, synth: Synth) -> None:
    """The nested parts of a lifecycle take elements and dictionaries."""
    other = RESOURCES[2].element(stack, "other", **RESOURCES[2].least)
    condition = {"condition": "${true}", "error_message": "no"}
    sample.element(
        stack, "x", lifecycle={"replace_triggered_by": [other], "postcondition": [condition]}, **sample.least
    )
    assert rendered(synth(), sample)["lifecycle"] == {
        "replace_triggered_by": ["${terrabind_ecs_iam_role.other}"],
        "postcondition": [condition],
    }


@every_element
def test_count(sample: Sample, stack: TerraformStack, synth: Synth) -> None:
    """A number, or the kit's own count with an index."""
    sample.element(stack, "x", count=2, **sample.least)
    count = cdktf.TerraformCount.of(3)
    sample.element(stack, "y", count=count, **sample.least)
    configuration = synth()
    assert rendered(configuration, sample) == {**sample.least, "count": 2}
    assert rendered(configuration, sample, "y") == {**sample.least, "count": 3}


@every_element
def test_for_each_with_an_iterator(sample: Sample, stack: TerraformStack, synth: Synth) -> None:
    """The iterator's value is a token inside the arguments."""
    people = cdktf.TerraformLocal(stack, "people", {"ana": "ana@example.com"})
    iterator = cdktf.TerraformIterator.from_map(people.as_any_map)
    given = {**sample.least, **({"id": iterator.key} if sample.block == "data" and "id" in sample.least else {})}
    element = sample.element(stack, "x", for_each=iterator, **given)
    cdktf.TerraformOutput(stack, "out", value=getattr(element, sample.text))
    configuration = synth()
    keyed = {"id": "${each.key}"} if "id" in given else {}
    assert rendered(configuration, sample) == {**sample.least, **keyed, "for_each": "${local.people}"}
    assert configuration["output"]["out"]["value"] == f"${{{sample.address}.*.{sample.text}}}"


@every_element
def test_provider_alias(sample: Sample, stack: TerraformStack, synth: Synth) -> None:
    """Two accounts in one stack."""
    second = TerrabindProvider(stack, "second", alias="second", fireworks={"account_id": "other"})
    sample.element(stack, "x", provider=second, **sample.least)
    configuration = synth()
    assert rendered(configuration, sample) == {**sample.least, "provider": "terrabind.second"}
    assert configuration["provider"]["terrabind"] == [
        {},
        {"alias": "second", "fireworks": {"account_id": "other"}},
    ]


@every_element
def test_override(sample: Sample, stack: TerraformStack, synth: Synth) -> None:
    """The kit's way out for what constructs do not know."""
    element = sample.element(stack, "x", **sample.least)
    element.add_override("lifecycle.ignore_changes", "all")
    element.add_override("new_argument", {"deep": 1})
    expected = {**sample.least, "lifecycle": {"ignore_changes": "all"}, "new_argument": {"deep": 1}}
    assert rendered(synth(), sample) == expected


@every_element
def test_logical_id_override(sample: Sample, stack: TerraformStack, synth: Synth) -> None:
    """Existing addresses can be kept."""
    element = sample.element(stack, "z", **sample.least)
    element.override_logical_id("x")
    assert rendered(synth(), sample) == dict(sample.least)


@jsii.implements(cdktf.IAspect)
class Renaming:
    """Gives every binding of a stack another principal."""

    def visit(self, node: IConstruct) -> None:
        """Change one construct, as the kit asks for each."""
        if isinstance(node, (Resource, DataSource)) and "principal" in node.DESCRIPTION.arguments:
            node.assign("principal", _other_principal(node))


def _other_principal(node: Resource | DataSource) -> object:
    given = node.input_of("principal")
    return {**given, "type": "serviceAccount"} if isinstance(given, dict) else "ben@example.com"


@every_element
def test_aspect(sample: Sample, app: App, stack: TerraformStack, tmp_path: Path) -> None:
    """A visitor sees the generated classes themselves, and may change arguments, which are checked again."""
    element = sample.element(stack, "x", **sample.most)
    cdktf.Aspects.of(stack).add(Renaming())
    app.synth()
    configuration = json.loads((tmp_path / "out/stacks/team/cdk.tf.json").read_text())
    found = rendered(configuration, sample)
    del found["//"]
    changed = {"principal": _other_principal(element)} if "principal" in sample.most else {}
    assert found == {**sample.most, **changed}


@every_element
def test_reference_across_stacks(sample: Sample, app: App, stack: TerraformStack, tmp_path: Path) -> None:
    """A reference to another stack becomes an output there and a remote state here."""
    element = sample.element(stack, "x", **sample.least)
    consumer = TerraformStack(app, "consumer")
    TerrabindProvider(consumer)
    RESOURCES[2].element(consumer, "y", **{**RESOURCES[2].least, "description": getattr(element, sample.text)})
    app.synth()
    there, here = (
        json.loads((tmp_path / f"out/stacks/{name}/cdk.tf.json").read_text()) for name in ("team", "consumer")
    )
    assert [each["value"] for each in there["output"].values()] == [f"${{{sample.address}.{sample.text}}}"]
    (output,) = there["output"]
    description = here["resource"]["terrabind_ecs_iam_role"]["y"]["description"]
    assert description == f"${{data.terraform_remote_state.cross-stack-reference-input-team.outputs.{output}}}"


@every_resource
def test_import_from(sample: Sample, stack: TerraformStack, synth: Synth) -> None:
    """An existing object comes under Terraform's care with its configuration."""
    element = sample.element(stack, "x", **sample.least)
    element.import_from(sample.import_id)
    configuration = synth()
    assert configuration["import"] == [{"to": sample.address, "id": sample.import_id}]
    assert rendered(configuration, sample) == dict(sample.least)


@every_resource
def test_generated_configuration_for_an_import(sample: Sample, stack: TerraformStack, synth: Synth) -> None:
    """An existing object comes under Terraform's care, and Terraform writes its configuration."""
    other = TerrabindProvider(stack, "other", alias="other")
    sample.element.generate_config_for_import(stack, "x", sample.import_id, other)
    expected = {"to": sample.address, "id": sample.import_id, "provider": "terrabind.other"}
    assert synth()["import"] == [expected]


@every_resource
def test_move_to(sample: Sample, stack: TerraformStack, synth: Synth) -> None:
    """The source vanishes from the configuration, and the state follows to the target."""
    target = sample.element(stack, "x", **sample.least)
    target.add_move_target("target")
    sample.element(stack, "old", **sample.least).move_to("target")
    configuration = synth()
    assert configuration["moved"] == [{"from": f"{sample.type_name}.old", "to": f"{sample.type_name}.x"}]
    assert list(configuration["resource"][sample.type_name]) == ["x"]


@every_resource
def test_move_from_id(sample: Sample, stack: TerraformStack, synth: Synth) -> None:
    """The state follows from an address that no longer has a construct."""
    sample.element(stack, "x", **sample.least).move_from_id(f"{sample.type_name}.old")
    assert synth()["moved"] == [{"from": f"{sample.type_name}.old", "to": f"{sample.type_name}.x"}]


@every_resource
def test_provisioners_and_connection(sample: Sample, stack: TerraformStack, synth: Synth) -> None:
    """Terraform's last resort works as with any resource."""
    ssh = cdktf.SSHProvisionerConnection(type="ssh", host="localhost")
    command = cdktf.LocalExecProvisioner(type="local-exec", command="true")
    sample.element(stack, "x", connection=ssh, provisioners=[command], **sample.least)
    assert rendered(synth(), sample) == {
        **sample.least,
        "connection": {"type": "ssh", "host": "localhost"},
        "provisioner": [{"local-exec": {"command": "true"}}],
    }
