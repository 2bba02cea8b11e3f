"""What users write becomes exactly the requests that these well-known APIs want."""

from __future__ import annotations

import pytest

from terrabind.generic.description import describe
from terrabind.generic.operations import compile_page
from terrabind.spec.locate import Body, Header, Status
from terrabind.spec.operation import Format, Operation, Page, Paging, Part, Send, Wait
from terrabind.spec.values import Value

WHOLE = (Send("body", wire=".", overlay="write_only_body"),)
DIFFERENCE = (Send("body", wire=".", part=Part.DIFFERENCE, overlay="write_only_body"),)
ID = {"id": Body("id")}


def put(path: str) -> Operation:
    """A PUT of the whole body."""
    return Operation(method="PUT", path=path, format=Format.JSON, sends=WHOLE, answer=Body(""))


def plain(method: str, path: str) -> Operation:
    """A request without a body."""
    return Operation(method=method, path=path, answer=Body(""))


def post(path: str, **more: object) -> Operation:
    """A POST of the whole body whose answer tells the id."""
    said = {"taken": ID, **more}
    return Operation(method="POST", path=path, format=Format.JSON, sends=WHOLE, answer=Body(""), **said)  # type: ignore[arg-type]  # the fields of a frozen value, named by each test


def test_a_collection_needs_nothing_but_path_and_body() -> None:
    """json-server and most others: POST to the collection, the rest below it."""
    made = describe({"path": "/posts", "body": {"title": "x"}}).resource
    assert (made.create, made.read, made.delete) == (
        post("/posts"),
        plain("GET", "/posts/{id}"),
        plain("DELETE", "/posts/{id}"),
    )
    assert [step.operation for step in made.steps] == [put("/posts/{id}")]
    assert (made.key, made.looks_first, made.listed, made.echoes) == (("id",), False, False, False)


def test_an_id_of_the_users_own_is_known_before_the_create() -> None:
    """RabbitMQ users: PUT names the object, and it is looked for first."""
    described = describe(
        {
            "path": "/api/users",
            "body": {"name": "ana", "tags": "none"},
            "id_from": {"value": "{body.name}"},
            "create": {"method": "PUT"},
        }
    )
    made = described.resource
    assert (made.create, made.read) == (put("/api/users/{id}"), plain("GET", "/api/users/{id}"))
    assert (described.values["id"], made.looks_first) == ("ana", True)
    assert made.attributes["id"].wire == ""


def test_settings_stand_at_their_path_alone() -> None:
    """A PUT to a fixed path: the path is the id, and everything goes there."""
    described = describe({"path": "/settings", "body": {"a": 1}, "create": {"method": "PUT"}})
    made = described.resource
    assert (made.create, made.read, made.delete) == (
        put("/settings"),
        plain("GET", "/settings"),
        plain("DELETE", "/settings"),
    )
    assert [step.operation for step in made.steps] == [put("/settings")]
    assert described.values["id"] == "/settings"


def test_an_object_may_be_made_in_one_place_and_read_in_another() -> None:
    """Alertmanager silences: the answer to the create names the id otherwise than the object does."""
    address = "/api/v2/silence/{id}"
    made = describe(
        {
            "path": "/api/v2/silences",
            "body": {"comment": "x"},
            "id_from": {"body": "silenceID"},
            "read": {"path": address},
            "update": {"strategy": "none"},
            "delete": {"path": address},
        }
    ).resource
    assert made.create == post("/api/v2/silences", taken={"id": Body("silenceID")})
    assert (made.read, made.delete, made.steps) == (plain("GET", address), plain("DELETE", address), ())


def test_a_revision_of_the_last_answer_travels_with_the_delete() -> None:
    """CouchDB documents: the revision is a query parameter."""
    made = describe(
        {
            "path": "/db",
            "body": {"_id": "d"},
            "id_from": {"value": "{body._id}"},
            "create": {"method": "PUT"},
            "output_fields": ["_rev"],
            "delete": {"query": {"rev": "{output._rev}"}},
        }
    ).resource
    assert made.delete == Operation(method="DELETE", path="/db/{id}", query={"rev": "{output._rev}"}, answer=Body(""))


def test_a_secret_output_is_filled_in_from_where_it_is_kept() -> None:
    """The engine knows two outputs, the user one word for them."""
    values: dict[str, Value] = {
        "path": "/t",
        "body": {},
        "sensitive_output_fields": ["key"],
        "delete": {"headers": {"X-Key": "{output.key}"}},
    }
    assert describe(values).resource.delete.headers == {"X-Key": "{sensitive_output.key}"}


def test_a_merge_patch_sends_the_difference_under_its_own_type() -> None:
    """RFC 7386 has a media type, which the user may still replace."""
    values: dict[str, Value] = {"path": "/t", "body": {}, "update": {"strategy": "merge_patch"}}
    (step,) = describe(values).resource.steps
    assert step.operation == Operation(
        method="PATCH",
        path="/t/{id}",
        headers={"Content-Type": "application/merge-patch+json"},
        format=Format.JSON,
        sends=DIFFERENCE,
        answer=Body(""),
    )
    own: Value = {"strategy": "merge_patch", "headers": {"content-type": "application/json"}}
    (step,) = describe({**values, "update": own}).resource.steps
    assert step.operation.headers == {"content-type": "application/json"}


def test_an_asynchronous_create_is_waited_for() -> None:
    """An operation named in a header, polled by a field of its document."""
    wait: Value = {
        "create": {
            "status_from": {"body": "properties.state"},
            "success": ["Succeeded"],
            "pending": ["Running"],
            "header": "Operation-Location",
            "interval": "500ms",
            "timeout": "1m",
        },
        "delete": {"success": ["404"], "path": "{path}/{id}"},
    }
    made = describe({"path": "/jobs", "body": {}, "wait": wait}).resource
    assert made.create.wait == Wait(
        status=Body("properties.state"),
        success=("Succeeded",),
        pending=("Running",),
        address=Header("Operation-Location"),
        interval=0.5,
        seconds=60.0,
    )
    assert made.delete.wait == Wait(status=Status(), success=("404",), path="/jobs/{id}")


def test_an_id_in_a_header_is_a_segment_of_its_address() -> None:
    """`Location` holds an address whose last segment is the id, if nothing else is said."""
    values: dict[str, Value] = {"path": "/t", "body": {}, "id_from": {"header": "Location"}}
    assert describe(values).resource.create.taken == {"id": Header("Location", -1)}
    values["id_from"] = {"header": "Location", "path_segment": 5}
    assert describe(values).resource.create.taken == {"id": Header("Location", 5)}


def test_common_and_own_headers_are_merged_whatever_their_case() -> None:
    """One header sent twice is read differently by every server."""
    values: dict[str, Value] = {
        "path": "/t",
        "body": {},
        "headers": {"X-Team": "a", "X-Org": "o"},
        "read": {"headers": {"x-team": "b"}, "success_codes": [200, 203], "select": "data.item"},
    }
    assert describe(values).resource.read == Operation(
        method="GET", path="/t/{id}", headers={"X-Org": "o", "x-team": "b"}, answer=Body("data.item"), codes=(200, 203)
    )


def test_a_whole_body_of_an_operation_replaces_the_object() -> None:
    """A delete that needs a body has one written out, its texts filled."""
    made = describe(
        {"path": "/t", "body": {}, "format": "xml", "delete": {"method": "POST", "body": {"Rm": {"Id": "{id}"}}}}
    ).resource
    assert made.delete == Operation(
        method="POST", path="/t/{id}", format=Format.XML, document={"Rm": {"Id": "{id}"}}, answer=Body("")
    )
    assert made.create.format is Format.XML


@pytest.mark.parametrize(
    ("page", "made"),
    [
        (
            {"token_param": "t", "token_from": "meta.next"},
            Page(token_parameter="t", token=Body("meta.next"), size_parameter="", size=0, default_size=0),
        ),
        (
            {"offset_param": "o", "limit_param": "l", "limit": 50, "total_from": "n"},
            Page(
                token_parameter="",
                token=Body(""),
                size_parameter="l",
                size=50,
                default_size=50,
                total=Body("n"),
                offset_parameter="o",
                paging=Paging.OFFSET,
            ),
        ),
        (
            {"page_param": "p", "first": 0},
            Page(
                token_parameter="",
                token=Body(""),
                size_parameter="",
                size=0,
                default_size=0,
                offset_parameter="p",
                paging=Paging.NUMBER,
                first=0,
            ),
        ),
        (
            {"link_header": True},
            Page(token_parameter="", token=Body(""), size_parameter="", size=0, default_size=0, paging=Paging.LINK),
        ),
    ],
)
def test_each_way_of_paging_is_told_to_the_engine(page: Value, made: Page) -> None:
    """Pages that are not followed make objects look deleted."""
    assert compile_page(page) == made
