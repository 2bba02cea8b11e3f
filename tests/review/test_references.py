"""What is unknown is named by what feeds it, through modules, and a hostile plan cannot make that expensive."""

from __future__ import annotations

from typing import Any

from terrabind.review.references import LIMIT, collect_references, strip_keys
from tests.review.plans.recorded import find, get_document, read


def collect(module: dict[str, Any]) -> dict[str, Any]:
    return {address: dict(found) for address, found in collect_references({"root_module": module}).items()}


def make_resource(**expressions: Any) -> dict[str, Any]:
    return {"address": "a.b", "expressions": expressions}


def refer(*references: str) -> dict[str, Any]:
    return {"references": list(references)}


def test_an_unknown_principal_is_named_by_what_feeds_it() -> None:
    """It can be judged as "the id of deploy, known after apply"; an empty cell cannot."""
    change = find(read("unknown"), 'terraform_data.binding["x"]')
    assert change.references == {"input": ("terraform_data.deploy.id",)}


def test_references_are_followed_into_and_out_of_modules() -> None:
    """In a module every principal is `var.principal`, which tells nothing."""
    found = collect_references(get_document("modules")["configuration"])
    assert found["module.access.terraform_data.binding"] == {"input": ("terraform_data.deploy.id", "each.value")}
    assert found["terraform_data.report"] == {"input": ('module.access.terraform_data.binding["viewer"].id',)}


def test_nested_blocks_have_paths_as_values_do() -> None:
    """A reference can be looked up by the path at which the value is unknown."""
    resource = make_resource(grant=[{"member": refer("x.y.id", "x.y")}], scope={"project": refer("var.p")})
    assert collect({"resources": [resource]}) == {"a.b": {"grant.0.member": ("x.y.id",), "scope.project": ("var.p",)}}


def test_what_a_repeated_resource_takes_from_its_keys_is_what_these_come_from() -> None:
    """`each.value` means nothing to somebody who reads a report."""
    resource = {**make_resource(member=refer("each.value")), "for_each_expression": refer("x.y.members", "x.y")}
    assert collect({"resources": [resource]}) == {"a.b": {"member": ("x.y.members",)}}


def test_constants_and_defaults_feed_nothing() -> None:
    """Only what can be unknown is worth a name."""
    resource = make_resource(a={"constant_value": "x"}, b=refer("var.b"), c=refer("var.c"), d={})
    call = {"expressions": {"b": {"constant_value": 1}}, "module": {"resources": [resource]}}
    assert collect({"module_calls": {"m": call}}) == {"module.m.a.b": {}}


def test_a_long_list_of_references_stays_one_name() -> None:
    """A thousand names explain nothing, and following them for each of a thousand resources would take forever."""
    many = refer(*(f"x.y{number}.id" for number in range(1_000)))
    resources = [{**make_resource(member=refer("var.members")), "address": f"a.b{number}"} for number in range(1_000)]
    call = {"expressions": {"members": many}, "module": {"resources": resources}}
    found = collect({"module_calls": {"m": call}})
    assert max(len(each["member"]) for each in found.values()) <= LIMIT


def test_a_made_up_ring_of_references_ends() -> None:
    """Terraform never writes one, but a plan is only a file."""
    inner = {"outputs": {"o": {"expression": refer("var.v")}}, "resources": [make_resource(a=refer("var.v"))]}
    call = {"expressions": {"v": refer("module.m.o", "module.m")}, "module": inner}
    assert list(collect({"module_calls": {"m": call}})) == ["module.m.a.b"]


def test_doubling_references_do_not_explode() -> None:
    """Thirty modules that each use the one before twice would be a thousand million references, and have no end."""
    calls: dict[str, Any] = {}
    for level in range(30):
        used = [f"module.m{level - 1}.o{side}" for side in "ab"] if level else ["x.a", "x.b"]
        expressions = {"v": refer(used[0]), "w": refer(used[1])}
        outputs = {f"o{side}": {"expression": refer("var.v", "var.w")} for side in "ab"}
        calls[f"m{level}"] = {"expressions": expressions, "module": {"outputs": outputs}}
    found = collect({"module_calls": calls, "resources": [make_resource(a=refer("module.m29.oa"))]})
    assert found["a.b"]["a"] == ("x.a", "x.b")


def test_addresses_lose_their_keys_and_nothing_else() -> None:
    """Keys may hold dots, brackets and quotes."""
    assert strip_keys('module.a["x.y"].b.c["[\\"]"]') == "module.a.b.c"
    assert strip_keys("b.c[0]") == "b.c"
    assert strip_keys("b.c[*]") == "b.c"
