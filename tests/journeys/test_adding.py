"""One application is added, whatever is cut off and tried again; what arrives is read from the practice Entra.

Entra documentation, applicationTemplate: instantiate: each request makes an application; new ones show up everywhere
only after a while.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from cli_world import Attached, NotedCompany
from driver import Driver

from wizard import wiring
from wizard.core.errors import GraphError, SavedSetupError, WizardError
from wizard.core.tasks import Progress, Task
from wizard.core.texts import Texts
from wizard.journey.answers import GALLERY_NAME, Answers
from wizard.journey.context import Context
from wizard.journey.machine import SavedSetup, Snapshot
from wizard.journey.steps.application import add_or_take, verify
from wizard.journey.steps.begin import sign_in


class Killed(BaseException):
    """The program is gone."""


class Company(NotedCompany):
    """A company whose answers can be kept from arriving. ``cut``: status instead of the next answer to instantiate;
    it acts first if ``acts``. ``deaf``: what else fails, by the end of its path."""

    def __init__(self) -> None:
        self.cut = 0
        self.acts = True
        self.deaf: tuple[str, int] = ("", 0)
        super().__init__(12)

    def _serve(self, app: Any, port: int = 0) -> Any:
        def cutting(environ: dict[str, Any], start: Any) -> Any:
            path, instead = environ["PATH_INFO"], 0
            if path.endswith("/instantiate") and self.cut:
                instead, self.cut = self.cut, 0
                if self.acts:
                    list(app(environ, lambda *_: None))
            elif self.deaf[0] and self.deaf[0] in path and environ["REQUEST_METHOD"] == "GET":
                instead = self.deaf[1]
            if not instead:
                return app(environ, start)
            start(f"{instead} Cut", [("Content-Type", "application/json")])
            return [b'{"error": {"code": "cut", "message": "cut"}}']

        return super()._serve(cutting, port)

    @property
    def apps(self) -> list[str]:
        return [app.id for app in self.entra.state.apps.all()]


class Program:
    """One run of the program after another: what it keeps is what the next one begins with."""

    def __init__(self, company: Company) -> None:
        self.company = company
        self.answers = Answers(sign_in="device", cloud="global")
        self.waited: list[float] = []
        self.keep: Callable[..., None] = self.kept
        self.context: Context | None = None

    def kept(self, **answers: Any) -> None:
        self.answers = self.answers.with_(**answers)

    def start(self) -> Context:
        if self.context is not None:
            self.context.close()
        self.context = wiring.make_context()
        self.context.practice = Attached(self.company)  # type: ignore[assignment]

        def approve(told: Progress) -> None:
            code = getattr(told.data, "user_code", "")
            if code:
                self.company.entra.approve_device_code(code)

        graph = sign_in(Task(approve), self.context, self.answers).graph
        graph.calls.wait = lambda _task, seconds: self.waited.append(seconds)
        return self.context

    def add(self, *, restart: bool = True) -> str:
        """Do the step, and take over what it found, as the journey does; return the id."""
        context = self.start() if restart or self.context is None else self.context
        task = Task()
        task.keep = self.keep
        outcome = add_or_take(task, context, self.answers)
        self.kept(**outcome.answers)
        return self.answers.service_principal_id

    def killed(self) -> None:
        """Do the step up to where its answer would arrive, and be gone then."""
        context = self.start()
        task = Task()
        task.keep = self.keep
        send = context.graph.calls.send

        def cut_off(task: Task, method: str, path: str, *args: Any, **options: Any) -> Any:
            answer = send(task, method, path, *args, **options)
            if path.endswith("/instantiate"):
                raise Killed
            return answer

        context.graph.calls.send = cut_off  # type: ignore[method-assign]
        with pytest.raises(Killed):
            add_or_take(task, context, self.answers)


@pytest.fixture
def program() -> Iterator[Program]:
    company = Company()
    made = Program(company)
    yield made
    if made.context is not None:
        made.context.close()
    company.stop()


def test_killed_after_adding_and_started_again_at_once(program: Program) -> None:
    program.company.entra.state.faults.set("graph-new-app-not-replicated", True)
    program.killed()
    assert program.answers.application_asked and program.answers.service_principal_id == ""
    assert program.company.entra.state.apps.all()[0].settling.reads > 4, "nobody sees it yet"
    found = program.add()
    assert program.company.apps == [found]
    assert program.waited, "it is searched for"
    assert program.context is not None and program.context.graph.calls.settling.is_new(found), (
        "and known as new from then on"
    )
    answers = program.answers
    assert (answers.application_asked, answers.application_known) == ("", ()) and answers.application_added
    program.start()
    assert program.context.graph.calls.settling.is_new(found), "by the next run, too"


def test_killed_after_adding_and_begun_again_as_a_new_setup(program: Program) -> None:
    program.company.entra.state.faults.set("graph-new-app-not-replicated", True)
    program.killed()
    first = SavedSetup(
        "0123456789ab", "First", "2026-01-12T09:30:00Z", False, Snapshot("begin", "begin", program.answers)
    )
    wiring.setup_store().save(first)
    program.answers = Answers(sign_in="device", cloud="global")
    found = program.add()
    assert program.company.apps == [found] and program.waited
    program.kept(service_principal_id="new")
    assert program.add() != found, "who wants one more does not get that of another setup"


def test_killed_before_adding_and_started_again(program: Program) -> None:
    program.answers = program.answers.with_(application_asked=program.company.clock.now().isoformat())
    assert program.company.apps == []
    found = program.add()
    assert program.company.apps == [found]
    assert 250 < sum(program.waited) <= 310, "the request may still show up for as long as replication takes"


def test_the_one_that_was_asked_for_and_is_chosen_by_hand_is_known_as_new(program: Program) -> None:
    first = program.add()
    program.kept(service_principal_id="new", application_added="")
    program.killed()
    second = program.company.apps[1]
    program.kept(service_principal_id=second)
    assert program.add() == second
    assert program.context is not None and program.context.graph.calls.settling.is_new(second)
    assert program.answers.application_added and program.company.apps == [first, second]


@pytest.mark.parametrize("status", [502, 504])
def test_an_answer_that_was_lost_and_a_retry_add_once(program: Program, status: int) -> None:
    program.add()
    program.kept(service_principal_id="new")
    program.company.cut = status
    program.add()
    assert len(program.company.apps) == 2
    assert program.answers.service_principal_id == program.company.apps[1]
    assert program.add(restart=False) == program.company.apps[1]
    assert len(program.company.apps) == 2


def test_another_one_whose_waiting_failed_is_taken_by_every_retry(program: Program) -> None:
    first = program.add()
    program.kept(service_principal_id="new", application_name="Second")
    program.company.deaf = ("/servicePrincipals/", 400)
    with pytest.raises(GraphError):
        program.add()
    second = program.answers.service_principal_id
    assert second not in {first, "new"} and program.company.apps == [first, second], "known as soon as it was told"
    program.company.deaf = ("", 0)
    assert program.add(restart=False) == program.add() == second
    assert program.company.apps == [first, second]


def test_a_second_wish_adds_once_more_and_only_then(program: Program) -> None:
    first = program.add()
    for count in (2, 3):
        program.kept(service_principal_id="new")
        program.killed()
        program.add()
        program.add()
        assert len(program.company.apps) == count
    assert first == program.company.apps[0]


def test_what_was_refused_is_not_searched_for(program: Program) -> None:
    program.company.cut, program.company.acts = 403, False
    with pytest.raises(GraphError) as caught:
        program.add()
    assert caught.value.status == 403 and program.answers.application_asked == ""
    assert program.company.apps == []
    program.add()
    assert program.waited == [] or max(program.waited) < 20
    assert len(program.company.apps) == 1


def test_nothing_is_added_that_could_not_be_kept_first(program: Program) -> None:
    def full(**_answers: Any) -> None:
        raise SavedSetupError("setup-not-saved", {"folder": "/", "reason": "full"})

    program.keep = full
    with pytest.raises(SavedSetupError):
        program.add()
    assert program.company.apps == []


def test_somebody_who_chose_another_one_meanwhile_gets_that(program: Program) -> None:
    first = program.add()
    program.kept(service_principal_id="new")
    program.killed()
    program.kept(service_principal_id=first)
    assert program.add() == first
    assert program.answers.application_asked == "" and len(program.company.apps) == 2
    program.kept(service_principal_id="")
    for app in program.company.entra.state.apps.all():
        app.settling.reads = 0
    with pytest.raises(WizardError) as caught:
        program.add()
    assert caught.value.code == "application-choice"
    assert Texts().problem(caught.value).what


def test_the_portals_application_is_taken_and_never_added(program: Program) -> None:
    context = program.start()
    template = context.graph.applications.find_template(Task(), GALLERY_NAME)
    with pytest.raises(WizardError):
        verify(Task(), context, program.answers.with_(application_asked=context.now().isoformat()))
    assert program.company.apps == []
    made = context.graph.applications.add(Task(), template.id, GALLERY_NAME, ())
    with suppress(GraphError):
        verify(Task(), context, program.answers.with_(service_principal_id="new"))
    assert program.company.apps == [made.id]


# --- in the window


@pytest.mark.timeout(240)
def test_a_second_click_on_add_another_adds_nothing(driver: Driver, tmp_path: Path) -> None:
    driver.begin_at("application")
    driver.click("addApplication", 90)
    page = driver.page
    for expected in (2, 3):
        page.add_another()
        page.add_another()
        page.go()
        driver.quiet(60)
        assert not page.problem.isVisible(), page.problem._what.text()
        assert len(page._found.instances) == expected
    page.go()
    driver.quiet(60)
    assert len(page._found.instances) == 3
    assert driver.journey.answers.application_asked == ""
