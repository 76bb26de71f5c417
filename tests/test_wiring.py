"""What the composition root decides by itself."""

from __future__ import annotations

import webbrowser

import pytest

from wizard.wiring import open_url


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the pages that would have been opened; no browser starts."""
    found: list[str] = []

    def note(url: str) -> bool:
        found.append(url)
        return True

    monkeypatch.setattr(webbrowser, "open", note)
    return found


@pytest.mark.parametrize(
    "url",
    [
        "https://login.microsoftonline.com/common/oauth2/v2.0/authorize?x=1",
        "http://localhost:8400/signed-in",
        "http://127.0.0.1:8400/",
        "http://[::1]:8400/",
    ],
)
def test_pages_and_this_computer_are_opened(opened: list[str], url: str) -> None:
    assert open_url(url)
    assert opened == [url]


@pytest.mark.parametrize(
    "url",
    [
        "http://localhost.example.com/",
        "http://127.0.0.1.example.com/",
        "http://127.0.0.1@example.com/",
        "https://login.microsoftonline.com@example.com/",
        "http://example.com/",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "https:///nothing",
        "http://[::1",
        "",
    ],
)
def test_another_host_that_only_begins_alike_is_not_opened(opened: list[str], url: str) -> None:
    assert not open_url(url)
    assert opened == []
