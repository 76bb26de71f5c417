"""The twelve steps in order, defined once each.

What a step does is in its module beside this one, which is imported when it is first done: the first page needs the
definitions alone. A new step needs a definition and its line in `STEPS`, a module for its work, its texts and its page.
"""

from __future__ import annotations

from wizard.journey.answers import FILTERS, GROUP_MAPPING, SCHEMA_ANSWERS, USER_MAPPING
from wizard.journey.changes import RESTART, Connect, Save, TurnOn
from wizard.journey.checks import check_address, check_client_id, check_mail, check_tenant, check_threshold
from wizard.journey.model import Field, LateWork, Step, Works, in_order
from wizard.journey.services.deletion_threshold import suggest_limit

_TARGET = ("tenant_url", "token_reference", "token_saved")
"""The answers that say where CloudGate is and with what token it is reached."""

START = Step("start", optional=True, needs_sign_in=False)
"""Step 1: a new setup, an earlier one, or the practice company."""


@LateWork
def _begin() -> Works:
    from wizard.journey.steps.begin import perform, verify

    return perform, verify


BEGIN = Step(
    "begin",
    needs_sign_in=False,
    gives="session",
    tutorial=("T1", "T2", "T3"),
    fields=(
        Field("cloud", "choice", choices=("global", "us-l4", "us-l5", "china")),
        Field("tenant", "text", check=check_tenant),
        Field("client_id", "text", check=check_client_id),
        Field("sign_in", "choice", choices=("browser", "device")),
        Field("cloudgate_admin", "flag", required=True),
    ),
    needs=("cloud", "tenant", "cloudgate_admin", "tenant_confirmed", "role_confirmed", "licence_confirmed"),
    perform=_begin.perform,
    verify=_begin.verify,
)
"""Step 2: sign in and check the prerequisites (T1 to T3)."""


@LateWork
def _credentials() -> Works:
    from wizard.journey.steps.credentials import test_connection

    return test_connection, test_connection


CREDENTIALS = Step(
    "credentials",
    needs_sign_in=False,
    gives="token",
    tutorial=("T8", "T9", "T10"),
    fields=(Field("tenant_url", "url", required=True, check=check_address), Field("token", "secret", required=True)),
    needs=_TARGET,
    perform=_credentials.perform,
    verify=_credentials.verify,
    override="continue_without_connection",
)
"""Step 3: Tenant URL and secret token (T8 to T10), and Test Connection from this computer (T22)."""


@LateWork
def _application() -> Works:
    from wizard.journey.steps.application import add_or_take, verify

    return add_or_take, verify


APPLICATION = Step(
    "application",
    group="connect",
    tutorial=("T11", "T12", "T13", "T14", "T15"),
    fields=(Field("application_name", "text"),),
    needs=("cloud", "tenant", "service_principal_id"),
    perform=_application.perform,
    verify=_application.verify,
    requires=("credentials",),
)
"""Step 4: the gallery application, found or added, never duplicated (T11 to T15)."""


@LateWork
def _assign() -> Works:
    from wizard.journey.steps.assign import perform, verify

    return perform, verify


ASSIGN = Step(
    "assign",
    group="connect",
    parts=("assignments",),
    tutorial=("T4", "T5", "T6", "T7"),
    fields=(Field("assignments", "assignments"),),
    needs=("service_principal_id", "assignments"),
    perform=_assign.perform,
    verify=_assign.verify,
    requires=("credentials", "application"),
)
"""Step 5: assign users and groups to the application (T4 to T7)."""


@LateWork
def _connect() -> Works:
    from wizard.journey.steps.connect import perform, verify

    return perform, verify


_NOTIFICATION = ("notify", "notification_email", "prevent_deletions", "delete_threshold")

CONNECT = Step(
    "connect",
    group="connect",
    saves=("tenant_url", *_NOTIFICATION),
    parts=("settings",),
    tutorial=("T16", "T17", "T18", "T19", "T20", "T21", "T22", "T23", "T24", "T25"),
    fields=(
        Field("notify", "flag"),
        Field("prevent_deletions", "flag"),
        Field("notification_email", "email", check=check_mail, when="wants_mail"),
        Field(
            "delete_threshold",
            "number",
            least=1,
            check=check_threshold,
            when="prevent_deletions",
            suggest=suggest_limit,
        ),
    ),
    needs=("service_principal_id", *_TARGET, *_NOTIFICATION),
    perform=_connect.perform,
    verify=_connect.verify,
    gate=Connect(),
    requires=("credentials", "application"),
)
"""Step 6: the synchronization job, its credentials, Entra's own test, the notification (T16 to T25)."""


@LateWork
def _users() -> Works:
    from wizard.journey.steps.mappings import perform_users, verify_users

    return perform_users, verify_users


USERS = Step(
    "users",
    group="configure",
    tutorial=("T26", "T27"),
    fields=(Field("user_rows", "rows"), Field("user_actions_all", "flag")),
    needs=("service_principal_id", *USER_MAPPING),
    perform=_users.perform,
    gate=Save(USER_MAPPING),
    saves=USER_MAPPING,
    parts=("schema",),
    verify=_users.verify,
    requires=("credentials", "application", "connect"),
)
"""Step 7: the mapping of users: read, review, edit, check, save and verify it (T26, T27)."""


@LateWork
def _groups() -> Works:
    from wizard.journey.steps.mappings import perform_groups, verify_groups

    return perform_groups, verify_groups


GROUPS = Step(
    "groups",
    group="configure",
    tutorial=("T28", "T29"),
    fields=(Field("groups_enabled", "flag"), Field("group_rows", "rows"), Field("group_actions_all", "flag")),
    needs=("service_principal_id", *GROUP_MAPPING),
    perform=_groups.perform,
    gate=Save(GROUP_MAPPING),
    saves=GROUP_MAPPING,
    parts=("schema",),
    verify=_groups.verify,
    requires=("credentials", "application", "connect"),
)
"""Step 8: the mapping of groups, like that of users (T28, T29)."""


@LateWork
def _scope() -> Works:
    from wizard.journey.steps.scope import perform, verify

    return perform, verify


_SCOPE = ("scope", *FILTERS)

SCOPE = Step(
    "scope",
    group="configure",
    tutorial=("T30", "T32"),
    fields=(Field("scope", "choice", choices=("assigned", "all")), Field("user_filter", "filter")),
    needs=("service_principal_id", *_SCOPE),
    perform=_scope.perform,
    verify=_scope.verify,
    gate=Save(_SCOPE),
    saves=_SCOPE,
    parts=("schema", "settings"),
    requires=("credentials", "application", "connect"),
    lasting=(RESTART,),
)
"""Step 9: assigned only or all, and scoping filters; shows who is in scope, by name, before saving (T30, T32)."""


@LateWork
def _preview() -> Works:
    from wizard.journey.steps.preview import perform

    return perform, perform


PREVIEW = Step(
    "preview",
    group="go-live",
    needs=("service_principal_id", *_TARGET, "assignments", "scope", *SCHEMA_ANSWERS),
    perform=_preview.perform,
    optional=True,
)
"""Step 10: what the first cycle would do, computed by the engine from what was read; nothing is written."""


@LateWork
def _turnon() -> Works:
    from wizard.journey.steps.turnon import perform, verify

    return perform, verify


TURNON = Step(
    "turnon",
    group="go-live",
    parts=("job",),
    tutorial=("T31", "T33"),
    needs=("service_principal_id", "scope"),
    perform=_turnon.perform,
    verify=_turnon.verify,
    gate=TurnOn(),
    requires=("credentials", "application", "connect"),
    consent="turn_on",
)
"""Step 11: a summary of everything, then Provisioning Status On (T31, T33)."""


@LateWork
def _watch() -> Works:
    from wizard.journey.steps.watch import perform, verify

    return perform, verify


WATCH = Step(
    "watch",
    group="go-live",
    parts=("job",),
    tutorial=("T34", "T35", "T36", "T37"),
    needs=("service_principal_id",),
    perform=_watch.perform,
    verify=_watch.verify,
)
"""Step 12: progress, provisioning log, provision on demand, stop and restart (T34 to T37)."""


STEPS: tuple[Step, ...] = in_order(
    START,
    BEGIN,
    CREDENTIALS,
    APPLICATION,
    ASSIGN,
    CONNECT,
    USERS,
    GROUPS,
    SCOPE,
    PREVIEW,
    TURNON,
    WATCH,
)
