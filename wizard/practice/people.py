"""Generates the practice company's people and groups, with the irregularities of real directories.

The same ``count``, ``group_count`` and ``seed`` always generate the same company, so that support can refer to a
situation by three numbers.
"""

from __future__ import annotations

import random
import unicodedata
import uuid
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from wizard.directory import Group, Member, Person, Tenant, Value
from wizard.practice.names import CITIES, DEPARTMENTS, FAMILY_NAMES, GIVEN_NAMES, PARTNERS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from wizard.core.json_types import JsonObject

DOMAIN = "harborlights.example"
INITIAL_DOMAIN = "harborlights.onmicrosoft.example"
ADMIN_NAME = f"admin@{DOMAIN}"

_ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
_CORE = "urn:ietf:params:scim:schemas:core:2.0:User"
_APOSTROPHES = [name for name in FAMILY_NAMES if "'" in name]
_LETTERS = str.maketrans(
    {"ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ß": "ss", "æ": "ae", "ı": "i", "þ": "th", "ð": "d"}
)


@dataclass(frozen=True, slots=True)
class PracticePeople:
    """A whole generated tenant; ``admin_id`` is the person who may set up provisioning."""

    tenant: Tenant
    people: tuple[Person, ...]
    groups: tuple[Group, ...]
    admin_id: str


def practice_people(count: int = 60, group_count: int = 8, seed: int = 1) -> PracticePeople:
    """Generate a company.

    Args:
        count: number of people, including the administrator; 1 to 100,000.
        group_count: number of groups; the first eight have a purpose each, the others are teams of some people.
        seed: any number.

    Raises:
        ValueError: a number is out of range.
    """
    if not 1 <= count <= 100_000:
        raise ValueError("count must be between 1 and 100,000")
    if group_count < 0:
        raise ValueError("group_count must not be negative")
    rng = random.Random(seed)
    tenant = Tenant(_guid(rng), "Harbor Lights", (DOMAIN, INITIAL_DOMAIN), "AAD")
    people = _People(rng).build(count)
    groups = _groups(rng, people, group_count)
    return PracticePeople(tenant, tuple(people), tuple(groups), people[0].id)


class _People:
    """Creates people one after another and remembers the names in use."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self._taken: Counter[str] = Counter()
        self._heads: dict[str, str] = {}
        self._leads: dict[str, list[str]] = {}

    def build(self, count: int) -> list[Person]:
        admin = self._admin()
        people = [admin]
        special = [self._room, self._no_family_name, self._long_name]
        while len(people) < count:
            number = len(people)
            if number % 97 == 40 and count - number >= 2:
                people.extend(self._letter_case_twins(number))
            elif number % 89 == 30:
                people.append(special[(number // 89) % len(special)](number))
            elif number % 31 == 17:
                people.append(self._guest(number))
            else:
                people.append(self._employee(number))
        return people

    def _admin(self) -> Person:
        attributes = self._attributes(0, "Astrid", "Nyström-Okafor", "IT", "Oslo")
        attributes.update(userPrincipalName=ADMIN_NAME, mail=ADMIN_NAME, mailNickname="admin", jobTitle="IT Manager")
        self._taken["admin"] += 1
        self._heads["IT"] = identifier = _guid(self._rng)
        return Person(identifier, attributes)

    def _employee(self, number: int, given: str = "", family: str = "") -> Person:
        rng = self._rng
        given = given or rng.choice(GIVEN_NAMES)
        family = family or rng.choice(_APOSTROPHES if number % 41 == 9 else FAMILY_NAMES)
        department = rng.choices([name for name, _, _ in DEPARTMENTS], [weight for _, weight, _ in DEPARTMENTS])[0]
        attributes = self._attributes(number, given, family, department, rng.choice([city for city, _ in CITIES]))
        identifier = _guid(rng)
        manager = self._manager(department, identifier, attributes)
        if number % 19 == 11:
            attributes["mail"] = None
            attributes["proxyAddresses"] = ()
        if number % 23 == 13:
            attributes["department"] = None
        if number % 29 == 19:
            attributes["givenName"] = None
        return Person(
            identifier,
            attributes,
            account_enabled=number % 27 != 21,
            soft_deleted=number % 211 == 53,
            manager_id=None if number % 37 == 25 else manager,
        )

    def _manager(self, department: str, identifier: str, attributes: dict[str, Value]) -> str | None:
        """Return the manager from a chain of heads and leads, so that managers have managers as in a real company."""
        head = self._heads.setdefault(department, identifier)
        leads = self._leads.setdefault(department, [])
        if head == identifier:
            attributes["jobTitle"] = f"Head of {department}"
            return self._heads["IT"] if department != "IT" else None
        if self._rng.random() < 0.08 or not leads:
            leads.append(identifier)
            attributes["jobTitle"] = f"{department} Lead"
            return head
        return self._rng.choice(leads)

    def _guest(self, number: int) -> Person:
        rng = self._rng
        given, family, partner = rng.choice(GIVEN_NAMES), rng.choice(FAMILY_NAMES), rng.choice(PARTNERS)
        alias = self._alias(given, family)
        attributes = self._attributes(number, given, family, "", "", alias)
        mail = f"{alias}@{partner}"
        attributes.update(
            userPrincipalName=f"{alias}_{partner}#EXT#@{INITIAL_DOMAIN}",
            mail=mail,
            mailNickname=f"{alias}_{partner}#EXT#",
            department=None,
            companyName=partner.split(".")[0].replace("-", " ").title(),
            employeeId=None,
            proxyAddresses=(f"SMTP:{mail}",),
            otherMails=(mail,),
        )
        return Person(_guid(rng), attributes, user_type="Guest")

    def _letter_case_twins(self, number: int) -> list[Person]:
        """Return two people whose names, nicknames and staff numbers differ only in letter case."""
        first = self._employee(number, "Chloé", "MacDonald")
        second = self._employee(number + 1, "Chloé", "Macdonald")
        twins = []
        for person, staff, nick in (
            (first, f"HL-{number:05d}a", "cmacdonald"),
            (second, f"HL-{number:05d}A", "CMacdonald"),
        ):
            attributes = dict(person.attributes)
            attributes.update(employeeId=staff, mailNickname=f"{nick}{number}")
            twins.append(Person(person.id, attributes, manager_id=person.manager_id))
        return twins

    def _room(self, number: int) -> Person:
        """Return a room mailbox: not a person, always blocked from signing in, but a user object."""
        attributes = self._attributes(number, "Room", "Fjord", "", "Oslo")
        attributes.update(givenName=None, surname=None, displayName=f"Meeting room Fjord {number}", employeeId=None)
        attributes.update(department=None, jobTitle=None)
        return Person(_guid(self._rng), attributes, account_enabled=False)

    def _no_family_name(self, number: int) -> Person:
        attributes = self._attributes(number, "Suharto", "", "Operations", "Singapore")
        attributes.update(surname=None, displayName="Suharto")
        return Person(_guid(self._rng), attributes)

    def _long_name(self, number: int) -> Person:
        given, family = "Maria Teresa Isabel Eugenia", "Fernández-Quiñones de la Santísima Trinidad y Villanueva"
        return Person(_guid(self._rng), self._attributes(number, given, family, "Finance", "Lisbon"))

    def _attributes(
        self, number: int, given: str, family: str, department: str, city: str, alias: str = ""
    ) -> dict[str, Value]:
        rng = self._rng
        alias = alias or self._alias(given, family)
        name = f"{alias}@{DOMAIN}"
        titles = next((titles for known, _, titles in DEPARTMENTS if known == department), ())
        country = dict(CITIES).get(city)
        return {
            "userPrincipalName": name,
            "displayName": f"{given} {family}".strip(),
            "givenName": given,
            "surname": family or None,
            "mail": name,
            "mailNickname": alias,
            "jobTitle": rng.choice(titles) if titles else None,
            "department": department or None,
            "companyName": "Harbor Lights",
            "employeeId": f"HL-{number:05d}",
            "telephoneNumber": f"+47 22 00 {number // 100 % 100:02d} {number % 100:02d}" if number % 3 else None,
            "mobile": f"+47 900 {number // 1000 % 100:02d} {number % 1000:03d}" if number % 4 == 0 else None,
            "facsimileTelephoneNumber": None,
            "physicalDeliveryOfficeName": f"{city} {rng.randint(1, 6)}.{rng.randint(1, 40):02d}" if city else None,
            "streetAddress": f"{rng.randint(1, 180)} Harbor Street" if city else None,
            "city": city or None,
            "state": None,
            "postalCode": f"{rng.randint(100, 9999):04d}" if city else None,
            "country": country,
            "usageLocation": country,
            "preferredLanguage": {"NO": "nb-NO", "PT": "pt-PT", "PL": "pl-PL"}.get(country or "", "en-US"),
            "proxyAddresses": (f"SMTP:{name}", f"smtp:{alias}@{INITIAL_DOMAIN}"),
            "otherMails": (),
            "extensionAttribute1": f"{10000 + number}" if number % 5 else None,
            "extensionAttribute4": "badge" if number % 7 == 0 else None,
        }

    def _alias(self, given: str, family: str) -> str:
        """Return the part before the @: plain letters, apostrophes preserved (as in O'Brien), a number if it is in
        use.
        """
        given = given.split(maxsplit=1)[0]
        plain = _plain(f"{given}.{family.split(maxsplit=1)[0]}" if family else given).lower()
        self._taken[plain] += 1
        seen = self._taken[plain]
        return plain if seen == 1 else f"{plain}{seen}"


def _groups(rng: random.Random, people: Sequence[Person], count: int) -> list[Group]:
    if count == 0:
        return []
    staff = [person for person in people if not person.is_guest and not person.soft_deleted]
    guests = [person for person in people if person.is_guest]

    def of(*departments: str) -> list[Person]:
        return [person for person in staff if person.attributes["department"] in departments]

    named: list[tuple[str, str, list[Person], JsonObject]] = [
        ("Door Staff", "People who open the doors", of("Operations", "Security"), {}),
        ("Reception", "Front desk", of("Reception"), {}),
        ("Engineering", "Everyone in engineering", of("Engineering"), {}),
        ("Finance & Legal", "Finance, legal and their guests", of("Finance", "Legal") + guests[:2], {}),
        ("Site Leads", "Leads, and two whole teams as nested groups", [p for p in staff if _leads(p)], {}),
        ("All Employees", "Filled by a rule", list(staff), {"dynamic": True}),
        ("Newsletter", "A distribution list", staff[::3], {"security_enabled": False, "mail_enabled": True}),
        ("Contractors", "Guests and people on loan", guests + staff[7::20], {}),
    ]
    groups: list[Group] = []
    for index in range(count):
        if index < len(named):
            name, description, members, kind = named[index]
        else:
            size = min(len(staff), rng.randint(3, 40))
            name, description, kind = f"Team {index:04d}", "A project team", {}
            members = rng.sample(staff, size)
        nick = _plain(name).lower().replace(" ", "-").replace("&", "and")
        mail = f"{nick}@{DOMAIN}" if kind.get("mail_enabled") else None
        identifier = _guid(rng)
        links = [Member(person.id, "User") for person in _unique(members)]
        if name == "Site Leads":
            links += [Member(group.id, "Group") for group in groups[:2]]
        groups.append(
            Group(
                identifier,
                {"displayName": name, "description": description, "mailNickname": nick, "mail": mail},
                tuple(links),
                **kind,
            )
        )
    return groups


def seed_accounts(people: Iterable[Person]) -> list[JsonObject]:
    """Return the accounts that CloudGate has before the first sync, as SCIM user resources without ``id``.

    About every eleventh person has one: some are as provisioning would create them, some differ (name, letter case of
    the user name, disabled), and one belongs to a person who has left.
    """
    known = [person for person in people if not person.is_guest and not person.soft_deleted and person.account_enabled]
    accounts: list[JsonObject] = []
    for index, person in enumerate(known[2::11]):
        account = _account(person)
        match index % 4:
            case 1:
                account["displayName"] = person.display_name.upper()
            case 2:
                account["userName"] = person.user_principal_name.replace(
                    person.user_principal_name[0], person.user_principal_name[0].upper(), 1
                )
            case 3:
                account["active"] = False
        accounts.append(account)
    accounts.append(
        {
            "schemas": [_CORE, _ENTERPRISE],
            "userName": f"bartholomew.quist@{DOMAIN}",
            "externalId": "bartholomew.quist",
            "displayName": "Bartholomew Quist",
            "name": {"givenName": "Bartholomew", "familyName": "Quist", "formatted": "Bartholomew Quist"},
            "active": True,
            "emails": [{"primary": True, "type": "work", "value": f"bartholomew.quist@{DOMAIN}"}],
        }
    )
    return accounts


def _account(person: Person) -> JsonObject:
    account: JsonObject = {
        "schemas": [_CORE, _ENTERPRISE],
        "userName": person.user_principal_name,
        "externalId": person.text("mailNickname"),
        "displayName": person.display_name,
        "active": True,
        "name": {
            key: value
            for key, value in (("givenName", person.text("givenName")), ("familyName", person.text("surname")))
            if value
        },
    }
    if mail := person.text("mail"):
        account["emails"] = [{"primary": True, "type": "work", "value": mail}]
    if department := person.text("department"):
        account[_ENTERPRISE] = {"department": department}
    return account


def _leads(person: Person) -> bool:
    title = person.text("jobTitle")
    return title.startswith("Head of ") or title.endswith(" Lead")


def _unique(people: Iterable[Person]) -> list[Person]:
    return list({person.id: person for person in people}.values())


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.translate(_LETTERS))
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def _guid(rng: random.Random) -> str:
    return str(uuid.UUID(int=rng.getrandbits(128), version=4))
