"""What the patch probe's test objects are made of: the mapping's attributes, with the values of an invented person."""

from __future__ import annotations

import re
import uuid
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from wizard.core.errors import MappingError
from wizard.mapping.expression import as_text
from wizard.mapping.reads import attributes_read
from wizard.mapping.schema import ObjectMapping
from wizard.provisioning.model import Configuration
from wizard.provisioning.rows import Row, Rows
from wizard.provisioning.scimvalues import get_member, parse_path

PREFIX = "cloudgate-setup-test-"
"""What the name of every test object begins with."""

DOMAIN = "example.com"
"""Of the test accounts, where no existing account tells a better one (RFC 2606 section 3)."""

_UNIQUE = ("userPrincipalName", "originalUserPrincipalName", "mail", "otherMails", "proxyAddresses")
_PLAIN: Mapping[str, tuple[str, str]] = {
    "givenName": ("Test", "Test"), "surname": ("Account", "Account"), "country": ("US", "CA"),
    "usageLocation": ("US", "CA"), "preferredLanguage": ("en-US", "en-GB"), "state": ("WA", "OR"),
    "city": ("Redmond", "Portland"), "postalCode": ("98052", "97201"),
    "telephoneNumber": ("+1 4255550100", "+1 4255550101"),
    "mobile": ("+1 4255550102", "+1 4255550103"), "facsimileTelephoneNumber": ("+1 4255550104", "+1 4255550105"),
    "streetAddress": ("1 Test Street", "2 Test Street"), "jobTitle": ("Test account", "Test account 2"),
    "department": ("Test", "Test 2"),
}  # fmt: skip
"""Values that pass for what their attribute holds, and others to change them to."""

_KEPT = re.compile(r"userName|displayName|externalId|active|name\..*|emails\[type eq \"work\"\]\.value", re.IGNORECASE)
"""What an account may have to have from the start."""


@dataclass(frozen=True, slots=True)
class Samples:
    """Makes values for test objects, as the mappings give them.

    Args:
        configuration: the mappings.
        name: what the names of all objects begin with.
        domain: of the accounts' addresses.
    """

    configuration: Configuration
    name: str
    domain: str

    def user(self, number: str, *, gone: bool = False, changed: bool = False) -> dict[str, Any]:
        """Return an account's values by target, without its references.

        Args:
            number: tells the accounts apart.
            gone: the person is to be disabled.
            changed: other values where that is possible without making it another person.
        """
        rows = Rows.of(self.configuration.users)
        name = f"{self.name}-{number}"
        source: dict[str, Any] = {}
        for attribute in attributes_read(self.configuration.users):
            plain = _PLAIN.get(attribute)
            if plain is not None:
                source[attribute] = plain[changed]
            elif attribute in _UNIQUE:
                mail = changed and attribute != "userPrincipalName" and attribute != "originalUserPrincipalName"
                source[attribute] = f"{name}{'x' if mail else ''}@{self.domain}"
            else:
                source[attribute] = f"{name}x" if changed else name
        source |= {"displayName": f"{name}x" if changed else name, "IsSoftDeleted": gone, "accountEnabled": not gone}
        source["objectId"] = str(uuid.uuid5(uuid.NAMESPACE_URL, name))
        for attribute in ("mailNickname", "employeeId"):
            source[attribute] = name  # identifies a person, so it does not change
        return dict(self._values(rows.plain, source))

    def group(self, number: str, *, changed: bool = False) -> dict[str, Any]:
        """Return a group's values by target, without its members."""
        if self.configuration.groups is None:
            return {}
        name = f"{self.name}-{number}"
        source: dict[str, Any] = dict.fromkeys(attributes_read(self.configuration.groups), name)
        source |= {"displayName": f"{name}x" if changed else name}
        source["objectId"] = str(uuid.uuid5(uuid.NAMESPACE_URL, name))
        source |= {"securityEnabled": True, "mailEnabled": False}
        return dict(self._values(Rows.of(self.configuration.groups).plain, source))

    def _values(self, rows: Iterable[Row], source: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
        for row in rows:
            try:
                value = row.value(source, self.configuration.context) if row.value is not None else None
            except MappingError:
                continue  # an expression that wants something special of a person; a mapping check tells of it
            if as_text(value) == "":
                value = row.default
            if as_text(value) != "":
                yield row.target, value

    @property
    def switches(self) -> tuple[str, ...]:
        """The targets that disable."""
        return tuple(row.target for row in Rows.of(self.configuration.users).switches)

    @property
    def manager(self) -> str:
        """The target of the manager, empty when it is not mapped."""
        return Rows.of(self.configuration.users).reference

    @property
    def has_members(self) -> bool:
        """Whether members of groups are provisioned."""
        groups = self.configuration.groups
        return groups is not None and Rows.of(groups).reference != ""

    def later(self) -> tuple[str, ...]:
        """Return the targets that an account need not have from the start: those that changes can add."""
        mapping, rows = self.configuration.users, Rows.of(self.configuration.users)
        found = {target for target in self.user("0") if not _KEPT.fullmatch(target.rpartition("User:")[2] or target)}
        fixed = {*self.switches, *rows.role_types, *(row.target for row in mapping.matching)}
        fixed |= {row.target for row in rows.plain if row.on_create_only}
        return tuple(target for target in rows.targets if target in found - fixed)


def new_name() -> str:
    """Return what the names of a run's test objects begin with."""
    return f"{PREFIX}{uuid.uuid4().hex[:8]}"


def first_of_each_element(targets: Iterable[str]) -> tuple[str, ...]:
    """Return the first target of each element of a list, such as the work address."""
    seen: dict[tuple[str, str, object], str] = {}
    for target in targets:
        path = parse_path(target)
        if path.selector is not None:
            seen.setdefault((path.urn, path.attribute, path.selector), target)
    return tuple(seen.values())


def usual_domain(accounts: Iterable[Mapping[str, Any]]) -> str:
    """Return the domain that most accounts have, empty when none has one."""
    found: Counter[str] = Counter()
    for account in accounts:
        name = str(get_member(account, "userName") or "")
        for text in (name, *_addresses(get_member(account, "emails"))):
            _, at, domain = text.rpartition("@")
            if at and re.fullmatch(r"[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+", domain):
                found[domain.lower()] += 1
    return found.most_common(1)[0][0] if found else ""


def _addresses(emails: object) -> Iterator[str]:
    for each in emails if isinstance(emails, list) else ():
        value = get_member(each, "value")
        if isinstance(value, str):
            yield value


def enabled(mapping: ObjectMapping, action: str) -> bool:
    """Tell whether a mapping lets Entra create, update or delete."""
    return mapping.enabled and action in mapping.actions
