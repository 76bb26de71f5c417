"""The patch probe: sends what Entra will send, on test objects in both dialects, and verifies each by reading.

It writes, so it runs only with the user's consent. Every object's name shows its purpose; all objects are deleted at
the end, even after errors. Entra sends the classic dialect without the feature flag and the standard dialect with it
(behavior reference, section on the compatibility flag); a manager is sent as the bare id in both (Microsoft's SCIM
validator, AzureAD/SCIMReferenceCode, ``SCIM_Update_Manager_Test``).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

from wizard.core.errors import Cancelled, ScimError
from wizard.core.tasks import Task
from wizard.doctor.model import Facts, UrlFacts
from wizard.doctor.patch_probe.facts import FORMS, PatchFacts, TrialId, in_order, names_of
from wizard.doctor.patch_probe.groups import GroupTrials
from wizard.doctor.patch_probe.objects import ProbeObjects, Said
from wizard.doctor.patch_probe.samples import DOMAIN, Samples, enabled, new_name, usual_domain
from wizard.doctor.patch_probe.users import UserTrials
from wizard.doctor.report import Finding
from wizard.doctor.rules.base import rank
from wizard.doctor.rules.changes import CHANGE_RULES
from wizard.http import Sender
from wizard.mapping import ObjectMapping
from wizard.provisioning.model import Configuration
from wizard.scim.client import Kind
from wizard.scim.endpoint import parse_tenant_url
from wizard.secrets.secret import Secret

_EXISTING = 20
"""Number of existing accounts to read for their domain."""


def probe_changes(
    task: Task,
    tenant_url: str,
    token: Secret,
    transport: Sender,
    configuration: Configuration,
    *,
    name: str = "",
    domain: str = "",
) -> PatchFacts:
    """Send what Entra will send for these mappings, on test objects, and remove the objects.

    Args:
        configuration: the mappings; groups are included if they are provisioned.
        name: name prefix of the objects, see :func:`new_name`.
        domain: the tenant's domain, used if no existing account has a domain.

    Raises:
        InputError: the URL cannot be used.
        NetworkError: the service does not respond; no objects are left.
        Cancelled: the user canceled; the objects were removed.
        ScimError: ``scim-test-objects-left``: the probe ended early and some objects could not be removed.
    """
    objects = ProbeObjects(task, parse_tenant_url(tenant_url), token, transport)
    task.report("doctor-patch-look")
    found = usual_domain(objects.accounts(_EXISTING)) or domain or DOMAIN
    samples = Samples(configuration, name or new_name(), found)
    users, groups = UserTrials(task, objects, samples), GroupTrials(task, objects, samples)
    ended: Exception | None = None
    try:
        first = users.create_first()
        subjects = {form: users.create_subject(form) if first else {} for form in FORMS}
        ids = {form: str(values.get("id", "")) for form, values in subjects.items()}
        for form in FORMS:
            others = [first, *(ids[each] for each in FORMS if each != form)]
            users.run(form, subjects[form], [each for each in others if each])
        groups.run([first, *ids.values()])
    except Exception as error:  # all objects must be removed after any error
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
    """Return the findings for a tenant URL with or without the feature flag."""
    url = parse_tenant_url(tenant_url)
    known = Facts(UrlFacts(url.scheme, url.host, url.port, flags=url.flags), patch=facts)
    return rank(CHANGE_RULES, known)
