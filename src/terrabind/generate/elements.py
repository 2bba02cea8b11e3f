"""The constructs that there are: three for each resource of the catalogue, and those for any HTTP API."""

from __future__ import annotations

from typing import Final

from terrabind.constructs.description import Description, describe_list, describe_one, describe_resource
from terrabind.constructs.rest import describe_rest_request, describe_rest_resource
from terrabind.generate.modules import Element
from terrabind.generate.words import sentence
from terrabind.generic.description import PROTOTYPE
from terrabind.spec.resource import Resource

__all__ = ["REST_IMPORTS", "elements_of", "elements_of_rest"]

REST_IMPORTS: Final = (
    "`<path>#<id>`, the path alone for the only object of its kind, or a JSON object with `path`, `id` and other "
    "arguments"
)

_ANGLES: Final = str.maketrans("{}", "<>")
_DESCRIPTION: Final = "terrabind.constructs.description"
_REST: Final = "terrabind.constructs.rest"


def elements_of(resource: Resource) -> list[Element]:
    """Return the resource itself and its two data sources."""
    return [_managed(resource), _one(resource), _list(resource)]


def elements_of_rest() -> list[Element]:
    """Return what stands for anything of any API: a resource, and a request as a data source."""
    managed, request = describe_rest_resource(), describe_rest_request()
    return [
        Element(
            package="terrabind.cdktf.rest",
            name="rest_resource",
            managed=True,
            description=managed,
            introduction=(
                PROTOTYPE.doc,
                f"The resource `{managed.type_name}` of Terraform.",
                f"Import id: {REST_IMPORTS}.",
                *PROTOTYPE.notes,
            ),
            expression="describe_rest_resource()",
            places={_REST: ("describe_rest_resource",)},
            source="terrabind.generic.attributes",
        ),
        Element(
            package="terrabind.cdktf.rest",
            name="data_rest_request",
            managed=False,
            description=request,
            introduction=(
                "Asks any HTTP API once per plan, page by page if need be.",
                f"The data source `{request.type_name}` of Terraform.",
            ),
            expression="describe_rest_request()",
            places={_REST: ("describe_rest_request",)},
            source="terrabind.generic.attributes",
        ),
    ]


def _managed(resource: Resource) -> Element:
    forms = " or ".join(f"`{form.translate(_ANGLES)}`" for form in resource.imports)
    further = (f"Import id: {forms}.", *resource.notes)
    return _element(
        resource, resource.name, describe_resource(resource), sentence(resource.doc), "describe_resource", further
    )


def _one(resource: Resource) -> Element:
    opening = f"Finds one {_spoken(resource.name)} of {resource.api.title}."
    return _element(resource, f"data_{resource.name}", describe_one(resource), opening, "describe_one")


def _list(resource: Resource) -> Element:
    opening = f"Lists the {_spoken(resource.plural)} of {resource.api.title} that match all filters."
    return _element(resource, f"data_{resource.plural}", describe_list(resource), opening, "describe_list")


def _element(
    resource: Resource, name: str, description: Description, opening: str, function: str, further: tuple[str, ...] = ()
) -> Element:
    source = f"terrabind.apis.{resource.api.name}.{resource.name}"
    block = "data source" if name.startswith("data_") else "resource"
    said = f"The {block} `{description.type_name}` of Terraform."
    return Element(
        package=f"terrabind.cdktf.{resource.api.name}",
        name=name,
        managed=block == "resource",
        description=description,
        introduction=(opening, said, *further, f"Reference: {resource.reference}"),
        expression=f"{function}(RESOURCE)",
        places={source: ("RESOURCE",), _DESCRIPTION: ("Description", function)},
        source=source,
    )


def _spoken(words: str) -> str:
    return words.replace("_", " ").replace("aws iam", "AWS IAM").replace("iam ", "IAM ")
