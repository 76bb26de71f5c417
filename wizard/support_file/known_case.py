"""Who and what must not be recognised in a case: collected from all of its documents."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from types import NoneType
from typing import Any
from urllib.parse import unquote_plus

from wizard.support_file.known import NAMES, NUMBERS, Known, bare_address
from wizard.support_file.model import Case, Changes, CloudGate, Directory, Doctor, Log, RecordedExchange

_NAMED_PATHS = re.compile(
    r"(?i)(^|[.:])(username|displayname|nickname|formatted|givenname|familyname|middlename|externalid)$|^emails|^ims|^name"
)
_FIGURE_PATHS = re.compile(r"(?i)^phonenumbers|^addresses|:employeenumber$")
_IN_JSON = re.compile(
    r'(?i)"(userPrincipalName|userName|givenName|surname|familyName|mailNickname|mail|principalDisplayName|nickName'
    r'|formatted|onPremisesSamAccountName)\\?"\s*:\s*\\?"((?:[^"\\]|\\.)*)'
)
_SHOWN_NAME = re.compile(r'(?i)"(displayName|display)\\?"\s*:\s*\\?"((?:[^"\\]|\\.)*)')
_PEOPLE = re.compile(r"(?i)/(users|groups|members|transitiveMembers|\$batch)(?![a-z])|/me(\?|$)")
_IN_LOG = re.compile(r'(?i)(source|target)Identity"\s*:\s*\{[^{}]*?"displayName"\s*:\s*"((?:[^"\\]|\\.)*)')
_ASKED = re.compile(r"""'((?:[^']|'')*)'|"((?:[^"\\]|\\.)*)\"""")
_OF_GROUPS = frozenset({"displayName", "mail", "mailNickname", "proxyAddresses"})
_IDS_OF_HISTORY = ("app", "application", "app_id", "principal", "object", "id", "role", "job")
_RECIPIENTS = re.compile(r'"Recipients"\s*:\s*"([^"]*)"')
_DETAILS = frozenset({"userprincipalname", "displayname", "mail", "username", "externalid", "mailnickname"})


def known_in(case: Case) -> Known:
    """Return everybody and everything of a case that has to be hidden."""
    known = Known()
    if case.entra is not None:
        entra = case.entra
        known.identifiers([entra.tenant_id])
        known.names([entra.account, entra.tenant_name, *map(_own_labels, entra.domains)])
    if case.setup is not None:
        _of_answers(case.setup.answers, known)
        for result in case.setup.results.values():
            for name in ("tenant_name", "account", "notification"):
                known.names([str(result.facts.get(name) or "")])
            known.identifiers(str(fact) for fact in result.facts.values())
    if case.doctor is not None:
        _of_proxies(case.doctor, known)
    if case.directory is not None:
        _of_directory(case.directory, known)
    if case.cloudgate is not None:
        _of_cloudgate(case.cloudgate, known)
    if case.kept is not None:
        known.names(row.name for row in case.kept.rows)
        known.identifiers(row.source_id for row in case.kept.rows)
    if case.log is not None:
        _of_log(case.log, known)
    if case.history is not None:
        _of_history(case.history, known)
    for exchange in case.exchanges.exchanges if case.exchanges is not None else ():
        _of_exchange(exchange, known)
    if case.plan is not None:
        known.identifiers(
            {value for one in case.plan.operations for value in one.params.values() if isinstance(value, str)}
        )
    return known


def _of_history(history: Changes, known: Known) -> None:
    for note in history.notes:
        known.names([str(note.get("by") or "")])
        for part in ("target", "before", "after", "result"):
            held = note.get(part)
            if not isinstance(held, Mapping):
                continue
            if note.get("kind") in {"assigned", "unassigned", "link-removed"}:  # an application's name is nobody's
                known.names([str(held.get("name") or "")])
            known.identifiers(str(held.get(name) or "") for name in _IDS_OF_HISTORY)
            for text in _RECIPIENTS.findall(str(held.get("SyncNotificationSettings") or "")):
                known.names([text])


def _own_labels(domain: str) -> str:
    """Return a domain without what is public of it."""
    return domain.removesuffix(".onmicrosoft.com").rpartition(".")[0] or domain.removesuffix(".onmicrosoft.com")


def _of_proxies(doctor: Doctor, known: Known) -> None:
    """Take the hosts and users of proxies, which are the customer's own as its domains are."""
    told = [doctor.facts.computer.proxy]
    if doctor.facts.error is not None:
        told.append(str(doctor.facts.error.params.get("proxy") or ""))
    told += [str(one.params.get("proxy") or "") for one in (*doctor.findings, *doctor.job_findings)]
    for text in dict.fromkeys(filter(None, told)):
        login, _, place = text.rpartition("://")[2].rpartition("@")
        host = re.sub(r":\d*$", "", place.partition("/")[0])
        known.names([unquote_plus(login.partition(":")[0]), _own_labels(host)])


def _of_answers(answers: Mapping[str, Any], known: Known) -> None:
    known.names([str(answers.get("notification_email") or "")])
    known.names(map(_own_labels, filter(None, [str(answers.get("tenant") or "")])))
    known.identifiers([str(answers.get(name) or "") for name in ("tenant", "client_id", "service_principal_id")])
    for item in answers.get("assignments") or ():
        if isinstance(item, Mapping):
            known.names([str(item.get("display_name") or "")])
            known.identifiers([str(item.get("principal_id") or ""), str(item.get("role_id") or "")])


def _of_directory(directory: Directory, known: Known) -> None:
    known.identifiers(row.id for row in directory.people)
    for name, column in zip(
        directory.attributes, zip(*(row.values for row in directory.people), strict=True), strict=False
    ):
        _column(name in NAMES, name in NUMBERS, column, known)
    for group in directory.groups:
        known.identifiers([group.id])
        for name, value in group.attributes.items():
            _column(
                name in {"displayName", "mail", "mailNickname", "proxyAddresses"},
                figures=False,
                column=(value,),
                known=known,
            )
    for one in directory.assignments:
        known.identifiers([one.principal_id, one.role_id])
        known.names([one.display_name])


def _column(names: bool, figures: bool, column: Iterable[Any], known: Known) -> None:
    different = dict.fromkeys(column)
    kinds = set(map(type, different))
    different.pop(None, None)
    texts: Iterable[str] = different if kinds <= {str, NoneType} else [v for v in different if v.__class__ is str]
    if tuple in kinds:
        several = dict.fromkeys(text for value in different if value.__class__ is tuple for text in value)
        texts = [*texts, *(bare_address(text)[1] for text in several)]
    (known.names if names else known.figures if figures else known.others)(texts)


def _of_cloudgate(cloudgate: CloudGate, known: Known) -> None:
    for paths, rows in ((cloudgate.user_paths, cloudgate.users), (cloudgate.group_paths, cloudgate.groups)):
        known.identifiers(row.id for row in rows)
        for path, column in zip(paths, zip(*(row.values for row in rows), strict=True), strict=False):
            _column(_NAMED_PATHS.search(path) is not None, _FIGURE_PATHS.search(path) is not None, column, known)
    known.names(look.value for look in cloudgate.looked)


def _of_log(log: Log, known: Known) -> None:
    names: set[str] = set()
    ids: set[str] = set()
    others: set[str] = set()
    for row in log.rows:
        ids.update((row.job_id, row.service_principal_id))
        for side in (row.source, row.target):
            names.add(side.display_name)
            ids.add(side.id)
            for key, value in side.details.items():
                (names if key.lower() in _DETAILS else others).add(value)
        for item in row.modified:
            named = _NAMED_PATHS.search(item.name) is not None
            (names if named else others).update(filter(None, (item.old, item.new)))
    known.names(names)
    known.others(others)
    known.identifiers(ids)


def _of_exchange(exchange: RecordedExchange, known: Known) -> None:
    """Take the names of people out of a body, also one that was cut."""
    about_people = _PEOPLE.search(exchange.url) is not None
    found: list[str] = []
    if about_people:  # what was typed to look for somebody, who need not be there
        asked = unquote_plus(exchange.url.partition("?")[2])
        found += (one or other for one, other in _ASKED.findall(asked))
    for body in (exchange.request_body, exchange.response_body):
        found += (text for _, text in _IN_JSON.findall(body))
        found += (text for _, text in _IN_LOG.findall(body))
        if about_people:
            found += (text for _, text in _SHOWN_NAME.findall(body))
    known.names(text for text in map(_unescaped, found) if "[" not in text and not text.startswith("urn:"))


def _unescaped(text: str) -> str:
    if "\\" not in text:
        return text
    try:
        return str(json.loads(f'"{text}"'))
    except ValueError:
        return text
