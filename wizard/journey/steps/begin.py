"""Step 2: sign in and check the prerequisites (T1 to T3)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from wizard.core.errors import GraphError, SignInError
from wizard.core.times import moment
from wizard.directory import Tenant
from wizard.graph.clouds import cloud_by_id
from wizard.graph.tokens import ReadingTokens, TokenRequest
from wizard.journey.answers import Answers
from wizard.journey.context import Session
from wizard.journey.model import Outcome, Status
from wizard.journey.services.settling import settle_quietly
from wizard.journey.state import RunState

if TYPE_CHECKING:
    from wizard.core.tasks import Task
    from wizard.graph.client import GraphClient
    from wizard.graph.clouds import Cloud
    from wizard.graph.prerequisites import Licence, Roles
    from wizard.graph.scopes import Purpose
    from wizard.graph.signin import SignIn
    from wizard.graph.tokens import TokenProvider
    from wizard.graph.unattended import Workload
    from wizard.journey.context import Context

Standing = Literal["checked", "missing", "unknown", "untold", "confirmed"]


CONFIRMED_BY: Mapping[str, str] = {
    "tenant": "tenant_confirmed",
    "role": "role_confirmed",
    "licence": "licence_confirmed",
    "cloudgate-admin": "cloudgate_admin",
}
"""Prerequisites, and the answer by which the person confirms each."""


@dataclass(frozen=True, slots=True)
class Prerequisite:
    """One line of the list.

    ``id``: ``tenant``, ``role``, ``licence`` or ``cloudgate-admin``. ``standing``: ``checked`` by this program,
    ``missing`` according to Graph, ``unknown`` because nobody is signed in, ``untold`` because Graph did not say
    (nothing more can be found out, and the first call that needs it decides), ``confirmed`` by the person. Texts:
    ``begin-<id>-<standing>`` with ``params``.
    """

    id: str
    standing: Standing
    params: Mapping[str, str]


def sign_in(
    task: Task,
    context: Context,
    answers: Answers,
    *,
    reading: bool = False,
    log: bool = False,
    care: bool = False,
) -> Session:
    """Sign in by browser or device code; the session stays in memory.

    The device code is reported as data (``wizard.graph.account.DeviceCode``) while waiting. With ``reading`` only read
    permissions are requested, and no call of the session can get any other; ``log`` includes the provisioning log in
    what may be read, ``care`` requests only what looking after a setup needs.

    Raises:
        SignInError: with the cause that Entra names.
        Cancelled: the person gave up.
    """

    login = _login(context, answers)
    purpose: Purpose = "base" if not reading else "care" if care else "support" if log else "reading"
    if answers.sign_in == "device":
        login.sign_in_device(task, purpose)
    else:
        login.sign_in_browser(task, purpose, context.open_sign_in)
    tokens = ReadingTokens(login, purpose) if reading else login
    graph = _client(context, answers, tokens, reading=reading)
    tenant = graph.tenant.organization(task)
    session = Session(login, graph, login.account.username, tenant)
    context.session = session
    context.state = RunState()
    settle_quietly(task, context)  # outcomes that an earlier run never learned
    return session


def sign_in_workload(task: Task, context: Context, answers: Answers, workload: Workload, *, reading: bool) -> Session:
    """Sign in without a person, with an app registration of the organization; one token is used for every call.

    Raises:
        InputError: the tenant is not known, or a key cannot be used.
        SignInError: with the cause that Entra names.
    """
    from wizard.graph.unattended import AppSignIn

    login = AppSignIn(context.transport, _cloud(context, answers), answers.tenant.strip(), workload)
    login.token(TokenRequest(), task)
    graph = _client(context, answers, login, reading=reading)
    session = Session(login, graph, login.client_id, Tenant(login.tenant, login.tenant))
    context.session = session
    context.state = RunState()
    return session


def _cloud(context: Context, answers: Answers) -> Cloud:
    return context.practice.cloud if context.practice is not None else cloud_by_id(answers.cloud)


def _login(context: Context, answers: Answers) -> SignIn:
    from wizard.graph.signin import SignIn

    tenant, client_id = answers.tenant.strip(), answers.client_id.strip()
    return SignIn(context.transport, _cloud(context, answers), tenant=tenant, client_id=client_id)


def _client(context: Context, answers: Answers, tokens: TokenProvider, *, reading: bool) -> GraphClient:
    """Return the client of a session; it tolerates delays for an application that an earlier run added moments ago."""
    from wizard.graph.calls import Calls
    from wizard.graph.client import GraphClient

    calls = Calls(context.transport, _cloud(context, answers), tokens, reading=reading, journal=lambda: context.journal)
    added = moment(answers.application_added)
    if added is not None and answers.service_principal_id:
        calls.settling.expect_new(answers.service_principal_id, age=(context.now() - added).total_seconds())
    return GraphClient(calls)


def sign_in_again(task: Task, context: Context) -> None:
    """Sign in once more because something is missing: a permission, a second factor, a fresh session.

    Raises:
        SignInError: refused, or nobody is signed in.
        Cancelled: the person gave up.
    """
    if context.session is None:
        raise SignInError("signin-needed", {"number": "?", "correlation": "?", "time": "?"})
    context.session.sign_in.sign_in_again(task)


def consent_url(_task: Task, context: Context, answers: Answers) -> str:
    """Return the URL of the page where an administrator grants all permissions that the steps need.

    Raises:
        InputError: tenant or client id cannot be used.
    """
    return _login(context, answers).consent_url()


def sign_out(context: Context) -> None:
    """Forget the tokens and everything that was read with them."""
    if context.session is not None:
        context.session.sign_in.sign_out()
    context.session = None
    context.state = RunState()


def prerequisites(task: Task, context: Context, answers: Answers) -> tuple[Prerequisite, ...]:
    """Check what can be checked, and use the person's confirmation for the rest; never claims more than is known."""
    session = context.session
    if session is None:
        return tuple(_word(name, getattr(answers, answer)) for name, answer in CONFIRMED_BY.items())
    kind = session.tenant.tenant_type
    # A signed-in person has an Entra tenant. Only some accounts may read its type; if it is known, it counts.
    tenant_ok: Standing = "checked" if kind in {"", "AAD"} else "missing"
    return (
        Prerequisite("tenant", tenant_ok, {"tenant": session.tenant.display_name, "kind": kind}),
        _role(task, session, answers),
        _licence(task, session, answers),
        _word("cloudgate-admin", answers.cloudgate_admin),
    )


def _word(name: str, confirmed: bool, otherwise: Standing = "unknown") -> Prerequisite:
    return Prerequisite(name, "confirmed" if confirmed else otherwise, {})


def _role(task: Task, session: Session, answers: Answers) -> Prerequisite:
    try:
        roles: Roles = session.graph.tenant.roles(task)
    except (GraphError, SignInError):
        return _word("role", answers.role_confirmed, "untold")
    params = {"roles": ", ".join(roles.names)}
    if roles.standing == "yes":
        return Prerequisite("role", "checked", params)
    if roles.standing == "unknown":
        return _word("role", answers.role_confirmed, "untold")
    # Roles that are eligible but not active, custom, or scoped to one application do not show up here.
    return Prerequisite("role", "confirmed" if answers.role_confirmed else "missing", params)


def _licence(task: Task, session: Session, answers: Answers) -> Prerequisite:
    try:
        licence: Licence = session.graph.tenant.licence(task)
    except (GraphError, SignInError):
        return _word("licence", answers.licence_confirmed, "untold")
    params = {"plan": licence.plan}
    if licence.sufficient:
        return Prerequisite("licence", "checked", params)
    return Prerequisite("licence", "confirmed" if answers.licence_confirmed else "missing", params)


def perform(task: Task, context: Context, answers: Answers) -> Outcome[tuple[Prerequisite, ...]]:
    """Sign in unless signed in, then check the prerequisites."""
    if context.session is None:
        sign_in(task, context, answers)
    return verify(task, context, answers)


def verify(task: Task, context: Context, answers: Answers) -> Outcome[tuple[Prerequisite, ...]]:
    """Check the prerequisites as well as possible with or without a sign-in."""
    rows = prerequisites(task, context, answers)
    facts: dict[str, str | int | bool] = {row.id.replace("-", "_"): row.standing for row in rows}
    session = context.session
    if session is not None:
        facts |= {
            "tenant_name": session.tenant.display_name,
            "tenant_id": session.tenant.id,
            "account": session.account,
            # The permissions of the token, which may be more than this program requested.
            "permissions": " ".join(name.rpartition("/")[2] for name in session.sign_in.carried),
            "only_reads": session.graph.calls.reading,
        }
    missing = any(row.standing in {"missing", "unknown"} for row in rows)
    checked = session is not None
    status: Status = "attention" if missing else "done" if checked else "confirmed"
    return Outcome(status, facts, data=rows)
