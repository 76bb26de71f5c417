"""``setup``: the journey in the terminal, by the same step definitions; unattended with answers."""

from __future__ import annotations

import argparse
import getpass
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wizard.errors import InputError, KeyStoreError, WizardError
from wizard.journey.answers import Answers, PlannedAssignment
from wizard.journey.machine import Journey
from wizard.journey.model import Field, Outcome, Step
from wizard.journey.setups import SavedSetup, SetupStore
from wizard.tasks import Progress, Task
from wizard.texts import Texts

if TYPE_CHECKING:
    from wizard.journey.blast import Forecast
    from wizard.journey.context import Context

SECRET_ANSWERS = frozenset({"token", "secret", "secret_token", "password"})
INTERNAL_ANSWERS = frozenset({"token_reference", "token_saved", "token_kept"})
CONSENTS = {"allow_removals": int, "allow_unknown": bool}
"""Not answers of the journey: how many people may be disabled or deleted, and whether that may be unknown."""

NOT_ALLOWED = 3
"""Exit code of an unattended walk that would have cost more people their access than was allowed."""

SHOWN = 50
"""Names that are printed before a question."""


def register(subparsers: Any, texts: Texts) -> None:
    """Add the command."""
    parser = subparsers.add_parser("setup", help=texts.get("cli-setup-help"))
    parser.add_argument("--practice", action="store_true", help=texts.get("cli-setup-practice"))
    parser.add_argument("--answers", type=Path, metavar="FILE", help=texts.get("cli-setup-answers"))
    parser.add_argument("--token-stdin", action="store_true", help=texts.get("cli-setup-token"))
    parser.add_argument("--json", action="store_true", help=texts.get("cli-json"))
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace, texts: Texts) -> int:
    """Walk the journey: 0 when it went to its end, 1 when it stopped, 3 when too many people would lose access.

    Raises:
        InputError: the answers file cannot be used; nothing was done.
    """
    from wizard.cli.stdin import read_token
    from wizard.wiring import make_context, setup_store

    given = read_answers(arguments.answers) if arguments.answers is not None else None
    token = read_token() if arguments.token_stdin else ""
    context = make_context()
    try:
        walk = Walk(context, setup_store(), texts, practice=arguments.practice, given=given, quiet=arguments.json)
        return walk.run(token, as_json=arguments.json)
    finally:
        context.close()


def read_answers(path: Path) -> dict[str, Any]:
    """Read a JSON object of answers by their names.

    Raises:
        InputError: ``usage-answers``: not readable, not JSON, an unknown name, a wrong type, or a secret in the file.
    """
    import msgspec

    from wizard.journey.answers import ANSWER_NAMES

    def refuse(reason: str, cause: Exception | None = None) -> InputError:
        return InputError("usage-answers", {"reason": reason}, cause=cause)

    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise refuse(f"{path.name}: {type(error).__name__}", error) from error
    if not isinstance(raw, dict):
        raise refuse(f"{path.name} holds no JSON object")
    for name in raw:
        if name in SECRET_ANSWERS:
            raise refuse(f"{name}: a token does not belong into a file; use --token-stdin")
        if name in CONSENTS:
            if type(raw[name]) is not CONSENTS[name]:
                raise refuse(f"{name}: {type(raw[name]).__name__} is not {CONSENTS[name].__name__}")
            continue
        if name not in ANSWER_NAMES or name in INTERNAL_ANSWERS:
            raise refuse(f"{name}: there is no such answer")
    try:
        msgspec.convert({name: value for name, value in raw.items() if name not in CONSENTS}, Answers)
    except msgspec.ValidationError as error:
        raise refuse(str(error), error) from error
    return raw


class Walk:
    """One walk through the steps."""

    def __init__(
        self,
        context: Context,
        store: SetupStore,
        texts: Texts,
        *,
        practice: bool,
        given: dict[str, Any] | None,
        quiet: bool = False,
    ) -> None:
        from wizard.journey.steps import STEPS

        self._context = context
        self._store = store
        self._texts = texts
        self._practice = practice
        self._unattended = given is not None or not sys.stdin.isatty()
        self._given = {name: value for name, value in (given or {}).items() if name not in CONSENTS}
        self._consents = {name: value for name, value in (given or {}).items() if name in CONSENTS}
        self._code = 1
        self._quiet = quiet
        self._id = store.new_id()
        self._token = ""
        self._aftermath: dict[str, Any] = {}
        self.journey = Journey(STEPS, lambda: context.now().isoformat(timespec="seconds"))
        self.journey.listen(self._save)

    def run(self, token: str, *, as_json: bool) -> int:
        """Do every step in turn."""
        self._token = token
        self._prepare()
        for step in self.journey.steps[1:]:
            self.journey.next()
            self._say("cli-setup-step", number=step.number, total=len(self.journey.steps), title=self._title(step))
            if not self._step(step):
                print(self._texts.get("cli-setup-stopped", number=step.number), file=sys.stderr)
                return self._code
        watch = self.journey.result("watch")
        facts = dict(watch.facts) if watch is not None else {}
        users = sum(int(v) for k, v in facts.items() if k.lower().startswith("count_user"))
        groups = sum(int(v) for k, v in facts.items() if k.lower().startswith("count_group"))
        if as_json:
            results = {step.id: self._result(step.id) for step in self.journey.steps[1:]}
            said = {"setup": self._id, "users": users, "groups": groups, "steps": results, "log": self._aftermath}
            print(json.dumps(said, indent=1))
        else:
            print(self._texts.get("cli-setup-done", users=users, groups=groups))
        return 0

    # --- preparing

    def _prepare(self) -> None:
        from wizard.secrets.token import clean_token

        answers: dict[str, Any] = {}
        if self._practice:
            company = self._context.use_practice()
            self._token = self._token or company.token.reveal()
            answers = {
                "tenant": company.domain, "tenant_url": company.tenant_url, "sign_in": "device",
                "cloudgate_admin": True,
                "notification_email": f"it-oncall@{company.domain}",
            }  # fmt: skip
        if self._given:
            import msgspec

            known = msgspec.convert(self._given, Answers)
            answers |= {name: getattr(known, name) for name in self._given}
        self.journey.answer(**answers)
        if self._token:
            self._keep_token(clean_token(self._token).secret)

    def _keep_token(self, secret: Any) -> None:
        from wizard.journey.steps.credentials import keep_token

        answers = self.journey.answers
        try:
            kept = keep_token(self._context, answers, secret, "memory" if self._practice else "keystore")
        except KeyStoreError:
            if not self._unattended and input(f"{self._texts.get('cli-setup-token-memory')} ") != self._texts.get(
                "cli-yes"
            ):
                raise
            kept = keep_token(self._context, answers, secret, "memory")
        self.journey.answer(
            token_reference=kept.token_reference, token_saved=kept.token_saved, token_kept=kept.token_kept
        )

    # --- one step

    def _step(self, step: Step) -> bool:
        """Ask, do, retry; tells whether to go on."""
        while True:
            try:
                if not self._unattended:
                    for field in step.fields:
                        self._ask(field, step)
                elif step.id == "assign" and self._practice and not self.journey.answers.assignments:
                    self._choose_for_practice()
                if step.perform is None:
                    return True
                answers = self.journey.answers
                found = self._allowed(step, answers)
                outcome = step.perform(self._context, answers, Task(self._progress))
                self.journey.record(step.id, outcome, answers)
                self._tell(outcome)
                self._tell_done(found)
                self._compare(outcome)
                return True
            except WizardError as error:
                from wizard.cli.main import tell

                tell(self._texts, error)
                self._code = NOT_ALLOWED if error.code in {"removals-not-allowed", "removals-unknown"} else 1
                if self._unattended:
                    return False
                if error.code == "application-choice":
                    self._choose_application()
                    continue
                choice = input(f"{self._texts.get('cli-setup-again')} ").strip().lower()
                if choice.startswith("q"):
                    return False
                if choice.startswith("s"):
                    self.journey.record(step.id, Outcome("confirmed"))
                    return True

    def _allowed(self, step: Step, answers: Answers) -> Forecast | None:
        """Find out what a step's work does to people, and ask before it costs anybody anything.

        Raises:
            InputError: ``removals-not-allowed``, ``removals-unknown``, ``not-wanted``: it is not to be done.
        """
        from wizard.journey.blast import GATED, forecast

        if step.id not in GATED:
            return None
        preview = self.journey.result("preview")
        seen = int(preview.facts.get("create", 0)) if preview is not None and step.id == "turnon" else 0
        found = forecast(self._context, answers, step.id, Task(self._progress), planned=seen)
        if not found.asks:
            return found
        self._show(found)
        if self._unattended:
            allowed = self._consents.get("allow_removals")
            if found.asks == "number" and allowed != found.removals:
                limit = found.blast.limit if found.blast is not None else 0
                raise InputError("removals-not-allowed", {"count": found.removals, "limit": limit})
            if found.state != "known" and not self._consents.get("allow_unknown"):
                raise InputError("removals-unknown")
        elif found.asks == "number":
            if input(f"{self._texts.get('cli-setup-type-number')} ").strip() != str(found.removals):
                raise InputError("not-wanted")
        elif input(f"{self._texts.get('cli-setup-all-the-same')} ").strip().lower() != self._texts.get("cli-yes"):
            raise InputError("not-wanted")
        return found

    def _show(self, found: Forecast) -> None:
        """Print what would happen to whom; on standard error, beside what is asked."""
        from wizard.journey.blast_words import notes, parts, when, why

        texts = self._texts
        lines = [when(found, texts)]
        if found.blast is not None:
            lines.append(parts(found.blast, texts))
            shown = found.blast.operations[:SHOWN]
            lines += [f"  {texts.get(f'plan-verdict-{one.verdict}'):10} {one.name}: {why(one, texts)}" for one in shown]
            if (more := len(found.blast.operations) - SHOWN) > 0:
                lines.append(texts.get("cli-setup-more", count=more))
        print("\n".join([*lines, *notes(found, texts)]), file=sys.stderr)

    def _tell_done(self, found: Forecast | None) -> None:
        from wizard.journey.blast_words import done

        line = done(found, self._texts) if found is not None and found.state != "never-ran" else ""
        if line and not self._quiet:
            print(f"    {line}")

    def _compare(self, outcome: Outcome) -> None:
        """Keep the preview, and tell at the end what became of it, as the window does."""
        from wizard.journey.aftermath import Side, compare_with_log, keep_plan, kept_plan
        from wizard.journey.aftermath_words import happened, hints, planned, sentence, why
        from wizard.journey.steps.preview import Rehearsal
        from wizard.journey.steps.watch import LONGEST_LOG, Look
        from wizard.provisioning.rendering import notes

        def store() -> SetupStore:
            return self._store

        answers, task, look = self.journey.answers, Task(), outcome.data
        if isinstance(look, Rehearsal):
            keep_plan(store, self._id, look, task)
            for note in () if self._quiet else notes(look.plan, self._texts, as_if_restarted=look.as_if_restarted):
                print(f"    {note}")
        if not isinstance(look, Look) or not look.rows:
            return
        plan = kept_plan(self._context, store, self._id, answers, task)
        if plan is None:
            return
        found = compare_with_log(plan, Side(look.rows, look, len(look.rows) < LONGEST_LOG), answers, None, task)
        if found is None:
            return
        self._aftermath = {
            "planned": found.planned, "as_planned": found.done, "not_read": found.unread,
            "differences": [
                {"name": one.name, "kind": one.kind, "planned": one.planned, "how": one.how, "reason": one.reason}
                for one in found.differences
            ],
        }  # fmt: skip
        if self._quiet:
            return
        texts = self._texts
        print(f"    {sentence(found, texts)}. {' '.join(hints(found, texts))}")
        for one in found.differences[:SHOWN]:
            print(f"      {one.name}: {planned(one, texts)} → {happened(one, texts)}. {why(one, texts)}")
        if (more := len(found.differences) - SHOWN) > 0:
            print(f"      {texts.get('cli-setup-more', count=more)}")

    def _ask(self, field: Field, step: Step) -> None:
        label = self._texts.get(f"{step.id}-field-{field.key}")
        if field.kind == "secret":
            if self.journey.answers.token_reference:
                return
            from wizard.secrets.token import clean_token

            self._keep_token(clean_token(getpass.getpass(f"{self._texts.get('cli-setup-ask-token')} ")).secret)
            return
        if field.kind == "assignments":
            self._ask_assignments()
            return
        if field.kind in {"rows", "filter"}:
            return  # edited in the window; the job's own stay as they are
        current = getattr(self.journey.answers, field.name)
        shown = {True: "y", False: "n"}.get(current, current) if field.kind == "flag" else current
        hint = f" ({'/'.join(field.choices)})" if field.choices else " (y/n)" if field.kind == "flag" else ""
        while True:
            text = input(f"{label}{hint} [{shown}]: ").strip()
            if not text:
                return
            value = _value(field, text)
            if value is not None:
                self.journey.answer(**{field.name: value})
                return

    def _ask_assignments(self) -> None:
        from wizard.journey.steps.assign import search

        while text := input(f"{self._texts.get('cli-setup-search')} ").strip():
            found = search(self._context, text, Task())
            for number, item in enumerate(found, 1):
                print(f"{number:>3}  {item.display_name}  {item.detail}")
            if not found:
                print(self._texts.get("cli-setup-nobody"))
                continue
            picked = input(f"{self._texts.get('cli-setup-pick')} ").strip()
            if picked.isdigit() and 1 <= int(picked) <= len(found):
                self._add(found[int(picked) - 1])

    def _choose_for_practice(self) -> None:
        """Unattended on the practice company: one person first, as the tutorial says, and two security groups."""
        from wizard.journey.steps.assign import search

        found = search(self._context, "", Task())
        people = [item for item in found if item.kind == "User" and item.account_enabled and not item.guest][:1]
        groups = [item for item in found if item.kind == "Group" and item.security_enabled][:2]
        for item in (*people, *groups):
            self._add(item)

    def _add(self, item: Any) -> None:
        planned = PlannedAssignment(item.id, item.kind, item.display_name)
        self.journey.answer(assignments=(*self.journey.answers.assignments, planned))

    def _choose_application(self) -> None:
        from wizard.journey.steps.application import find

        instances = find(self._context, Task()).instances
        for number, item in enumerate(instances, 1):
            print(f"{number:>3}  {item.display_name}  {item.app_id}")
        picked = input(f"{self._texts.get('cli-setup-choose')} ").strip()
        if picked.isdigit() and 1 <= int(picked) <= len(instances):
            self.journey.answer(service_principal_id=instances[int(picked) - 1].id)

    # --- telling

    def _title(self, step: Step) -> str:
        return self._texts.get(f"step-{step.id}-title")

    def _say(self, key: str, **params: object) -> None:
        if not self._quiet:
            print(self._texts.get(key, **params), flush=True)

    def _progress(self, progress: Progress) -> None:
        code = getattr(progress.data, "user_code", "")
        if code:
            if self._context.practice is not None:
                self._context.practice.approve_sign_in(code)
            else:
                uri = getattr(progress.data, "uri", "")
                print(self._texts.get("cli-setup-code", uri=uri, code=code), file=sys.stderr)
        if progress.key and not self._quiet:
            print(f"  … {self._texts.get(progress.key, **progress.params)}", file=sys.stderr, flush=True)

    def _tell(self, outcome: Outcome) -> None:
        if self._quiet:
            return
        for name, value in outcome.facts.items():
            print(f"    {self._texts.get('cli-setup-fact', name=name.replace('_', ' '), value=str(value))}")

    def _result(self, step_id: str) -> dict[str, Any]:
        result = self.journey.result(step_id)
        return {} if result is None else {"status": result.status, "facts": dict(result.facts)}

    def _save(self) -> None:
        begin = self.journey.result("begin")
        name = str(begin.facts.get("tenant_name", "")) if begin is not None else ""
        setup = SavedSetup(
            self._id, name or self.journey.answers.tenant or "-", self._context.now().isoformat(timespec="seconds"),
            self._practice, self.journey.snapshot,
        )  # fmt: skip
        self._store.save(setup)


def _value(field: Field, text: str) -> Any:
    """Return what was typed as the answer's type, None when it is none."""
    checks: dict[str, Callable[[], Any]] = {
        "flag": lambda: {"y": True, "yes": True, "n": False, "no": False}.get(text.lower()),
        "number": lambda: int(text) if text.isdigit() else None,
        "choice": lambda: text if text in field.choices else None,
    }
    return checks.get(field.kind, lambda: text)()
