"""A practice company's content from a support file."""

from __future__ import annotations

from contextlib import suppress
from urllib.parse import urlsplit
from uuid import NAMESPACE_URL, uuid5

from wizard.core.errors import InputError, WizardError
from wizard.core.tasks import Task
from wizard.directory import Person, Role, Tenant
from wizard.practice.content import Application, Content
from wizard.practice.faults import FaultBoard, all_faults
from wizard.practice.people import PracticePeople, practice_people, seed_accounts
from wizard.scim.endpoint import parse_tenant_url
from wizard.support_file.convert import source_of
from wizard.support_file.model import Case
from wizard.support_file.offline_client import OpenCase, resource_of, snapshot_of

INVENTED = 60
"""Number of people in a company whose file contains none."""

_BY_ITSELF = frozenset({"url-wrong-base-404"})
"""Faults that result from the path of the Tenant URL itself."""


def _of_the_path(finding: str) -> bool:
    """Return whether a finding says that the path of the Tenant URL is wrong."""
    return finding.startswith("url-") and not finding.startswith(("url-flag", "url-root-probe"))


def content_of(case: Case) -> Content:
    """Return the company that a case describes; whatever the file does not contain is invented.

    A recorded fault is turned on again if the practice company knows it.
    """
    entra = case.entra
    tenant = Tenant(entra.tenant_id, entra.tenant_name, entra.domains, "AAD") if entra is not None else None
    company, with_people = _people(case, tenant)
    accounts = groups = None
    if case.cloudgate is not None and with_people:
        found = case.cloudgate
        accounts = [_named(resource_of(row, found.user_paths, found.references)) for row in found.users]
        groups = [
            {
                **_titled(resource_of(row, found.group_paths, found.references)),
                "members": [{"value": one} for one in found.members.get(row.id, ())],
            }
            for row in found.groups
        ]
    known = FaultBoard(all_faults()).faults
    findings = [one.id for one in (*case.doctor.findings, *case.doctor.job_findings)] if case.doctor is not None else []
    answers = snapshot_of(case).answers
    try:
        url = parse_tenant_url(answers.tenant_url)
        flags, path = (
            tuple(filter(None, [urlsplit(url.text).query])),
            "/" + url.base.partition("://")[2].partition("/")[2],
        )
    except InputError:
        flags, path = (), ""
    return Content(
        company,
        seed_accounts(company.people) if accounts is None else accounts,
        groups or (),
        _application(case),
        tuple(dict.fromkeys(one for one in findings if one in known and one not in _BY_ITSELF)),
        path,
        flags,
        answers_there=bool(path) and not any(map(_of_the_path, findings)),
    )


def _people(case: Case, tenant: Tenant | None) -> tuple[PracticePeople, bool]:
    """Return the people with the file's account, or else one of them, as administrator; or else invented people.

    The file has only assigned people if only these are in scope. The account that is not among them is added: it is
    not assigned, so nothing happens to it.
    """
    if case.directory is not None:
        source = source_of(case.directory)
        able = [
            one for one in source.people if one.account_enabled and not one.soft_deleted and one.user_principal_name
        ]
        name = case.entra.account if case.entra is not None else ""
        able.sort(key=lambda one: (one.user_principal_name.casefold() != name.casefold(), one.is_guest))
        if able:
            home = tenant or Tenant(case.manifest.id, case.manifest.name, ("practice.example",), "AAD")
            people, admin = tuple(source.people), able[0]
            missing = "@" in name and admin.user_principal_name.casefold() != name.casefold()
            if missing and snapshot_of(case).answers.scope == "assigned":
                shown = name.partition("@")[0]
                admin = Person(str(uuid5(NAMESPACE_URL, name)), {"userPrincipalName": name, "displayName": shown})
                people = (*people, admin)
            return PracticePeople(home, people, tuple(source.groups), admin.id), True
    invented = practice_people(INVENTED)
    return PracticePeople(tenant or invented.tenant, invented.people, invented.groups, invented.admin_id), False


def _application(case: Case) -> Application | None:
    answers = snapshot_of(case).answers
    if not answers.service_principal_id or answers.service_principal_id == "new":
        return None
    settings: dict[str, str] = {"SyncAll": "true" if answers.scope == "all" else "false"}
    roles: tuple[Role, ...] = ()
    opened = OpenCase(case)
    session = opened.session
    if session is not None:
        with suppress(WizardError):  # settings that were not recorded are as in a new application
            kept = session.graph.credentials.read(Task(), answers.service_principal_id)
            settings |= {name: kept.text(name) for name in kept.keys if kept.text(name)}
            roles = session.graph.applications.get(Task(), answers.service_principal_id).roles
    assignments = tuple(case.directory.assignments) if case.directory is not None else ()
    return Application(
        answers.service_principal_id,
        answers.application_name,
        roles,
        assignments,
        opened.schema,
        settings,
    )


def _named(resource: dict[str, object]) -> dict[str, object]:
    """Return an account with the attributes that SCIM requires (RFC 7643 section 4.1)."""
    return {"userName": str(resource.get("id")), **resource}


def _titled(resource: dict[str, object]) -> dict[str, object]:
    """Return a group with the attributes that SCIM requires (RFC 7643 section 4.2)."""
    return {"displayName": str(resource.get("id")), **resource}
