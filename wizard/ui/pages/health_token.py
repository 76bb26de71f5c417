"""The dialog that replaces the secret token: tested twice, saved, tested as saved; only then the old one is removed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wizard.core.errors import InputError
from wizard.health.replace import Replaced, replace_token, take
from wizard.secrets.token import clean_token
from wizard.ui.layout import SPACE, Dialog, add, fit, row
from wizard.ui.theme import px
from wizard.ui.widgets.basic import label
from wizard.ui.widgets.buttons import LinkButton, button
from wizard.ui.widgets.fields import FormField, SecretEdit
from wizard.ui.widgets.problem import Banner

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from wizard.core.errors import WizardError
    from wizard.core.tasks import Progress, Task
    from wizard.journey.answers import Answers
    from wizard.secrets.secret import Secret
    from wizard.ui.pages.health import StepPage
    from wizard.ui.shell.context import UiContext
    from wizard.ui.shell.runner import Job
    from wizard.ui.widgets.basic import Tone


class TokenDialog(Dialog):
    """Asks for the new token and shows the progress; ``done_with`` holds the result."""

    def __init__(self, page: StepPage) -> None:
        t = page.t
        super().__init__(t("health-replace-title"), page, name="tokenDialog")
        self._page = page
        self._job: Job | None = None
        self.done_with: Replaced | None = None
        lead = label(t("health-replace-lead"), "lead", name="replaceLead")
        self.token = SecretEdit(t("credentials-show"), t("credentials-hide"), name="newToken")
        self.field = FormField(t("health-replace-field"), self.token, t("health-replace-field.help"), name="newToken")
        self.practice = LinkButton(t("health-replace-practice"), self._take_practice, name="newPracticeToken")
        self.banner = Banner(name="replaceProblem")
        self.doing = label("", "hint", name="replaceDoing")
        self.close_button = button(t("practice-close"), self.reject, name="replaceClose")
        self.go = button(t("health-replace-go"), self.start, name="replaceGo", kind="primary")
        foot = row(SPACE, self.close_button, self.go, gap=10)
        add(self.box, lead, self.field, self.practice, self.banner, self.doing, foot)
        self.practice.setVisible(page.context.services.practice is not None)
        self.token.changed.connect(self._typed)
        self.token.pasted.connect(self._pasted)
        self._typed()
        fit(self, px(560), max(px(260), self.box.totalHeightForWidth(px(560))))

    def _typed(self) -> None:
        self.go.setEnabled(bool(self.token.text()) and self._job is None)

    def _pasted(self, text: str) -> None:
        try:
            self.token.set_text(clean_token(text).secret.reveal())
        except InputError as error:
            self._say(error)

    def _take_practice(self) -> None:
        practice = self._page.context.services.practice
        if practice is not None:
            self._page.run(lambda _task: practice.new_token(), on_result=self._practice, on_error=self._say)

    def _practice(self, token: Secret) -> None:
        self.token.set_text(token.reveal())

    def start(self) -> None:
        """Replace the token with the pasted one."""
        page = self._page
        self.banner.hide()
        try:
            new = clean_token(self.token.text()).secret
        except InputError as error:
            self._say(error)
            return
        self.go.setEnabled(False)
        self.close_button.setText(page.t("shell-cancel"))
        context, controller = page.context, page.context.controller
        given = (context, page.journey.answers, new, page.file(), controller.setup_id, controller.saving.keeper())
        self._job = page.run(
            _replace,
            *given,
            on_result=self._done,
            on_error=self._failed,
            on_cancelled=self._cancelled,
            on_progress=self._progress,
        )

    def _progress(self, progress: Progress) -> None:
        if progress.key and self._page.context.texts.has(progress.key):
            self.doing.setText(self._page.t(progress.key, **progress.params))

    def _done(self, replaced: Replaced) -> None:
        page = self._page
        self._end()
        self.token.clear()
        self.done_with = replaced
        take(page.journey, replaced)
        text = page.t("health-replace-revoke")
        if replaced.old_left:
            text = f"{text} {page.t('health-replace-old-left', entry=replaced.old_left)}"
        self._banner(page.t("health-replace-done"), text, "ok")
        self.field.setEnabled(False)
        self.practice.hide()
        self.close_button.setFocus()
        page.look()

    def _failed(self, error: WizardError) -> None:
        self._end()
        self._say(error)
        self._typed()

    def _cancelled(self) -> None:
        self._end()
        self._typed()
        page = self._page
        self._banner(page.t("health-replace-cancelled"), page.t("health-replace-cancelled-text"), "warn")

    def _end(self) -> None:
        self._job = None
        self.doing.setText("")
        self.close_button.setText(self._page.t("practice-close"))

    def _say(self, error: WizardError) -> None:
        said = self._page.context.texts.problem(error)
        self._banner(said.what, " ".join(part for part in (said.why, said.next) if part), "bad")

    def _banner(self, what: str, text: str, tone: Tone) -> None:
        """Show the outcome; the dialog grows, so that nothing in it is squeezed."""
        self.banner.say(what, text, tone=tone)
        self.box.activate()
        fit(self, self.width(), max(self.height(), self.box.totalHeightForWidth(self.width())))

    def reject(self) -> None:
        """Cancel running work, or close the dialog if nothing runs."""
        if self._job is not None:
            self._job.cancel()
            return
        self.token.clear()
        super().reject()


def _replace(
    task: Task,
    context: UiContext,
    answers: Answers,
    new: Secret,
    file: Callable[[], Path],
    setup_id: str,
    keep: Callable[..., None],
) -> Replaced:
    name = context.setups().token_name(setup_id)
    return replace_token(task, context.services, answers, new, file(), keep=keep, name=name)
