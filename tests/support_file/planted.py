"""Names and secrets planted in every place of a case, in every encoding; what comes out must not hold them."""

from __future__ import annotations

import base64
import html
import json
import random
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from tests.support_file.build import MADE, manifest, setup
from wizard.core.resources import resource
from wizard.doctor.model import Answer, Facts, UrlFacts
from wizard.graph.logs import LogRow
from wizard.graph.records import Identity, Modified, Status, Step
from wizard.mapping import Schema
from wizard.provisioning import Configuration
from wizard.provisioning.rows import columns_of
from wizard.secrets.secret import Secret
from wizard.support_file.convert import KEPT_PATHS
from wizard.support_file.model import (
    Account,
    AccountRow,
    Case,
    CloudGate,
    Directory,
    Doctor,
    Exchanges,
    GroupRow,
    Log,
    Looked,
    OperationRow,
    PersonRow,
    Planned,
    RecordedExchange,
)  # fmt: skip

SCHEMA = json.loads(resource("schema/practice-schema.json").read_text(encoding="utf-8"))
_MAPPED = Configuration.from_schema(Schema(SCHEMA), sync_all=True)
PATHS = columns_of([_MAPPED.users], KEPT_PATHS).paths
GROUP_PATHS = columns_of([_MAPPED.groups]).paths if _MAPPED.groups is not None else ()
GIVEN = ("Zofia", "José", "Ann", "Li", "Ørjan", "Иван", "Chloé", "Mehmet", "Siân", "小龙", "Noor", "Bartholomew")
FAMILY = (
    "Quartermain",
    "O'Neil",
    "Núñez",
    "Wu",
    "Łukaszewicz",
    "Петров",
    "van der Berg",
    "Ng",
    "李",
    "Test",
    "MacDonald",
)
COMPANIES = ("contoso", "fabrikam", "tailspin-toys", "wingtip")

Encoding = Callable[[str], str]
ENCODINGS: dict[str, Encoding] = {
    "plain": str,
    "upper": str.upper,
    "percent": lambda text: quote(text, safe=""),
    "percent-twice": lambda text: quote(quote(text, safe=""), safe=""),
    "json": lambda text: json.dumps({"detail": text}),
    "json-in-json": lambda text: json.dumps({"body": json.dumps({"name": text})}),
    "base64": lambda text: base64.b64encode(text.encode()).decode(),
    "base64url": lambda text: base64.urlsafe_b64encode(f"user: {text}".encode()).decode().rstrip("="),
    "base64-json": lambda text: base64.b64encode(json.dumps({"who": text}).encode()).decode(),
    "hex": lambda text: text.encode().hex(),
    "html": lambda text: html.escape(text),
    "entities": lambda text: "".join(f"&#{ord(letter)};" for letter in text),
    "escapes": lambda text: "".join(f"\\u{unit:04x}" for unit in _units(text)),
    "sentence": lambda text: f"The account of {text} was refused (409).",
    "path": lambda text: f"C:\\Users\\{text}\\ca.pem",
    "utf-16": lambda text: base64.b64encode(text.encode("utf-16-le")).decode(),
}


def _units(text: str) -> list[int]:
    raw = text.encode("utf-16-be")
    return [int.from_bytes(raw[place : place + 2], "big") for place in range(0, len(raw), 2)]


class Planting:
    """One generated case with somebody in it, and the texts that must not be found in its file."""

    def __init__(self, seed: int) -> None:
        self.chance = chance = random.Random(seed)
        given, family = chance.choice(GIVEN), chance.choice(FAMILY)
        self.domain = f"{chance.choice(COMPANIES)}.example"
        self.name = f"{given} {family}"
        alias = f"{given}.{family}".replace(" ", "").replace("'", "").lower()
        self.mail = f"{alias}@{self.domain}"
        self.staff = f"HL-{chance.randrange(10**5):05d}"
        self.phone = f"+47 {chance.randrange(10**8):08d}"
        self.id = "-".join(f"{chance.getrandbits(bits):0{bits // 4}x}" for bits in (32, 16, 16, 16, 48))
        self.secret = Secret("cg-" + base64.b32encode(chance.randbytes(20)).decode())
        self.hidden = (self.name, self.mail, self.phone, self.id)

    def text(self) -> str:
        """Return one thing that must be hidden, in some encoding."""
        what = self.chance.choice((*self.hidden, self.secret.reveal(), f"Bearer {self.secret.reveal()}"))
        return ENCODINGS[self.chance.choice(tuple(ENCODINGS))](what)

    def case(self) -> Case:
        """Return a case with these things in every field, header, query, body and text."""
        text = self.text
        exchange = RecordedExchange(
            method="GET", url=f"https://graph.example/v1.0/users?$filter={quote(text())}", started=MADE, elapsed_ms=1.5,
            request_headers={"X-Note": text(), "Authorization": "Bearer ***"}, request_body=json.dumps({"a": text()}),
            status=400, response_headers={"x-trace": text(), "set-cookie": "***"},
            response_body=json.dumps({text(): {"deep": [text(), {"deeper": text()}]}}, ensure_ascii=False),
            error=text(), whole=True,
        )  # fmt: skip
        facts = Facts(
            url=UrlFacts(host="scim.example", path=f"/{quote(text())}"),
            answers={"users": Answer(status=500, detail=text(), title=text(), location=text(), reason=text())},
        )
        row = LogRow(
            id="1", at=None, action="create", status=Status("failure", "Error", text(), text(), recommended=text()),
            source=Identity(self.id, self.name, "User", {"userPrincipalName": self.mail, "odd": text()}),
            target=Identity("", self.name, "User", {}),
            steps=(Step("Export", "export", "failure", text(), {"detail": text()}),),
            modified=(Modified("userName", None, self.mail), Modified("displayName", self.name, None)),
        )  # fmt: skip
        people = PersonRow(
            self.id, True, False, "Member", None, (self.name, self.mail, self.staff, self.phone, "Sales")
        )  # fmt: skip
        group = GroupRow(id=self.id[::-1], attributes={"displayName": f"Friends of {self.name}", "description": text()})
        return Case(
            manifest=manifest("stand-ins", name=self.domain.partition(".")[0].title()),
            setup=setup(notification_email=self.mail, tenant=self.domain, application_name=text()),
            entra=Account(
                cloud="global", account=self.mail, tenant_id=self.id, tenant_name="Wide World", domains=(self.domain,)
            ),
            exchanges=Exchanges((exchange, exchange)),
            doctor=Doctor(facts=facts),
            directory=Directory(
                attributes=("displayName", "userPrincipalName", "employeeId", "telephoneNumber", "department"),
                people=(people,), groups=(group,),
            ),
            cloudgate=CloudGate(
                user_paths=PATHS,
                users=(
                    AccountRow(
                        "1",
                        tuple(
                            {"userName": self.mail.upper(), "displayName": self.name, "title": f"Friend of {self.name}"}.get(path)
                            for path in PATHS
                        ),
                    ),
                ),
                group_paths=GROUP_PATHS,
                looked=(Looked("User", "userName", self.mail, ("1",)),),
            ),
            plan=Planned(
                made=MADE, schema=SCHEMA, sync_all=True, modern=False,
                operations=(
                    OperationRow(
                        "User", self.id, "clash", "EntryConflict", "object", self.mail,
                        {"attribute": "userName", "value": self.mail, "id": self.id}, ("userName",),
                    ),
                ),
            ),
            log=Log(days=30, whole=True, rows=(row,)),
        )  # fmt: skip


def remaining(documents: dict[str, bytes], planting: Planting) -> list[str]:
    """Return what of the planted things stands in some documents, looked for in a way of its own: as bytes."""
    whole = b"\n".join(documents.values())
    lower = whole.decode().casefold()
    found = []
    for text in (*planting.hidden, planting.secret.reveal(), planting.domain.partition(".")[0]):
        forms = {text, quote(text, safe=""), json.dumps(text)[1:-1], html.escape(text), text.encode().hex()}
        forms |= {base64.b64encode(text.encode()).decode().rstrip("=")[: -1 or None]}
        found += [form for form in forms if len(form) > 3 and form.casefold() in lower]
    return found


def leaky(value: Any) -> bytes:
    """Return a value as a document."""
    return json.dumps(value, ensure_ascii=False).encode()
