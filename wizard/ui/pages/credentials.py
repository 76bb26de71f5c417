"""Step 3: Tenant URL and secret token, and Test Connection with its checks and findings."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Literal

from PySide6.QtWidgets import QHBoxLayout, QWidget

from wizard.core.errors import InputError, KeyStoreError, WizardError
from wizard.core.tasks import Task
from wizard.doctor.finder import find_url
from wizard.journey.answers import PUBLISHED_TENANT_URL
from wizard.journey.model import Outcome
from wizard.journey.services.token import keep_token, load_token
from wizard.journey.steps.credentials import try_changes
from wizard.secrets.secret import Secret
from wizard.secrets.token import clean_token, with_scheme_word
from wizard.ui.pages.base import Page
from wizard.ui.pages.findings import FindingsPanel
from wizard.ui.shell.context import UiContext
from wizard.ui.theme import px
from wizard.ui.widgets.basic import Card, Chip, EmptyState, LinkButton, Tone, button, label
from wizard.ui.widgets.fields import FormField, SecretEdit, text_edit
from wizard.ui.widgets.problem import Banner
from wizard.ui.widgets.status import Status, StatusList

if TYPE_CHECKING:
    from wizard.doctor import Report

CONSOLE = "https://soloinsight.sigateway.com/login"


class StepPage(Page["Report"]):
    """The two values, and below them what Test Connection found."""

    step_id = "credentials"

    def __init__(self, context: UiContext) -> None:
        super().__init__(context)
        self._stored = ""
        self._jwt = ""
        self._report: Any = None
        self._testing = False
        self._patch_name = ""
        self._build_fields()
        self._build_test()
        self.body.addStretch(1)

    def _build_fields(self) -> None:
        self.url = text_edit(name="tenantUrl", mono=True)
        self.url.textEdited.connect(self._url_edited)
        self.url_field = FormField(
            self.t("credentials-field-tenant-url"), self.url, self.t("credentials-field-tenant-url.help")
        )
        self.body.addWidget(self.url_field)
        self.token = SecretEdit(
            self.t("credentials-show"), self.t("credentials-hide"), name="token",
            placeholder=self.t("credentials-token-placeholder"),
        )  # fmt: skip
        self.token.pasted.connect(self._pasted)
        self.token.edit.editingFinished.connect(self._typed)
        self.token_field = FormField(
            self.t("credentials-field-token"), self.token, self.t("credentials-field-token.help")
        )
        self.body.addWidget(self.token_field)
        self.removed = label("", "warn", name="tokenRemoved")
        self.removed.hide()
        self.body.addWidget(self.removed)
        self.store_banner = Banner(name="keyStoreBanner")
        self.store_banner.hide()
        self.body.addWidget(self.store_banner)
        self._waiting: Secret | None = None
        links = QHBoxLayout()
        self.console = LinkButton(self.t("credentials-open-console"), self._open_console, name="console", external=True)
        self.published = LinkButton(self.t("credentials-published"), self._use_published, name="usePublished")
        self.practice_token = LinkButton(
            self.t("credentials-practice-token"), self._take_practice, name="practiceToken"
        )
        links.addWidget(self.console)
        links.addWidget(self.practice_token)
        links.addWidget(self.published)
        links.addStretch(1)
        self.body.addLayout(links)

    def _build_test(self) -> None:
        self.card = Card(self.t("credentials-test-title"), name="testCard")
        self.verdict = Chip("", name="testVerdict")
        self.card.add_to_head(self.verdict, right=False)
        self.test_button = button(self.t("credentials-test"), self.start_test, name="testConnection")
        self.card.add_to_head(self.test_button)
        self.empty = EmptyState(self.t("credentials-not-tested"), self.t("credentials-not-tested-help"))
        self.card.add_flush(self.empty)
        self.before = EmptyState("…", self.t("credentials-tested-before-help"), name="testedBefore")
        self.card.add_flush(self.before)
        self.checks = StatusList(name="checks")
        self.card.add_flush(self.checks)
        self.panel = FindingsPanel(self.context)
        self.panel.url_wanted.connect(self.use_url)
        self.panel.word_wanted.connect(self.keep_word)
        self.card.add_flush(self.panel)
        self.more = QWidget()
        more = QHBoxLayout(self.more)
        more.setContentsMargins(px(14), px(8), px(14), px(12))
        more.setSpacing(px(14))
        self.find_link = LinkButton(self.t("credentials-find-url"), self.find_url, name="findUrl")
        self.patch_link = LinkButton(self.t("credentials-patch"), self.ask_patch, name="tryPatch")
        more.addWidget(self.find_link)
        more.addWidget(self.patch_link)
        more.addStretch(1)
        self.card.add_flush(self.more)
        self.more.hide()
        self.extra = Banner(name="extraResult")
        self.extra.hide()
        self.body.addWidget(self.card)
        self.body.addWidget(self.extra)
        self.tried_card = Card(self.t("credentials-patch-tried"), name="triedCard")
        self.tried = StatusList(name="tried")
        self.tried_card.add_flush(self.tried)
        self.tried_card.hide()
        self.body.addWidget(self.tried_card)

    # --- showing

    def enter(self) -> None:
        answers = self.journey.answers
        if self.url.text().strip() != answers.tenant_url:
            self.url.setText(answers.tenant_url)
        self._show_published()
        practice = self.context.services.practice is not None
        self.practice_token.setVisible(practice)
        self.console.setVisible(not practice)
        self._show_kept()
        report = self.context.services.state.report
        if self._report is None and report is not None and self.journey.result(self.step_id) is not None:
            self._show_report(report)
        self._show_verdict()
        if answers.token_reference:
            self.run(_recall, self.context.services, answers, on_result=self._recalled, key="recall")

    def leave(self) -> None:
        self.token.hide_text()

    def _show_kept(self) -> None:
        answers = self.journey.answers
        if answers.token_kept == "memory":  # noqa: S105 - where it is kept
            self.token_field.show_help(self.t("credentials-stored-memory"))
        elif answers.token_kept == "keystore":  # noqa: S105 - where it is kept
            store = self._stored or "…"
            text = self.t("credentials-stored", store=store) if self._stored else self.t("credentials-token-kept")
            self.token_field.show_help(text)
        if answers.token_kept and not self.token.text():
            self.token.edit.setPlaceholderText(self.t("credentials-token-kept"))

    def _show_verdict(self) -> None:
        settled = self.journey.settled(self.step_id)
        words: dict[str, tuple[str, Tone]] = {
            "done": ("credentials-test-passed", "ok"),
            "confirmed": ("shell-state-confirmed", "info"),
            "attention": ("credentials-test-failed", "bad"),
            "stale": ("credentials-test-stale", "warn"),
        }
        self.verdict.setVisible(settled in words)
        if settled in words:
            self.verdict.show_state(self.t(words[settled][0]), words[settled][1])
        # What was found with other values is not shown beside these; it comes back with them.
        stale = settled == "stale" and not self._testing
        for part in (self.checks, self.panel):
            part.setVisible(not stale)
        tested = self._report is not None
        result = self.journey.result(self.step_id)
        by_us = result is not None and result.status != "confirmed"
        self.empty.setVisible((stale and tested) or (not tested and not by_us and not self._testing))
        self.before.setVisible(not tested and by_us and not self._testing)
        if by_us and result is not None:
            at = datetime.fromisoformat(result.at).astimezone()
            self.before.show_title(self.t("credentials-tested-before", time=f"{at:%Y-%m-%d %H:%M}"))
        self.test_button.setText(self.t("credentials-test-again" if tested else "credentials-test"))
        self.more.setVisible(tested and not self._testing)
        self.patch_link.setVisible(tested and self._report.ok and not stale)

    # --- answers

    def _url_edited(self, text: str) -> None:
        self.journey.answer(tenant_url=text.strip())
        self._hide_extra()
        self._show_published()
        self._show_verdict()

    def _take_practice(self) -> None:
        practice = self.context.services.practice
        if practice is not None:
            self._take(practice.token.reveal())

    def _use_published(self) -> None:
        self.url.setText(PUBLISHED_TENANT_URL)
        self._url_edited(PUBLISHED_TENANT_URL)

    def _show_published(self) -> None:
        practice = self.context.services.practice is not None
        self.published.setVisible(not practice and self.journey.answers.tenant_url != PUBLISHED_TENANT_URL)

    def _open_console(self) -> None:
        self.context.open_url(CONSOLE)

    def _pasted(self, raw: str) -> None:
        self._take(raw)

    def _typed(self) -> None:
        if self.token.text():
            self._take(self.token.text())

    def _take(self, raw: str) -> None:
        """Clean what was pasted or typed, say what went away, and store it."""
        try:
            cleaned = clean_token(raw)
        except InputError as error:
            words = self.context.texts.problem(error)
            self.token_field.show_error(f"{words.what}. {words.next}")
            return
        self.token_field.show_error("")
        if self.token.text() != cleaned.secret.reveal():
            self.token.set_text(cleaned.secret.reveal())
        elif self._waiting is not None and self._waiting == cleaned.secret:
            return
        values = cleaned.word_params
        removed = ", ".join(self.t(f"token-removed-{name}", **values) for name in cleaned.removed)
        notes = [self.t("token-removed", what=removed)] if removed else []
        notes += [self.t(f"token-problem-{name}", **values) for name in cleaned.problems]
        self.removed.setText(" ".join(notes))
        self.removed.setVisible(bool(notes))
        self._jwt = self._jwt_words(cleaned.jwt)
        self._waiting = cleaned.secret
        # The practice company's token is worth nothing after this run, so it does not go into the key store.
        self._store("memory" if self.context.services.practice is not None else "keystore")

    def _jwt_words(self, jwt: Any) -> str:
        if jwt is None:
            return ""
        days = jwt.days_left(datetime.now(UTC))
        if days is None:
            return self.t("credentials-jwt-open")
        if days < 0:
            return self.t("credentials-jwt-over")
        return self.t("credentials-jwt-days", days=days) if days else self.t("credentials-jwt-today")

    # --- key store

    def _store(self, kept: Literal["keystore", "memory"]) -> None:
        self.store_banner.hide()
        self.run(
            _keep, self.context, self.context.controller.keeper(), self.journey.answers, self._waiting, kept,
            on_result=self._kept, on_error=self._not_kept, busy="credentials-storing", key="keep", follows=True,
        )  # fmt: skip

    def _kept(self, result: Any) -> None:
        token, self._stored = result
        self.journey.answer(
            token_reference=token.token_reference, token_saved=token.token_saved, token_kept=token.token_kept
        )
        self._show_kept()
        if self._jwt:
            self.token_field.show_help(f"{self.token_field._help.text()} · {self._jwt}")
        self._show_verdict()

    def _not_kept(self, error: WizardError) -> None:
        if not isinstance(error, KeyStoreError):
            self.show_error(error)
            return
        words = self.context.texts.problem(error)
        self.store_banner.say(
            words.what,
            " ".join(part for part in (words.why, words.next) if part),
            tone="warn",
            links=(
                LinkButton(self.t("credentials-keystore-retry"), self._store_again, name="keyStoreRetry"),
                LinkButton(self.t("credentials-keystore-memory"), self._store_in_memory, name="keyStoreMemory"),
            ),
        )

    def _store_again(self) -> None:
        self._store("keystore")

    def _store_in_memory(self) -> None:
        self._store("memory")

    def _recalled(self, result: Any) -> None:
        """Show where the token of an earlier run is; the field itself stays empty until somebody types."""
        found, self._stored = result
        if not found:
            self.journey.answer(token_reference="", token_saved="", token_kept="")
        self._show_kept()
        self._show_verdict()

    # --- the test

    def replay(self) -> None:
        if self.journey.result(self.step_id) is not None:
            self.start_test()

    def next_early(self) -> None:
        self.start_test(self._tested_go_on)

    def start_test(self, on_done: Callable[[Outcome[Report]], object] | None = None) -> None:
        """Ask CloudGate, check by check."""
        self._testing = True
        self.empty.hide()
        self.before.hide()
        self.checks.clear()
        self.checks.show()
        self.more.hide()
        self.panel.clear()
        self._hide_extra()
        self.test_button.setEnabled(False)
        self.perform(
            busy="credentials-testing",
            on_done=on_done or self._tested,
            on_error=self._test_failed,
            on_cancelled=self._test_ended,
            on_data=self._show_checks,
        )

    def _show_checks(self, items: list[Any]) -> None:
        signs: dict[str, Status] = {"pass": "pass", "fail": "fail", "warn": "warn", "skip": "skip"}
        for check in items:
            right = self.t("credentials-ms", ms=round(check.ms)) if check.ms is not None else ""
            text = self.t(check.key, **check.params)
            spoken = self.t(f"credentials-status-{check.status}")
            self.checks.show_row(check.id, signs[check.status], text, right, spoken=spoken)

    def took(self, outcome: Outcome[Report]) -> None:
        with self.at_once():
            self._show_report(outcome.data)
            self._test_ended()

    def _show_report(self, report: Any) -> None:
        self._report = report
        self.checks.clear()
        self._show_checks(list(report.checks))
        self.panel.show_report(report)

    def _tested(self, _outcome: Outcome[Report]) -> None:
        if self.panel.banners:
            self.ensure_visible(self.panel.banners[0])

    def _tested_go_on(self, outcome: Outcome[Report]) -> None:
        self._tested(outcome)
        if outcome.status == "done":
            self._go_on(outcome)

    def _test_failed(self, error: WizardError) -> None:
        self._test_ended()
        self.show_error(error, exchange=False)

    def _test_ended(self) -> None:
        self._testing = False
        self.test_button.setEnabled(True)
        self._show_verdict()

    def keep_word(self) -> None:
        """Keep the token with the word Bearer in front, which CloudGate wants, and test again."""
        self.run(
            _keep_word, self.context, self.context.controller.keeper(), self.journey.answers,
            on_result=self._word_kept, on_error=self._not_kept, busy="credentials-storing", key="keep",
        )  # fmt: skip

    def _word_kept(self, result: Any) -> None:
        self.token.set_text("")
        self._kept(result)
        self.start_test()

    # --- the right address, and the form of changes

    def use_url(self, url: str) -> None:
        """Take another address, and test again."""
        self.url.setText(url)
        self._url_edited(url)
        self._hide_extra()
        self.start_test()

    def find_url(self) -> None:
        """Try the addresses that may have been meant; reading only."""
        self._hide_extra()
        self.run(
            _find, self.context.services, self.journey.answers,
            on_result=self._found, busy="credentials-finding", key="find",
        )  # fmt: skip

    def _found(self, variants: Any) -> None:
        best = variants[0]
        links: tuple[QWidget, ...] = ()
        if not best.answer.good:
            what, tone = self.t("credentials-found-none", count=len(variants)), "warn"
        elif best.note == "as-given":
            what, tone = self.t("credentials-found-same"), "ok"
        else:
            what, tone = self.t("credentials-found-other", url=best.url), "info"
            links = (LinkButton(self.t("credentials-use-url"), lambda: self.use_url(best.url), name="useUrl"),)
        text = "\n".join(
            self.t(
                "credentials-found-line", url=each.url, how=self.t(f"finder-{each.note}"),
                status=each.answer.status or each.answer.error, good="yes" if each.answer.good else "no",
            )
            for each in variants
        )  # fmt: skip
        self.extra.say(what, text, tone=tone, links=links)  # type: ignore[arg-type]
        self.ensure_visible(self.extra)

    def ask_patch(self) -> None:
        """Ask whether test objects may be created, to see which changes are carried out."""
        from wizard.doctor.patch_probe.samples import new_name

        self._patch_name = new_name()
        links = (
            LinkButton(self.t("credentials-patch-agree"), self.try_patch, name="patchAgree"),
            LinkButton(self.t("credentials-patch-no"), self._hide_extra, name="patchNo"),
        )
        text = self.t("credentials-patch-text", name=self._patch_name)
        self.extra.say(self.t("credentials-patch-title"), text, tone="info", links=links)
        self.ensure_visible(self.extra)

    def try_patch(self) -> None:
        """Create the objects, change them in both forms, and remove them."""
        self._hide_extra()
        self.run(
            _try_changes, self.context.services, self.journey.answers, self._patch_name,
            on_result=self._patch_tried, busy="credentials-patching", key="patch",
        )  # fmt: skip

    def _patch_tried(self, result: Any) -> None:
        from wizard.wording.patch_probe import rows, verdicts

        facts, found = result
        texts, lines = self.context.texts, list(verdicts(facts, self.context.texts))
        for number, each in enumerate(found):
            key = f"finding-{each.id}"
            parts = [texts.get(f"{key}{part}", **each.params) for part in ("", ".cause", ".fix")]
            lines.append(" ".join(parts[1:]) if number == 0 else f"{parts[0]}: {parts[1]} {parts[2]}")
        blocking = [each for each in found if not each.advice]
        what = self.t(f"finding-{found[0].id}", **found[0].params) if found else self.t("credentials-patch-good")
        self.extra.say(what, "\n".join(lines), tone="bad" if blocking else "warn" if found else "ok")
        self.tried.clear()
        for row in rows(facts, texts):
            same = row.classic == row.standard
            text = self.t(
                "credentials-patch-row", tried=row.tried, classic=row.classic, standard=row.standard,
                same="yes" if same else "no",
            )  # fmt: skip
            status: Status = _STATUS[facts.gravity(row.trial)]
            self.tried.show_row(row.trial, status, text, "", spoken=self.t(f"credentials-status-{status}"))
        self.tried_card.show()
        self.ensure_visible(self.extra)

    def _hide_extra(self) -> None:
        self.extra.hide()
        self.tried_card.hide()


_STATUS: dict[str, Status] = {"works": "pass", "one": "warn", "broken": "fail", "unknown": "skip"}


def _keep(
    task: Task,
    context: UiContext,
    keep: Callable[..., None],
    answers: Any,
    secret: Secret,
    kept: Literal["keystore", "memory"],
) -> Any:
    def keep_first(**found: Any) -> None:
        keep(**found)
        task.checkpoint()  # another token was pasted meanwhile

    services, setup_id = context.services, context.controller.setup_id
    name = context.setups().token_name(setup_id) if setup_id else ""
    token = keep_token(services, answers, secret, kept, name=name, keep=keep_first)
    task.checkpoint()
    return token, services.store_for(kept).state().name


def _keep_word(task: Task, context: UiContext, keep: Callable[..., None], answers: Any) -> Any:
    secret = with_scheme_word(load_token(context.services, answers))
    return _keep(task, context, keep, answers, secret, answers.token_kept)


def _recall(_task: Task, services: Any, answers: Any) -> tuple[bool, str]:
    store = services.store_for(answers.token_kept)
    state = store.state()
    return store.load(answers.token_reference) is not None, state.name


def _find(task: Task, services: Any, answers: Any) -> Any:
    return find_url(answers.tenant_url, load_token(services, answers), services.transport, task)


def _try_changes(task: Task, services: Any, answers: Any, name: str) -> Any:
    return try_changes(services, answers, task, name)
