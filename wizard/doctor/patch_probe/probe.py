"""The patch probe: what Entra will send, tried on test objects in both forms, and read again each time.

It writes, so it runs only when the person agreed. Every object's name says what it is for; all are deleted at the end,
whatever happened before. Entra sends the classic form without the feature flag, the standard one with it (behavior
reference, section on the compatibility flag); a manager goes as the bare id in both (Microsoft's SCIM validator,
AzureAD/SCIMReferenceCode, ``SCIM_Update_Manager_Test``).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

from wizard.core.errors import Cancelled, ScimError
from wizard.core.tasks import Task
from wizard.doctor.model import Facts, Finding, UrlFacts
from wizard.doctor.patch_probe.facts import FORMS, PatchFacts, TrialId, in_order, names_of
from wizard.doctor.patch_probe.groups import GroupTrials
from wizard.doctor.patch_probe.objects import ProbeObjects, Said
from wizard.doctor.patch_probe.samples import DOMAIN, Samples, enabled, new_name, usual_domain
from wizard.doctor.patch_probe.users import UserTrials
from wizard.doctor.rules.base import rank
from wizard.doctor.rules.changes import CHANGE_RULES
from wizard.http import Transport
from wizard.mapping import ObjectMapping
from wizard.provisioning.model import Configuration
from wizard.scim.client import Kind
from wizard.scim.endpoint import parse_tenant_url
from wizard.secrets.secret import Secret

_EXISTING = 20
"""So many accounts are looked at for their domain."""


def probe_changes(
    tenant_url: str, token: Secret, transport: Transport, task: Task, configuration: Configuration, *,
    name: str = "", domain: str = "",
) -> PatchFacts:  # fmt: skip
    """Try on test objects what Entra will send for these mappings, and remove them.

    Args:
        configuration: the mappings; groups are tried where they are provisioned.
        name: what the objects' names begin with, as :func:`new_name` gives it.
        domain: of the tenant, where no existing account tells one.

    Raises:
        InputError: the URL cannot be used.
        NetworkError: the service does not answer; nothing is left behind.
        Cancelled: the person cancelled; the objects were removed nevertheless.
        ScimError: ``scim-test-objects-left``: it ended early, and these could not be removed.
    """
    objects = ProbeObjects(parse_tenant_url(tenant_url), token, transport, task)
    task.report("doctor-patch-look")
    found = usual_domain(objects.accounts(_EXISTING)) or domain or DOMAIN
    samples = Samples(configuration, name or new_name(), found)
    users, groups = UserTrials(objects, samples, task), GroupTrials(objects, samples, task)
    ended: Exception | None = None
    try:
        first = users.create_first()
        subjects = {form: users.create_subject(form) if first else {} for form in FORMS}
        ids = {form: str(values.get("id", "")) for form, values in subjects.items()}
        for form in FORMS:
            others = [first, *(ids[each] for each in FORMS if each != form)]
            users.run(form, subjects[form], [each for each in others if each])
        groups.run([first, *ids.values()])
    except Exception as error:  # whatever it is, nothing must stay
        ended = error
    with suppress(Cancelled):
        task.report("doctor-patch-clean")
    worst, left = objects.remove()
    if ended is not None:
        if left:
            raise ScimError("scim-test-objects-left", {"names": names_of(left)}, cause=ended) from ended
        raise ended
    for trial, kind, mapping in _removals(configuration):
        users.tell(trial, _removal(mapping, worst.get(kind)))
    return PatchFacts(samples.name, samples.domain, in_order((*users.found, *groups.found)), left)


def _removals(configuration: Configuration) -> Iterator[tuple[TrialId, Kind, ObjectMapping]]:
    yield "delete-user", "Users", configuration.users
    if configuration.groups is not None:
        yield "delete-group", "Groups", configuration.groups


def _removal(mapping: ObjectMapping, said: Said | None) -> Said:
    if said is None:
        return Said("not-tried", note="needs-other")
    return said if enabled(mapping, "Delete") else Said("not-tried", note="not-mapped")


def findings_of(tenant_url: str, facts: PatchFacts) -> tuple[Finding, ...]:
    """Return what was found out, for a Tenant URL with or without the feature flag."""
    url = parse_tenant_url(tenant_url)
    known = Facts(UrlFacts(url.scheme, url.host, url.port, flags=url.flags), patch=facts)
    return rank(CHANGE_RULES, known)
