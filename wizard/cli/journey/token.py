"""Where a walk stores the secret token."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from wizard.core.errors import InputError, KeyStoreError
from wizard.journey.services.token import keep_token, load_token, usual_place

if TYPE_CHECKING:
    from wizard.cli.journey.prompts import Prompter
    from wizard.core.texts import Texts
    from wizard.journey.context import Context
    from wizard.journey.machine import Journey
    from wizard.secrets.secret import Secret


@dataclass(frozen=True, slots=True)
class TokenKeeper:
    """Stores the token in the key store, or in memory: for the practice company, or if the person agrees."""

    journey: Journey
    context: Context
    prompter: Prompter
    texts: Texts
    attended: bool
    name: str

    def keep(self, secret: Secret) -> None:
        """Store a token.

        Raises:
            KeyStoreError: the key store failed, and the person does not want it in memory.
            SavedSetupError: the setup cannot be saved.
        """
        answers = self.journey.answers
        try:
            kept = keep_token(
                self.context,
                answers,
                secret,
                usual_place(self.context),
                name=self.name,
                keep=self.journey.answer,
            )
        except KeyStoreError as error:
            words = self.texts.problem(error)
            self.prompter.say(f"{words.what}. {words.why}")
            if self.attended and not self.prompter.agrees(self.texts.get("terminal-token-memory")):
                raise
            self.prompter.say(self.texts.get("terminal-token-in-memory"))
            kept = keep_token(self.context, answers, secret, "memory")
        self.journey.answer(**kept)

    def has(self) -> bool:
        """Return whether the token is available; a token that an earlier run kept in memory is gone."""
        try:
            load_token(self.context, self.journey.answers)
        except (InputError, KeyStoreError):
            return False
        return True
