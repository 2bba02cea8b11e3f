"""Addresses that a server gives are followed on its own host, and nowhere else."""

from __future__ import annotations

import pytest

from terrabind.rest.addresses import Address, is_address, next_link, resolve
from terrabind.rest.errors import RequestError
from terrabind.spec.locate import segment_of

BASE = "https://api.example:8443/v1"


@pytest.mark.parametrize(
    ("given", "path", "query"),
    [
        ("/jobs/1", "/jobs/1", ""),
        ("jobs/1", "/v1/jobs/1", ""),
        ("https://api.example:8443/v2/jobs?state=a%20b", "/v2/jobs", "state=a%20b"),
        ("?page=2", "/v1/", "page=2"),
        ("/things/ä b", "/things/%C3%A4%20b", ""),
        ("/v1/../admin", "/admin", ""),
        ("/a\r\nHost: evil", "/aHost:%20evil", ""),
    ],
)
def test_a_reference_is_resolved_as_a_browser_would(given: str, path: str, query: str) -> None:
    """Servers write addresses in every form of RFC 3986, and no form may leave its place."""
    assert resolve(BASE, given, "X") == Address("https://api.example:8443", path, query)


@pytest.mark.promise(34)
@pytest.mark.parametrize(
    "given",
    [
        "https://evil.example/jobs",
        "http://api.example:8443/jobs",
        "https://api.example/jobs",
        "//evil.example/jobs",
        "https://user@api.example:8443/jobs",
        "https://[broken/jobs",
        "file:///etc/passwd",
    ],
)
def test_another_host_is_never_asked(given: str) -> None:
    """The request would carry the credential there."""
    with pytest.raises(RequestError, match="another host"):
        resolve(BASE, given, "X")


@pytest.mark.parametrize(
    ("header", "found"),
    [
        ('</things?page=2>; rel="next"', "/things?page=2"),
        ('</things?page=1>; rel="first", </things?page=3>; rel="next"', "/things?page=3"),
        ("</a>; rel=next", "/a"),
        ('</a>; title="x, y; rel=no"; rel="prev next"', "/a"),
        ('</a>; rel="prev"', ""),
        ("", ""),
        ("garbage <", ""),
    ],
)
def test_the_next_page_is_read_from_a_link_header(header: str, found: str) -> None:
    """RFC 8288 allows several links, quoted and plain parameters, and several relations in one."""
    assert next_link(header) == found


@pytest.mark.parametrize(
    ("address", "position", "found"),
    [
        ("https://h/v1/things/42", -1, "42"),
        ("/v1/things/42/", -1, "42"),
        ("/a/b/c/d/42", 5, "42"),
        ("/things/a%2Fb", -1, "a/b"),
        ("42", -1, "42"),
        ("/things", 3, ""),
        ("", -1, ""),
    ],
)
def test_a_segment_of_an_address_is_the_id(address: str, position: int, found: str) -> None:
    """Most servers that answer with `Location` put the id at its end."""
    assert segment_of(address, position) == found


@pytest.mark.parametrize(("text", "said"), [("/things/1", True), ("https://h/x", True), ("42", False), ("", False)])
def test_a_word_is_no_address(text: str, said: bool) -> None:
    """An id that stands alone in a template is a segment of a path."""
    assert is_address(text) is said
