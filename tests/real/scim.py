"""SCIM requests as Entra sends them, against what the engine and the SCIM client make of the same change."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from tests.real.answering import Answering, response
from tests.real.changes import NotTried, place, sent_for
from tests.real.corpus import Item, Verdict
from tests.real.meaning import FLAG, agreed
from wizard.core.errors import WizardError
from wizard.core.tasks import Task
from wizard.http import Request
from wizard.provisioning.target_snapshot import Columns, Held
from wizard.scim.answer import read_list, read_object, scim_error
from wizard.scim.client import ScimClient
from wizard.secrets.redact import Redactor

SUBJECT = "SCIM requests"
ANSWERS = "SCIM answers"
_BASE = "https://scim.example.com/scim/v2"
_FILTER = re.compile(r'(.+) eq (?:"((?:[^"\\]|\\.)*)"|([^\s"]+))')
_DISCOVERY: Mapping[str, Callable[[ScimClient], object]] = {
    "Schemas": lambda client: client.schemas(Task()),
    "ResourceTypes": lambda client: client.resource_types(Task()),
    "ServiceProviderConfig": lambda client: client.service_provider_config(Task()),
}
_COLUMNS = ("userName", "active", "displayName", "externalId", 'emails[type eq "work"].value', "name.givenName")


def check_scim(items: Iterable[Item]) -> Iterator[Verdict]:
    """Yield a verdict for every SCIM item."""
    for item in items:
        if item.subject != "scim":
            continue
        if item.request and item.folder != "answers":
            yield _request(item)
        if item.response:
            yield from _answer(item)


def _request(item: Item) -> Verdict:
    try:
        wrong = _compare(item)
    except NotTried as reason:
        return Verdict(SUBJECT, item.slug, "not tried", str(reason))
    except (WizardError, AssertionError) as error:
        wrong = str(error) or type(error).__name__
    except Exception as error:  # another corpus is read to its end
        wrong = f"raises {type(error).__name__}: {error}"
    return Verdict(SUBJECT, item.slug, "differs" if wrong else "agrees", wrong)


def _compare(item: Item) -> str:
    """Return what differs, empty when nothing does."""
    method = item.request.get("method")
    if method == "GET":
        return _lookup(item)
    ours = sent_for(item)
    if len(ours) != 1:
        return f"{len(ours)} requests instead of one: {json.dumps(ours)}"
    resource, identifier, _ = place(str(item.request.get("url")))
    path = f"/{resource}" + (f"/{identifier}" if identifier else "")
    if (ours[0]["method"], ours[0]["path"]) != (method, path):
        return f"{ours[0]['method']} {ours[0]['path']} instead of {method} {path}"
    one, two = agreed(ours[0]["body"], item.request.get("body"), item)
    return (
        "" if one == two else f"{json.dumps(one, ensure_ascii=False)} instead of {json.dumps(two, ensure_ascii=False)}"
    )


def _lookup(item: Item) -> str:
    """Compare a reading request, headers included where they were recorded."""
    resource, identifier, query = place(str(item.request.get("url")))
    asked: list[Request] = []
    body = item.body if isinstance(item.body, dict) else {"totalResults": 0, "Resources": []}
    transport = Answering(lambda request: asked.append(request) or response(body))  # type: ignore[func-returns-value]
    client = ScimClient(_BASE, None, transport)  # type: ignore[arg-type]
    kind: Any = resource
    given = _FILTER.fullmatch(query.get("filter", ""))
    if query.get("filter") and (given is None or " and " in given[1]):
        raise NotTried(f"the client sends no such filter: {query['filter']}")
    query.pop(FLAG, None)  # a part of the Tenant URL
    if resource in _DISCOVERY and identifier:
        raise NotTried("the client asks for everything that a server tells of itself, not for one schema")
    if unasked := set(query) - {"filter", "excludedAttributes"}:
        raise NotTried(f"the client asks for a whole resource, without {', '.join(sorted(unasked))}")
    try:
        if resource in _DISCOVERY:
            _DISCOVERY[resource](client)
        elif identifier:
            client.get(kind, identifier, Task())
        elif given is not None:
            client.find(kind, given[1], json.loads(f'"{given[2]}"') if given[2] is not None else given[3], Task())
        else:
            return _headers(item, client.request("GET", kind))
    except WizardError:
        pass  # the answer is judged by itself
    if not asked:
        return "nothing was asked"
    sent = urlsplit(asked[0].url)
    path = f"/{resource}" + (f"/{identifier}" if identifier else "")
    if not unquote(sent.path).endswith(path) or _query(dict(parse_qsl(sent.query)), query) != _query(query, query):
        return f"{asked[0].url} instead of {item.request.get('url')}"
    return _headers(item, asked[0])


def _query(query: Mapping[str, str], recorded: Mapping[str, str]) -> dict[str, str]:
    """Return a query as far as it means something.

    Pages print values of filters without their quotation marks. That groups come without members is known from the
    service's documentation; people who quote a request for its filter leave it out.
    """
    found = {name: value for name, value in query.items() if name != "excludedAttributes" or name in recorded}
    given = _FILTER.fullmatch(found.get("filter", ""))
    return {**found, "filter": f"{given[1]} eq {given[2] if given[2] is not None else given[3]}"} if given else found


def _headers(item: Item, request: Request) -> str:
    """Only what a recording says of absence and media types is ours to follow; the agent is the program's own."""
    given: Mapping[str, Any] = item.request.get("headers") or {}
    for name, value in given.items():
        if name.lower() == "content-type":
            ours = next((text for key, text in request.headers.items() if key.lower() == "content-type"), None)
            if (ours is None) != (value is None):
                return f"Content-Type {ours!r} instead of {value!r}"
        elif name.lower() not in {"authorization", "accept"}:
            raise NotTried(f"the header {name} is the service's own mark; this program does not pretend to be it")
    return ""


# --- answers


def _answer(item: Item) -> Iterator[Verdict]:
    """Decode an answer as the client does, and take its columns as the engine does."""
    body = item.body
    if body is None:
        return
    got = response(body, item.status or 200)
    wrong = ""
    try:
        if item.status >= 400 or (isinstance(body, dict) and "Error" in str(body.get("schemas"))):
            error = scim_error(got, Redactor())
            if not error.code:
                wrong = "an error without a code"
            detail = body.get("detail") if isinstance(body, dict) else None
            if detail and detail not in str(error.params.get("detail", "")):
                wrong = f"{error.params} does not tell {detail!r}"
        elif isinstance(body, dict) and "Resources" in body:
            listed = read_list(got)
            if listed.total != body.get("totalResults"):
                wrong = f"total {listed.total} instead of {body.get('totalResults')}"
            for one in listed.resources:
                wrong = wrong or _columns(one)
        elif isinstance(body, dict):
            wrong = _columns(read_object(got))
    except WizardError as error:  # what the service complained about may be refused here too
        wrong = "" if item.text("complaint") else f"{error.code} {dict(error.params)}"
    except Exception as error:
        wrong = f"raises {type(error).__name__}: {error}"
    yield Verdict(ANSWERS, item.slug, "differs" if wrong else "agrees", wrong)


def _columns(resource: Mapping[str, Any]) -> str:
    """Return what the engine would not see of an account."""
    kept = Held.of(Columns(_COLUMNS), resource)
    for name in ("userName", "active", "displayName", "externalId"):
        if isinstance(resource.get(name), str | bool) and kept.get(name) != resource[name]:
            return f"{name} is {kept.get(name)!r} instead of {resource[name]!r}"
    return ""
