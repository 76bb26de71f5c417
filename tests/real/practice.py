"""The practice Entra is asked what the real one was asked; keys and types of both answers are compared.

A recording is often a part of an answer, so what only the practice Entra has is no difference; what it lacks, or has of
another type, is one.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from tests.real.corpus import Item, Verdict, corpus
from tests.real.scene import Scene, scene

SUBJECT = "practice Entra"
_MISSING = object()

Question = tuple[str, str, Any]
"""Method, path below the version with its query, JSON body."""

_FREE = re.compile(r"(\.details|\.headers|\.additionalDetails|\.modifiedProperties\[\]\.(?:oldValue|newValue))\..*")
"""Maps whose keys depend on the mapping and the object, not on the service."""


def check_practice(items: Iterable[Item]) -> Iterator[Verdict]:
    """Yield a verdict for every answer, and one for each difference in it."""
    asked = [item for item in items if _question_known(item)]
    others = [
        item for item in items if item.subject in {"graph", "logs"} and not _question_known(item) and item.response
    ]
    for item in others:
        yield Verdict(SUBJECT, item.slug, "not tried", "no answer to a question that the practice Entra could be asked")
    if not asked:
        return
    shapes: dict[str, dict[str, set[str]]] = {}
    for item in (*asked, *filter(_question_known, corpus())):  # what is recorded here stays right for another corpus
        _merge(shapes.setdefault(_call(item), {}), shape(_inner(item.body)))
    with scene() as opened:
        for item in asked:
            try:
                yield from tuple(_judged(item, opened, shapes[_call(item)]))
            except Exception as error:  # another corpus is read to its end
                yield Verdict(SUBJECT, item.slug, "differs", f"raises {type(error).__name__}: {error}")


def _call(item: Item) -> str:
    return item.folder if item.subject == "graph" else "provisioning"


def _question_known(item: Item) -> bool:
    if (
        not item.response
        or item.status >= 400
        or not (isinstance(item.body, dict | int) or (item.body is None and item.status == 204))
    ):
        return False
    if item.subject == "logs":
        return not item.text("form")
    return item.subject == "graph" and item.folder in QUESTIONS


def _judged(item: Item, opened: Scene, seen: Mapping[str, set[str]]) -> Iterator[Verdict]:
    """Compare one answer; ``seen`` are the types that any recording of the same call has: of two shapes both are right."""
    method, path, body = QUESTIONS[_call(item)](opened, item)
    status, ours = opened.ask(method, path, body, _version(item))
    if status != (item.status or 200) and not (200 <= status < 300 and 200 <= item.status < 300):
        yield Verdict(
            SUBJECT,
            item.slug,
            "differs",
            f"{method} {path.partition('?')[0]} answers {status} instead of {item.status}",
        )
        return
    if isinstance(ours, dict) and item.text("fragment") in ours:  # a part of the answer, such as the status of a job
        ours = ours[item.text("fragment")]
    real = _inner(item.body)
    if (
        isinstance(real, dict)
        and "value" not in real
        and isinstance(ours, dict)
        and isinstance(ours.get("value"), list)
    ):
        real = {"value": [real]}  # one of those that there are
    wrong = list(differences(real, _inner(ours), seen))
    for detail in wrong:
        yield Verdict(SUBJECT, item.slug, "differs", detail)
    if not wrong:
        yield Verdict(SUBJECT, item.slug, "agrees")


def _version(item: Item) -> str:
    """Return the version that was asked; where only the answer is known its context tells."""
    context = item.body.get("@odata.context") if isinstance(item.body, dict) else None
    return "beta" if "/beta/" in f"{item.request.get('url') or ''} {context or ''}" else "v1.0"


# --- comparing


def differences(real: Any, ours: Any, seen: Mapping[str, set[str]]) -> Iterator[str]:
    """Yield what the practice answer lacks, or has of another type than every recording."""
    mine = shape(ours)
    for where, own in shape(real).items():
        if _FREE.search(where):
            continue
        found, kinds = mine.get(where), own | seen.get(where, set())
        if found is None:
            parent = where.rpartition(".")[0]
            if not where.endswith("[]") and _open(mine, parent):
                yield f"lacks {where}"
        elif "null" not in (kinds | found) and not kinds & found and not {"integer", "number"} >= (kinds | found):
            yield f"{where} is {'/'.join(sorted(found))} instead of {'/'.join(sorted(kinds))}"


def _open(mine: Mapping[str, set[str]], parent: str) -> bool:
    """Tell whether the practice answer has the object that a key belongs to: of nothing, or an empty list, no key is missed."""
    kinds = mine.get(parent)
    return parent == "" or (kinds is not None and "object" in kinds)


def shape(value: Any, where: str = "") -> dict[str, set[str]]:
    """Return the types at every path of an answer; ``[]`` stands for any element of a list."""
    found: dict[str, set[str]] = {where: {_type(value)}}
    if isinstance(value, dict):
        for name, inner in value.items():
            _merge(found, shape(inner, f"{where}.{name}"))
    elif isinstance(value, list):
        for inner in value:
            _merge(found, shape(inner, f"{where}[]"))
    return found


def _merge(found: dict[str, set[str]], more: Mapping[str, set[str]]) -> None:
    for where, kinds in more.items():
        found.setdefault(where, set()).update(kinds)


def _type(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int):
        return "integer"
    if isinstance(value, float):
        return "number"
    return "text" if isinstance(value, str) else "list" if isinstance(value, list) else "object"


def _inner(body: Any) -> Any:
    """Return an answer with the JSON in its texts opened, as the answer of provisioning on demand has it."""
    if isinstance(body, dict) and set(body) >= {"key", "value"} and isinstance(body.get("value"), str):
        value = _opened(body["value"])  # one result, or a list of one
        return {**body, "key": _opened(body["key"]), "value": value[0] if isinstance(value, list) and value else value}
    return body


def _opened(text: Any) -> Any:
    try:
        return json.loads(text)
    except (TypeError, ValueError):
        return text


# --- what is asked


def _query(item: Item) -> str:
    """Return what the recorded question asked besides its address, without values that only its tenant has."""
    url = str(item.request.get("url") or "")
    return f"?{urlsplit(url).query}" if urlsplit(url).query else ""


def _fields(item: Item) -> str:
    """Return ``$select`` and ``$expand`` of a real question; one that was not recorded is asked without."""
    found = re.findall(r"[?&](\$(?:select|expand)=[^&]*)", str(item.request.get("url") or ""))
    return f"?{'&'.join(found)}" if found else ""


def _has(item: Item, name: str) -> bool:
    return isinstance(item.body, dict) and name in item.body


def _counting(item: Item) -> bool:
    return isinstance(item.body, int)


@dataclass(frozen=True)
class _Sync:
    """A question below ``/synchronization`` of the practice application."""

    method: str
    below: str
    body: Callable[[Scene, Item], Any] = lambda scene, item: None

    def __call__(self, scene: Scene, item: Item) -> Question:
        path = (
            f"/servicePrincipals/{scene.sp}/synchronization{self.below.format(job=scene.job, template=scene.template)}"
        )
        return self.method, path, self.body(scene, item)


def _collection(path: str) -> Callable[[Scene, Item], Question]:
    def question(scene: Scene, item: Item) -> Question:
        whole = path.format(sp=scene.sp, group=scene.group, mixed=scene.mixed, user=scene.user)
        cast = re.search(r"/(microsoft\.graph\.\w+)(?=[/?]|$)", str(item.request.get("url") or ""))
        if cast:
            whole += f"/{cast[1]}"
        if _counting(item):
            return "GET", f"{whole}/$count", None
        count = _has(item, "@odata.count")
        mark = "&" if _fields(item) else "?"
        return "GET", whole + _fields(item) + (f"{mark}$count=true" if count else ""), None

    return question


def _member_objects(scene: Scene, item: Item) -> Question:
    return "POST", "/me/checkMemberObjects", {"ids": [scene.group, *scene.roles]}


def _instantiate(scene: Scene, item: Item) -> Question:
    return "POST", f"/applicationTemplates/{scene.gallery}/instantiate", {"displayName": f"Application {item.slug}"}


def _assign(scene: Scene, item: Item) -> Question:
    return "POST", f"/servicePrincipals/{scene.sp}/appRoleAssignedTo", scene.assignment()


def _unassign(scene: Scene, item: Item) -> Question:
    return "DELETE", f"/servicePrincipals/{scene.sp}/appRoleAssignedTo/{scene.assigned()}", None


def _on_demand(scene: Scene, item: Item) -> Question:
    body = {"parameters": [{"ruleId": scene.rule, "subjects": [{"objectId": scene.user, "objectTypeName": "User"}]}]}
    return _Sync("POST", "/jobs/{job}/provisionOnDemand", lambda *_: body)(scene, item)


def _parse(scene: Scene, item: Item) -> Question:
    values = [{"key": "preferredLanguage", "value": "en-us"}]
    body = {
        "expression": 'ToUpper(Replace([preferredLanguage], "-", , , "_", , ))',
        "testInputObject": {"definition": None, "properties": values},
    }
    asked = item.request.get("body")
    body = asked if isinstance(asked, dict) and "expression" in asked else body  # documentation's is no JSON
    return _Sync("POST", "/jobs/{job}/schema/parseExpression", lambda *_: body)(scene, item)


def _gallery(scene: Scene, item: Item) -> Question:
    return "GET", f"/applicationTemplates?$filter=displayName eq '{scene.gallery_name}'", None


def _create_job(scene: Scene, item: Item) -> Question:
    return "POST", f"/servicePrincipals/{scene.another()}/synchronization/jobs", {"templateId": scene.template}


def _job(scene: Scene, item: Item) -> Question:
    """A job that is off, one that ran, or one in quarantine: as the recorded one is."""
    status = item.body.get("status") if isinstance(item.body, dict) else None
    code = str((status or {}).get("code") or "")
    return (
        "GET",
        scene.job_like(quarantined=code == "Quarantine", fresh=(status or {}).get("lastExecution") is None),
        None,
    )


def _batch(scene: Scene, item: Item) -> Question:
    asked = [("GET", f"/groups/{scene.group}/members"), ("GET", "/groups/none/members"), ("GET", "/me")]
    return "POST", "/$batch", {"requests": [{"id": str(n), "method": m, "url": u} for n, (m, u) in enumerate(asked)]}


def _secrets(scene: Scene, item: Item) -> Any:
    return {"value": [{"key": "SyncAll", "value": "false"}]}


QUESTIONS: Mapping[str, Callable[[Scene, Item], Question]] = {
    "appRoleAssignedTo-delete": _unassign,
    "appRoleAssignedTo-list": _collection("/servicePrincipals/{sp}/appRoleAssignedTo"),
    "appRoleAssignedTo-post": _assign,
    "applications-get": lambda scene, item: ("GET", f"/applications/{scene.application}{_fields(item)}", None),
    "applicationTemplates-get": lambda scene, item: ("GET", f"/applicationTemplates/{scene.gallery}", None),
    "applicationTemplates-instantiate": _instantiate,
    "applicationTemplates-list": _gallery,
    "batch": _batch,
    "checkMemberObjects": _member_objects,
    "filterOperators": _Sync("GET", "/jobs/{job}/schema/filterOperators"),
    "functions": _Sync("GET", "/jobs/{job}/schema/functions"),
    "groups-list": _collection("/groups"),
    "groups-members": _collection("/groups/{mixed}/members"),
    "groups-transitiveMembers": _collection("/groups/{mixed}/transitiveMembers"),
    "jobs-create": _create_job,
    "jobs-get": _job,
    "jobs-list": _Sync("GET", "/jobs"),
    "jobs-pause": _Sync("POST", "/jobs/{job}/pause"),
    "jobs-restart": _Sync("POST", "/jobs/{job}/restart", lambda scene, item: {"criteria": {"resetScope": "Watermark"}}),
    "jobs-start": _Sync("POST", "/jobs/{job}/start"),
    "objectConnections-get": lambda scene, item: ("GET", f"{scene.job_of(scene.sp)}/objectConnections('{scene.user}')", None),
    "jobs-delete": lambda scene, item: ("DELETE", scene.job_of(scene.another(job=True)), None),
    "memberOf": _collection("/me/memberOf"),
    "transitiveMemberOf": _collection("/me/transitiveMemberOf"),
    "organization": lambda scene, item: ("GET", "/organization" if _has(item, "value") else f"/organization/{scene.tenant}", None),
    "parseExpression": _parse,
    "provisionOnDemand": _on_demand,
    "provisioning": lambda scene, item: ("GET", "/auditLogs/provisioning?$top=999", None),
    "schema-get": _Sync("GET", "/jobs/{job}/schema"),
    "schema-delete": _Sync("DELETE", "/jobs/{job}/schema"),
    "schema-put": _Sync("PUT", "/jobs/{job}/schema", lambda scene, item: scene.schema()),
    "secrets-get": _Sync("GET", "/secrets"),
    "secrets-put": _Sync("PUT", "/secrets", _secrets),
    "servicePrincipals-get": lambda scene, item: ("GET", f"/servicePrincipals/{scene.sp}{_fields(item)}", None),
    "servicePrincipals-list": _collection("/servicePrincipals"),
    "subscribedSkus": lambda scene, item: ("GET", "/subscribedSkus" + ("" if _has(item, "value") else f"/{scene.sku}"), None),
    "templates-get": _Sync("GET", "/templates/{template}"),
    "templates-list": _Sync("GET", "/templates"),
    "users-get": lambda scene, item: ("GET", f"/users/{scene.user}{_fields(item)}", None),
    "users-list": _collection("/users"),
    "users-manager": lambda scene, item: ("GET", f"/users/{scene.user}" + ("?$expand=manager" if _has(item, "manager") else "/manager"), None),
    "validateCredentials": _Sync("POST", "/jobs/{job}/validateCredentials", lambda scene, item: scene.credentials()),
}  # fmt: skip
