"""Generated from `terrabind.generic.attributes` by `python -m terrabind.generate`: do not edit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar, Unpack

from terrabind.cdktf.base import Construct, Meta, Resource
from terrabind.cdktf.rest.rest_resource_given import (
    RestResourceAskFirst,
    RestResourceCreate,
    RestResourceDelete,
    RestResourceFailedWhen,
    RestResourceIdFrom,
    RestResourceRead,
    RestResourceUpdate,
    RestResourceWait,
)
from terrabind.cdktf.rest.rest_resource_given_2 import RestResourceTimeouts
from terrabind.cdktf.rest.rest_resource_references import (
    RestResourceAskFirstReference,
    RestResourceCreateReference,
    RestResourceDeleteReference,
    RestResourceFailedWhenReference,
    RestResourceIdFromReference,
    RestResourceReadReference,
    RestResourceUpdateReference,
)
from terrabind.cdktf.rest.rest_resource_references_2 import RestResourceTimeoutsReference, RestResourceWaitReference
from terrabind.constructs.anything import AnythingArgument, AnythingToken, Json
from terrabind.constructs.description import Description
from terrabind.constructs.members import (
    Given,
    MapArgument,
    NumberArgument,
    ObjectArgument,
    TextArgument,
    TextsArgument,
    TextToken,
)
from terrabind.constructs.rest import describe_rest_resource

__all__ = [
    "RestResource",
]


class RestResource(Resource):
    """Any object of any API that speaks HTTP.

    The resource `terrabind_rest_resource` of Terraform.

    Import id: `<path>#<id>`, the path alone for the only object of its kind, or a JSON object with `path`, `id`
    and other arguments.

    Only what `body` sets is compared: what the server adds is no change.

    An object whose address is known beforehand is looked for first; where it always exists, set `on_existing`.
    """

    TF_RESOURCE_TYPE: ClassVar[str] = "terrabind_rest_resource"
    DESCRIPTION: ClassVar[Description] = describe_rest_resource()

    path = TextArgument()
    """The collection that the object is made in, or the address of an object that is the only one of its kind;
    relative to `base_url`.
    """
    path_input = Given[str]()
    """What was given as `path`."""

    body = AnythingArgument()
    """The object as it shall be, as a value of its own and not as JSON text. Only what it sets is compared."""
    body_input = Given[Json]()
    """What was given as `body`."""

    write_only_body = AnythingArgument()
    """Members that are laid over `body` when it is sent and stored nowhere: passwords and keys.

    Needs Terraform 1.11.
    """
    write_only_body_input = Given[Json]()
    """What was given as `write_only_body`."""

    write_only_version = NumberArgument()
    """Change it to send `write_only_body` again: Terraform cannot see that it changed."""
    write_only_version_input = Given[float]()
    """What was given as `write_only_version`."""

    id_from = ObjectArgument(
        RestResourceIdFromReference,
        RestResourceIdFrom,
    )
    """Where the id comes from."""
    id_from_input = Given[RestResourceIdFrom | RestResourceIdFromReference]()
    """What was given as `id_from`."""

    create = ObjectArgument(
        RestResourceCreateReference,
        RestResourceCreate,
    )
    """How to create the object."""
    create_input = Given[RestResourceCreate | RestResourceCreateReference]()
    """What was given as `create`."""

    read = ObjectArgument(
        RestResourceReadReference,
        RestResourceRead,
    )
    """How to read the object."""
    read_input = Given[RestResourceRead | RestResourceReadReference]()
    """What was given as `read`."""

    update = ObjectArgument(
        RestResourceUpdateReference,
        RestResourceUpdate,
    )
    """How to update the object."""
    update_input = Given[RestResourceUpdate | RestResourceUpdateReference]()
    """What was given as `update`."""

    delete = ObjectArgument(
        RestResourceDeleteReference,
        RestResourceDelete,
    )
    """How to delete the object."""
    delete_input = Given[RestResourceDelete | RestResourceDeleteReference]()
    """What was given as `delete`."""

    failed_when = ObjectArgument(
        RestResourceFailedWhenReference,
        RestResourceFailedWhen,
    )
    """What an answer says that is a failure in spite of its status."""
    failed_when_input = Given[RestResourceFailedWhen | RestResourceFailedWhenReference]()
    """What was given as `failed_when`."""

    ask_first = ObjectArgument(
        RestResourceAskFirstReference,
        RestResourceAskFirst,
    )
    """What is asked right before a write that names it.

    `{asked}` stands for it in the query, headers and body of `create`, `update` and `delete`: a version, a tag
    or a token of the moment.
    """
    ask_first_input = Given[RestResourceAskFirst | RestResourceAskFirstReference]()
    """What was given as `ask_first`."""

    wait = ObjectArgument(
        RestResourceWaitReference,
        RestResourceWait,
    )
    """What is waited for after an operation."""
    wait_input = Given[RestResourceWait | RestResourceWaitReference]()
    """What was given as `wait`."""

    ignore_fields = TextsArgument()
    """Paths in `body` whose values the server may change."""
    ignore_fields_input = Given[Sequence[str]]()
    """What was given as `ignore_fields`."""

    unordered = TextsArgument()
    """Paths of lists in `body` whose order does not count."""
    unordered_input = Given[Sequence[str]]()
    """What was given as `unordered`."""

    equal = MapArgument()
    """Paths in `body` whose values are compared otherwise than letter by letter: `case` ignores case, `slash` a
    slash at the end, `number` how a number is written, `json` how a JSON text is written, `time` how a moment
    is written.
    """
    equal_input = Given[Mapping[str, str]]()
    """What was given as `equal`."""

    shown_at = MapArgument()
    """Paths in `body` whose values the server shows inside an object, and where in it: `{ site = "id", "tags.*"
    = "name" }` where it answers `{"site": {"id": 1, ...}}` to `{"site": 1}`.
    """
    shown_at_input = Given[Mapping[str, str]]()
    """What was given as `shown_at`."""

    replace_on = TextsArgument()
    """Paths in `body` whose change makes the object anew."""
    replace_on_input = Given[Sequence[str]]()
    """What was given as `replace_on`."""

    output_fields = TextsArgument()
    """Paths in the last answer that `output` shall hold."""
    output_fields_input = Given[Sequence[str]]()
    """What was given as `output_fields`."""

    sensitive_output_fields = TextsArgument()
    """Paths in the last answer that `sensitive_output` shall hold."""
    sensitive_output_fields_input = Given[Sequence[str]]()
    """What was given as `sensitive_output_fields`."""

    format = TextArgument()
    """How bodies are written.

    `text` sends a text as it is, and takes what is read as one, too, unless `read.select` is given.
    """
    format_input = Given[str]()
    """What was given as `format`."""

    headers = MapArgument()
    """Headers of every operation. `{path}`, `{id}`, `{body.x}` and `{output.x}` are filled in."""
    headers_input = Given[Mapping[str, str]]()
    """What was given as `headers`."""

    credential = TextArgument()
    """The name of one of the provider's `credentials` to use."""
    credential_input = Given[str]()
    """What was given as `credential`."""

    lock = TextArgument()
    """Resources with the same lock are written one at a time."""
    lock_input = Given[str]()
    """What was given as `lock`."""

    output = AnythingToken()
    """What `output_fields` select of the last answer."""

    sensitive_output = AnythingToken()
    """What `sensitive_output_fields` select of the last answer."""

    id = TextToken()
    """The id, by which the object is addressed; the path where the object is alone there."""

    on_existing = TextArgument()
    """What to do when the same object exists already that Terraform does not know: `refuse` fails with an
    import block, `adopt_identical` takes it over if nothing differs, `adopt` in any case, and updates it.
    """
    on_existing_input = Given[str]()
    """What was given as `on_existing`."""

    on_destroy = TextArgument()
    """What destroying does: `delete` removes the object, `keep` leaves it where it is and only forgets it."""
    on_destroy_input = Given[str]()
    """What was given as `on_destroy`."""

    timeouts = ObjectArgument(
        RestResourceTimeoutsReference,
        RestResourceTimeouts,
    )
    """How long each operation may take, retries and waiting included."""
    timeouts_input = Given[RestResourceTimeouts | RestResourceTimeoutsReference]()
    """What was given as `timeouts`."""

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        path: str,
        body: Json,
        write_only_body: Json | None = None,
        write_only_version: float | None = None,
        id_from: RestResourceIdFrom | RestResourceIdFromReference | None = None,
        create: RestResourceCreate | RestResourceCreateReference | None = None,
        read: RestResourceRead | RestResourceReadReference | None = None,
        update: RestResourceUpdate | RestResourceUpdateReference | None = None,
        delete: RestResourceDelete | RestResourceDeleteReference | None = None,
        failed_when: RestResourceFailedWhen | RestResourceFailedWhenReference | None = None,
        ask_first: RestResourceAskFirst | RestResourceAskFirstReference | None = None,
        wait: RestResourceWait | RestResourceWaitReference | None = None,
        ignore_fields: Sequence[str] | None = None,
        unordered: Sequence[str] | None = None,
        equal: Mapping[str, str] | None = None,
        shown_at: Mapping[str, str] | None = None,
        replace_on: Sequence[str] | None = None,
        output_fields: Sequence[str] | None = None,
        sensitive_output_fields: Sequence[str] | None = None,
        format: str | None = None,
        headers: Mapping[str, str] | None = None,
        credential: str | None = None,
        lock: str | None = None,
        on_existing: str | None = None,
        on_destroy: str | None = None,
        timeouts: RestResourceTimeouts | RestResourceTimeoutsReference | None = None,
        **meta: Unpack[Meta],
    ) -> None:
        """Check the arguments; raises `ArgumentError` for the first that is not acceptable.

        scope: the construct that this one belongs to; give it by position.
        id_: its name there, unique; by position.
        path: The collection that the object is made in, or the address of an object that is the only one of its
            kind; relative to `base_url`. Accepted: an address relative to `base_url`, such as "/v1/things", without
            query, fragment or field. A change makes a new object.
        body: The object as it shall be, as a value of its own and not as JSON text. Only what it sets is compared.
        write_only_body: Optional. Members that are laid over `body` when it is sent and stored nowhere: passwords
            and keys. Needs Terraform 1.11. Secret: give it from a sensitive variable or the environment, never as a
            text in code.
        write_only_version: Optional. Change it to send `write_only_body` again: Terraform cannot see that it
            changed.
        id_from: Optional. Where the id comes from.
        create: Optional. How to create the object.
        read: Optional. How to read the object.
        update: Optional. How to update the object.
        delete: Optional. How to delete the object.
        failed_when: Optional. What an answer says that is a failure in spite of its status.
        ask_first: Optional. What is asked right before a write that names it. `{asked}` stands for it in the query,
            headers and body of `create`, `update` and `delete`: a version, a tag or a token of the moment.
        wait: Optional. What is waited for after an operation.
        ignore_fields: Optional. Paths in `body` whose values the server may change. Accepted: paths such as
            "metadata.labels" or "items.*.name".
        unordered: Optional. Paths of lists in `body` whose order does not count. Accepted: paths such as
            "metadata.labels" or "items.*.name".
        equal: Optional. Paths in `body` whose values are compared otherwise than letter by letter: `case` ignores
            case, `slash` a slash at the end, `number` how a number is written, `json` how a JSON text is written,
            `time` how a moment is written.
        shown_at: Optional. Paths in `body` whose values the server shows inside an object, and where in it: `{ site
            = "id", "tags.*" = "name" }` where it answers `{"site": {"id": 1, ...}}` to `{"site": 1}`. Accepted:
            names that are paths, such as "status.state"; values that are paths, such as "id".
        replace_on: Optional. Paths in `body` whose change makes the object anew. Accepted: paths such as
            "metadata.labels" or "items.*.name".
        output_fields: Optional. Paths in the last answer that `output` shall hold. Accepted: paths such as
            "metadata.labels" or "items.*.name".
        sensitive_output_fields: Optional. Paths in the last answer that `sensitive_output` shall hold. Accepted:
            paths such as "metadata.labels" or "items.*.name".
        format: Optional. How bodies are written. `text` sends a text as it is, and takes what is read as one, too,
            unless `read.select` is given. Accepted: one of "json", "form", "xml", "text". Default: `"json"`.
        headers: Optional. Headers of every operation. `{path}`, `{id}`, `{body.x}` and `{output.x}` are filled in.
            Accepted: names of HTTP headers.
        credential: Optional. The name of one of the provider's `credentials` to use.
        lock: Optional. Resources with the same lock are written one at a time.
        on_existing: Optional. What to do when the same object exists already that Terraform does not know: `refuse`
            fails with an import block, `adopt_identical` takes it over if nothing differs, `adopt` in any case, and
            updates it. Accepted: one of "refuse", "adopt_identical", "adopt". Default: `"refuse"`.
        on_destroy: Optional. What destroying does: `delete` removes the object, `keep` leaves it where it is and
            only forgets it. Accepted: one of "delete", "keep". Default: `"delete"`.
        timeouts: Optional. How long each operation may take, retries and waiting included.
        meta: Terraform's own arguments: connection, count, depends_on, for_each, lifecycle, provider, provisioners.
        """
        super().__init__(
            scope,
            id_,
            {
                "path": path,
                "body": body,
                "write_only_body": write_only_body,
                "write_only_version": write_only_version,
                "id_from": id_from,
                "create": create,
                "read": read,
                "update": update,
                "delete": delete,
                "failed_when": failed_when,
                "ask_first": ask_first,
                "wait": wait,
                "ignore_fields": ignore_fields,
                "unordered": unordered,
                "equal": equal,
                "shown_at": shown_at,
                "replace_on": replace_on,
                "output_fields": output_fields,
                "sensitive_output_fields": sensitive_output_fields,
                "format": format,
                "headers": headers,
                "credential": credential,
                "lock": lock,
                "on_existing": on_existing,
                "on_destroy": on_destroy,
                "timeouts": timeouts,
            },
            meta,
        )
