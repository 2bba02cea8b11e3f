"""The documented exchanges of Fireworks AI's AWS IAM role bindings, letter by letter.

Transcribed from "List Aws Iam Role Bindings" and "Delete Aws Iam Role Binding" and from the service's own field
comments (apis.md 1.2). What the engine sends must equal them exactly; an emulator derived from our description could
not tell.
"""

from __future__ import annotations

import pytest

from terrabind.rest import errors
from tests.rest.fakes import ROLE_BINDING, Exchange, Script, client

COLLECTION = "/v1/accounts/acme/awsIamRoleBindings"
WANTED = {"principal": "ana@example.com", "role": "arn:aws:iam::123456789012:role/Trainer"}
BODY = '{"principal":"ana@example.com","role":"arn:aws:iam::123456789012:role/Trainer"}'
BINDING = (
    '{"principal": "ana@example.com", "role": "arn:aws:iam::123456789012:role/Trainer", '
    '"accountId": "acme", "createTime": "2025-11-05T08:31:02.123456Z"}'
)
HEADERS = {"authorization": "Bearer fw-canary-key"}
EMPTY = Exchange("GET", f"{COLLECTION}?pageSize=200", "{}", headers=HEADERS)
LISTED = Exchange("GET", f"{COLLECTION}?pageSize=200", f'{{"awsIamRoleBindings": [{BINDING}]}}', headers=HEADERS)
CREATED = Exchange("POST", COLLECTION, BINDING, BODY, headers={**HEADERS, "content-type": "application/json"})
DELETED = Exchange("POST", f"{COLLECTION}:delete", "{}", BODY, headers=HEADERS)
VALUES = {**WANTED, "account_id": "acme", "create_time": "2025-11-05T08:31:02.123456Z"}


async def test_create_sends_the_binding_itself_and_reads_it_back() -> None:
    """The body is not wrapped, the answer is 200 with the whole binding; the listing shows it."""
    script = Script(EMPTY, CREATED, LISTED)
    async with client("fireworks", script) as rest:
        assert (await rest.create(ROLE_BINDING, WANTED)).values == VALUES
    assert script.finished()


@pytest.mark.parametrize("account", ['"acme"', '"accounts/acme"'])
async def test_read_searches_the_list(account: str) -> None:
    """There is no GET by id; the account may come with its collection's name before it (apis.md 1.9, quirk 3)."""
    answer = f'{{"awsIamRoleBindings": [{BINDING.replace(chr(34) + "acme" + chr(34), account)}], "totalSize": 1}}'
    async with client("fireworks", Script(Exchange("GET", f"{COLLECTION}?pageSize=200", answer))) as rest:
        assert await rest.read(ROLE_BINDING, {**WANTED, "account_id": "acme"}) == VALUES


async def test_a_page_token_is_sent_back_with_every_other_parameter_unchanged() -> None:
    """The reference demands it; a token may hold any letter. Pages without a total are walked a second time."""
    first = Exchange(
        "GET", f"{COLLECTION}?pageSize=200", f'{{"awsIamRoleBindings":[{BINDING}],"nextPageToken":"a/b="}}'
    )
    second = Exchange("GET", f"{COLLECTION}?pageSize=200&pageToken=a%2Fb%3D", '{"nextPageToken": ""}')
    script = Script(first, second, first, second)
    async with client("fireworks", script) as rest:
        assert await rest.list(ROLE_BINDING) == [VALUES]
    assert script.finished()


async def test_delete_is_a_post_with_the_binding_as_its_body() -> None:
    """The colon reaches the server as it is; the answer is an empty object."""
    script = Script(DELETED)
    async with client("fireworks", script) as rest:
        await rest.delete(ROLE_BINDING, VALUES)
    assert script.finished()


async def test_an_already_existing_binding_is_code_6() -> None:
    """A gRPC status as JSON, the transcoder's default (apis.md 1.6)."""
    conflict = '{"code": 6, "message": "binding already exists", "details": []}'
    create = Exchange("POST", COLLECTION, conflict, BODY, status=409)
    async with client("fireworks", Script(EMPTY, create)) as rest:
        with pytest.raises(errors.ExistsError, match=r"acme/ana@example.com/arn:aws:iam::123456789012:role/Trainer"):
            await rest.create(ROLE_BINDING, WANTED)


async def test_a_binding_that_is_not_there_is_deleted_already() -> None:
    """Code 5 on delete; the list confirms it."""
    missing = '{"code": 5, "message": "binding not found", "details": []}'
    delete = Exchange("POST", f"{COLLECTION}:delete", missing, BODY, status=404)
    script = Script(delete, EMPTY)
    async with client("fireworks", script) as rest:
        await rest.delete(ROLE_BINDING, VALUES)
    assert script.finished()
