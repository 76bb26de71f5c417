"""What the notification and the limit for deletions need before anything is saved."""

from __future__ import annotations

import pytest

from wizard.core.errors import InputError
from wizard.core.texts import Texts
from wizard.journey.answers import Answers
from wizard.journey.steps.connect import notification


@pytest.mark.parametrize(
    ("notify", "prevent", "said"),
    [
        (True, False, "Entra reports failures by email"),
        (True, True, "turn off the notification"),
        (False, True, "turn off accidental deletion prevention"),
    ],
)
def test_without_an_address_nobody_would_know(notify: bool, prevent: bool, said: str) -> None:
    """Entra mails that it holds deletions back (Entra documentation, accidental deletions): that wants an address."""
    with pytest.raises(InputError) as caught:
        notification(Answers(notify=notify, prevent_deletions=prevent))
    words = Texts().problem(caught.value)
    assert caught.value.code == "email-missing" and said in f"{words.why} {words.next}"
    assert notification(Answers(notify=notify, prevent_deletions=prevent, notification_email="it@contoso.example"))


def test_nothing_is_asked_for_where_nothing_is_told() -> None:
    settings = notification(Answers(notify=False, prevent_deletions=False))
    assert (settings.recipients, settings.enabled, settings.prevent_deletions) == ("", False, False)
