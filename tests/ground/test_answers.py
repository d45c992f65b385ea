"""Every answer: security headers, a request id, error pages of our own, a limit of the body."""

import json
import logging

import pytest
from django.test import Client, RequestFactory
from pytest_django import Settings

from hashmend.web import errors
from hashmend.web.requests import JsonLines


def test_every_answer_carries_the_strict_headers(client: Client) -> None:
    response = client.get("/no-such-page/")
    policy = response["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "same-origin"
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"
    assert response["X-Frame-Options"] == "DENY"
    assert "no-store" in response["Cache-Control"]


def test_a_missing_page_is_ours_and_names_the_request(client: Client) -> None:
    response = client.get("/no-such-page/")
    assert response.status_code == 404
    page = response.content.decode()
    assert "There is nothing here" in page
    assert response["X-Request-ID"] in page


@pytest.mark.parametrize("status", sorted(errors.TITLES))
def test_each_error_page_says_what_happened(status: int) -> None:
    response = errors.error_page(RequestFactory().get("/"), status)
    assert response.status_code == status
    assert errors.SENTENCES[status] in response.content.decode()


def test_a_mistake_of_ours_shows_no_trace(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*args: object, **kwargs: object) -> None:
        raise ZeroDivisionError("a secret detail")

    client.raise_request_exception = False
    monkeypatch.setattr("hashmend.web.errors.not_found", broken)
    monkeypatch.setattr("django.urls.resolvers.URLResolver.resolve", broken)
    response = client.get("/")
    assert response.status_code == 500
    assert "a secret detail" not in response.content.decode()
    assert response["X-Request-ID"] in response.content.decode()


def test_an_unknown_host_is_refused(client: Client) -> None:
    assert client.get("/", headers={"Host": "evil.example"}).status_code == 400


def test_an_id_from_a_proxy_is_kept_only_when_it_is_plain(client: Client) -> None:
    assert client.get("/x", headers={"X-Request-ID": "abc-12345678"})["X-Request-ID"] == "abc-12345678"
    assert client.get("/x", headers={"X-Request-ID": "<script>alert</script>"})["X-Request-ID"].isalnum()


def test_a_body_over_the_limit_is_refused_with_a_sentence(client: Client, settings: Settings) -> None:
    settings.MAX_UPLOAD_MB = 1
    response = client.post("/sign-in/", data=b"x" * (2 * 1024 * 1024), content_type="text/csv")
    assert response.status_code == 413
    assert "This upload is 2 MB; the limit is 1 MB." in response.content.decode()


def test_a_log_line_is_one_line_of_json_whatever_is_in_it() -> None:
    record = logging.LogRecord("a", logging.INFO, __file__, 1, "first\nsecond %s", ('"\r\nforged',), None)
    record.facts = {"path": "/a\nb"}
    line = JsonLines().format(record)
    assert "\n" not in line
    assert json.loads(line)["message"] == 'first\nsecond "\r\nforged'


def test_the_log_of_a_request_leaves_out_what_was_searched_for(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, "hashmend.requests"):
        client.get("/no-such-page/?q=secret-serial")
    assert [record.facts["path"] for record in caplog.records if record.name == "hashmend.requests"] == [
        "/no-such-page/"
    ]
    assert "secret-serial" not in caplog.text
