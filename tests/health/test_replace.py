"""Replacing the token: stopped or failing at each call, somebody always has access, and the next run finishes it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
from canary import search
from care import STEPS, make_key, settle
from cli_world import REFERENCE, Attached, NotedCompany, World

from wizard import wiring
from wizard.core.errors import GraphError, InputError, NetworkError, SavedSetupError, WizardError
from wizard.core.tasks import Task
from wizard.core.texts import Texts
from wizard.graph.unattended import REPLACING, Workload
from wizard.health.reading import look
from wizard.health.record import Kept, load
from wizard.health.replace import finish, replace_token, unfinished
from wizard.journey.answers import Answers
from wizard.journey.context import Context
from wizard.journey.machine import SavedSetup
from wizard.journey.steps.begin import sign_in_workload
from wizard.secrets.memory import MemoryStore
from wizard.secrets.secret import Secret

NAME = "setup-0123456789ab-feedbeef"


class Killed(BaseException):
    """The process ended."""


@dataclass
class Rig:
    """A setup in use, with a key store that outlives each run."""

    world: World
    workload: Workload
    keystore: MemoryStore = field(default_factory=MemoryStore)
    old: Secret = field(default_factory=lambda: Secret("?"))
    around: Callable[[Callable[[], None]], None] = lambda work: work()

    def reset(self) -> None:
        """Put the old token everywhere, as before."""
        company = self.world.company
        self.old = company.token
        self.around = lambda work: work()
        self.keystore = MemoryStore()
        self.keystore.save(REFERENCE, self.old)
        app = company.entra.state.apps.all()[0]
        app.secrets["SecretToken"] = self.old.reveal()
        app.secrets["BaseAddress"] = company.addresses.scim
        setup = self.world.store.load(self.world.setup)
        answers = setup.snapshot.answers.with_(token_reference=REFERENCE, token_kept="keystore")
        self.world.store.save(replace(setup, snapshot=replace(setup.snapshot, answers=answers)))
        self.file.unlink(missing_ok=True)

    @property
    def file(self) -> Path:
        return self.world.store.health_path(self.world.setup)

    @property
    def answers(self) -> Answers:
        return self.world.store.load(self.world.setup).snapshot.answers

    @property
    def in_entra(self) -> str:
        return self.world.company.entra.state.apps.all()[0].secrets.get("SecretToken", "")

    def context(self) -> Context:
        made = wiring.make_context()
        made.practice = Attached(self.world.company)  # type: ignore[assignment]
        made.make_keystore = lambda: self.keystore
        return made

    def keep(self, **changes: Any) -> None:
        setup = self.world.store.load(self.world.setup)
        snapshot = replace(setup.snapshot, answers=setup.snapshot.answers.with_(**changes))
        self.around(lambda: self._save(replace(setup, snapshot=snapshot)))

    def _save(self, setup: SavedSetup) -> None:
        self.world.store.save(setup)

    def run(self, new: Secret, arrange: Callable[[Context], None] = lambda _: None) -> None:
        """Replace the token as the command does; ``arrange`` gets the context once it is signed in."""
        context = self.context()
        try:
            self.around = lambda work: work()
            before = self.answers
            done = unfinished(context, before, self.file)
            if done:
                self.keep(**done)
                finish(context, before, self.file)
            answers = self.answers.with_(tenant=self.world.company.describe()["domain"])
            sign_in_workload(Task(), context, answers, self.workload, reading=False)
            arrange(context)
            replace_token(Task(), context, answers, new, self.file, keep=self.keep, name=NAME)
        finally:
            context.close()

    def check_access(self) -> None:
        """Entra has a token that CloudGate takes; the key store has that one too; the setup leads to a token."""
        valid = {one.reveal() for one in self.world.company.cloudgate.tokens}
        assert self.in_entra in valid
        held = {secret.reveal() for name in self.keystore.names() if (secret := self.keystore.load(name)) is not None}
        assert self.in_entra in held, "the token that Entra has is nowhere else"
        reference = self.answers.token_reference
        assert self.keystore.load(reference) is not None


@pytest.fixture(scope="module")
def rig(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rig]:
    company = NotedCompany(12)
    world = World(company, tmp_path_factory.mktemp("care"))
    world.run_steps(*STEPS, assign=("Site Leads",))
    settle(world)
    file, certificate = make_key(tmp_path_factory.mktemp("keys"))
    client = company.entra.sign_in_service.registrations.add(REPLACING, certificate=certificate).client_id
    try:
        yield Rig(world, Workload(client, certificate=file))
    finally:
        company.stop()


class Watched(MemoryStore):
    """A key store that tells before and after each write."""

    def __init__(self, inner: MemoryStore, tell: Callable[[Callable[[], None]], None]) -> None:
        super().__init__()
        self._inner, self._tell = inner, tell

    def save(self, reference: str, secret: Secret) -> None:
        self._tell(lambda: self._inner.save(reference, secret))

    def load(self, reference: str) -> Secret | None:
        return self._inner.load(reference)

    def delete(self, reference: str) -> None:
        self._tell(lambda: self._inner.delete(reference))


def counted(
    rig: Rig, act: Callable[[int], None], *, after: bool, only_graph: bool = False
) -> Callable[[Context], None]:
    """Call ``act`` with the number of each exchange with Graph and each write to the key store or the setup."""
    number = 0

    def tell(work: Callable[[], Any]) -> Any:
        nonlocal number
        number += 1
        if not after:
            act(number)
        found = work()
        if after:
            act(number)
        return found

    def arrange(context: Context) -> None:
        real, graph = context.transport.send, rig.world.company.addresses.graph

        def send(request: Any, *args: Any, **options: Any) -> Any:
            if not request.url.startswith(graph):
                return real(request, *args, **options)
            return tell(lambda: real(request, *args, **options))

        context.transport.send = send  # type: ignore[method-assign]
        if not only_graph:
            context._keystore = Watched(rig.keystore, tell)
            rig.around = tell

    return arrange


def calls_of(rig: Rig) -> int:
    """Return how many places an undisturbed replacement has."""
    rig.reset()
    seen: list[int] = []
    rig.run(rig.world.company.new_token(), counted(rig, seen.append, after=False))
    assert len(seen) >= 11
    return max(seen)


def test_the_new_token_takes_the_place_of_the_old_one(rig: Rig) -> None:
    rig.reset()
    new = rig.world.company.new_token()
    rig.run(new)
    assert rig.in_entra == new.reveal()
    assert [rig.keystore.load(name) for name in rig.keystore.names()] == [new]
    assert rig.keystore.names() == (rig.answers.token_reference,)
    rig.check_access()
    newer = rig.world.company.new_token()
    rig.run(newer)
    assert rig.in_entra == newer.reveal() and rig.keystore.names() == (REFERENCE,)
    files = {str(path): path.read_bytes() for path in rig.world.store.folder.iterdir() if path.is_file()}
    assert search([new.reveal(), newer.reveal(), rig.old.reveal()], files) == []


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_killed_at_each_call(rig: Rig, after: bool) -> None:
    for place in range(1, calls_of(rig) + 1):
        rig.reset()
        new = rig.world.company.new_token()

        def die(number: int, place: int = place) -> None:
            if number >= place:
                raise Killed

        with pytest.raises(Killed):
            rig.run(new, counted(rig, die, after=after))
        rig.check_access()
        try:
            rig.run(new)
        except InputError as error:
            assert error.code == "token-same"  # killed after everything was saved: the next run finished it
        assert rig.in_entra == new.reveal()
        assert [rig.keystore.load(name) for name in rig.keystore.names()] == [new], place
        rig.check_access()


def test_failing_at_each_call_leaves_the_old_one_or_says_so(rig: Rig) -> None:
    for place in range(1, calls_of(rig) + 1):
        rig.reset()
        new = rig.world.company.new_token()

        def fail(number: int, place: int = place) -> None:
            if number == place:
                raise NetworkError("tls-handshake", {"host": "?", "reason": "test"})

        code = ""
        try:
            rig.run(new, counted(rig, fail, after=True, only_graph=True))
        except WizardError as error:
            code = error.code
        rig.check_access()
        if code == "":
            assert rig.in_entra == new.reveal()
        elif code != "token-replace-stuck":
            assert rig.in_entra == rig.old.reveal(), (place, code)
            assert rig.keystore.load(rig.answers.token_reference) == rig.old


def test_what_cloudgate_does_not_take_changes_nothing(rig: Rig) -> None:
    rig.reset()
    with pytest.raises(WizardError) as refused:
        rig.run(Secret("not-a-token-of-cloudgate"))
    assert refused.value.code == "token-replace-refused" and not isinstance(refused.value, InputError)
    words = Texts().problem(refused.value)
    assert "CloudGate did not accept the secret token" in words.why, words
    assert rig.in_entra == rig.old.reveal() and rig.keystore.names() == (REFERENCE,)
    assert load(rig.file)[0].replacing == ""
    with pytest.raises(InputError) as caught:
        rig.run(rig.old)
    assert caught.value.code == "token-same"


def test_what_only_entra_cannot_use_is_put_back(rig: Rig) -> None:
    """CloudGate takes it from here, but Entra's test of what it saved fails: the old one comes back."""
    rig.reset()
    new = rig.world.company.new_token()

    def arrange(context: Context) -> None:
        real = context.graph.credentials.validate_saved
        failed: list[int] = []

        def once(*args: Any, **options: Any) -> None:
            if not failed:
                failed.append(1)
                raise GraphError("credentials-refused", {"connector": "?", "answered": "?", "detail": "?"}, status=400)
            real(*args, **options)

        context.graph.credentials.validate_saved = once  # type: ignore[method-assign]

    with pytest.raises(GraphError) as caught:
        rig.run(new, arrange)
    assert caught.value.code == "token-replace-back"
    assert rig.in_entra == rig.old.reveal()
    rig.check_access()


def test_where_nothing_can_be_noted_nothing_is_sent(rig: Rig, tmp_path: Path) -> None:
    """Neither to CloudGate nor to Entra nor into the key store: it is noticed before."""
    rig.reset()
    new = rig.world.company.new_token()
    (tmp_path / "file").write_text("", encoding="utf-8")
    sent: list[str] = []

    def arrange(context: Context) -> None:
        context.journal.use(tmp_path / "file" / "x.journal.jsonl", "another")
        inner = context.transport.send

        def send(request: Any, *args: Any, **options: Any) -> Any:
            sent.append(f"{request.method} {request.url}")
            return inner(request, *args, **options)

        context.transport.send = send  # type: ignore[method-assign]

    with pytest.raises(SavedSetupError, match="journal-not-written"):
        rig.run(new, arrange)
    assert sent == [] and rig.in_entra == rig.old.reveal() and not rig.file.exists()
    assert list(rig.keystore.names()) == [REFERENCE]
    rig.check_access()


def test_a_token_never_follows_an_address_that_somebody_else_set(rig: Rig) -> None:
    rig.reset()
    app = rig.world.company.entra.state.apps.all()[0]
    app.secrets["BaseAddress"] = "https://elsewhere.example/scim"
    new = rig.world.company.new_token()
    with pytest.raises(InputError) as caught:
        rig.run(new)
    assert caught.value.code == "token-replace-url"
    assert rig.in_entra == rig.old.reveal()


def test_an_application_added_minutes_ago_and_deleted_is_told_at_once(rig: Rig) -> None:
    """Entra may not show a new application for minutes; one in the recycle bin is not waited for."""
    rig.reset()
    new, company = rig.world.company.new_token(), rig.world.company
    app = company.entra.state.apps.all()[0]
    company.entra.state.delete_app(app, app.id)

    def arrange(context: Context) -> None:
        context.graph.calls.settling.expect_new(app.id)
        context.graph.calls.wait = lambda _task, seconds: waited.append(seconds)

    waited: list[float] = []
    try:
        with pytest.raises(InputError) as caught:
            rig.run(new, arrange)
        assert caught.value.code == "application-gone" and waited == []
        context = rig.context()
        answers = rig.answers.with_(tenant=company.describe()["domain"])
        sign_in_workload(Task(), context, answers, rig.workload, reading=True)
        arrange(context)
        snapshot = rig.world.store.load(rig.world.setup).snapshot
        assert look(Task(), context, snapshot, Kept())[0].state == "gone" and waited == []
        context.close()
    finally:
        app.deleted.clear()
        assert app.job is not None
        app.job.start(company.clock.now())
        settle(rig.world)
    rig.check_access()


def test_a_new_application_that_is_not_shown_yet_is_waited_for(rig: Rig) -> None:
    rig.reset()
    app = rig.world.company.entra.state.apps.all()[0]
    app.settling.reads = 3
    new, waited = rig.world.company.new_token(), list[float]()

    def arrange(context: Context) -> None:
        context.graph.calls.settling.expect_new(app.id)
        context.graph.calls.wait = lambda _task, seconds: waited.append(seconds)

    rig.run(new, arrange)
    assert waited and rig.in_entra == new.reveal()
    rig.check_access()


def test_the_command_never_takes_a_token_as_an_argument(rig: Rig) -> None:
    rig.reset()
    new = rig.world.company.new_token()
    ca = ("--ca", str(rig.world.company.authority.ca_file))
    key = ("--certificate", str(rig.workload.certificate), "--client-id", rig.workload.client_id)
    done = rig.world.run("replace-token", rig.world.setup, *key, *ca, "--token-stdin", stdin=new.reveal() + "\n")
    assert done.returncode == 0, done.stderr
    assert rig.in_entra == new.reveal()
    assert search([new.reveal(), rig.old.reveal()], {"out": done.stdout.encode(), "err": done.stderr.encode()}) == []
    bare = rig.world.run("replace-token", rig.world.setup, *key, *ca, new.reveal())
    assert bare.returncode == 2
    missing = rig.world.run("replace-token", rig.world.setup, *key, *ca)
    assert missing.returncode == 2 and rig.in_entra == new.reveal()
