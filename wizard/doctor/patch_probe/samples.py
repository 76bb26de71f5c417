"""Builds the patch probe's test objects: the mapping's attributes with the values of an invented person."""

from __future__ import annotations

import re
import uuid
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from wizard.core.errors import MappingError
from wizard.mapping.attribute_mapping import ObjectMapping
from wizard.mapping.expression import as_text
from wizard.mapping.expression.values import Environment, Result
from wizard.mapping.reads import attributes_read
from wizard.provisioning.model import Configuration
from wizard.provisioning.rows import Row, Rows
from wizard.provisioning.scimvalues import get_member, parse_path

if TYPE_CHECKING:
    from wizard.core.json_types import JsonMapping

PREFIX = "cloudgate-setup-test-"
"""Name prefix of every test object."""

DOMAIN = "example.com"
"""Domain of test accounts if no existing account has a domain (RFC 2606 section 3)."""

_UNIQUE = ("userPrincipalName", "originalUserPrincipalName", "mail", "otherMails", "proxyAddresses")
_PLAIN: Mapping[str, tuple[str, str]] = {
    "givenName": ("Test", "Test"),
    "surname": ("Account", "Account"),
    "country": ("US", "CA"),
    "usageLocation": ("US", "CA"),
    "preferredLanguage": ("en-US", "en-GB"),
    "state": ("WA", "OR"),
    "city": ("Redmond", "Portland"),
    "postalCode": ("98052", "97201"),
    "telephoneNumber": ("+1 4255550100", "+1 4255550101"),
    "mobile": ("+1 4255550102", "+1 4255550103"),
    "facsimileTelephoneNumber": ("+1 4255550104", "+1 4255550105"),
    "streetAddress": ("1 Test Street", "2 Test Street"),
    "jobTitle": ("Test account", "Test account 2"),
    "department": ("Test", "Test 2"),
}
"""Plausible values for attributes, with other values to change them to."""

_KEPT = re.compile(r"userName|displayName|externalId|active|name\..*|emails\[type eq \"work\"\]\.value", re.IGNORECASE)
"""Attributes that an account may require when it is created."""


@dataclass(frozen=True, slots=True)
class Samples:
    """Creates values for test objects by applying the mappings.

    Args:
        configuration: the mappings.
        name: name prefix of all objects.
        domain: domain of the accounts' addresses.
    """

    configuration: Configuration
    name: str
    domain: str

    def user(self, number: str, *, gone: bool = False, changed: bool = False) -> dict[str, Result]:
        """Return an account's values by target attribute, without references.

        Args:
            number: distinguishes the accounts.
            gone: whether the person is to be disabled.
            changed: use other values where that does not change the person's identity.
        """
        rows = Rows.of(self.configuration.users)
        name = f"{self.name}-{number}"
        source: dict[str, Result] = {}
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
            source[attribute] = name  # identifies a person, so it must not change
        return dict(self._values(rows.plain, source))

    def group(self, number: str, *, changed: bool = False) -> dict[str, Result]:
        """Return a group's values by target attribute, without members."""
        if self.configuration.groups is None:
            return {}
        name = f"{self.name}-{number}"
        source: dict[str, Result] = dict.fromkeys(attributes_read(self.configuration.groups), name)
        source |= {"displayName": f"{name}x" if changed else name}
        source["objectId"] = str(uuid.uuid5(uuid.NAMESPACE_URL, name))
        source |= {"securityEnabled": True, "mailEnabled": False}
        return dict(self._values(Rows.of(self.configuration.groups).plain, source))

    def _values(self, rows: Iterable[Row], source: Environment) -> Iterator[tuple[str, Result]]:
        for row in rows:
            try:
                value = row.value(source, self.configuration.context) if row.value is not None else None
            except MappingError:
                continue  # an expression with special requirements; a mapping check reports it
            if as_text(value) == "":
                value = row.default
            if as_text(value) != "":
                yield row.target, value

    @property
    def switches(self) -> tuple[str, ...]:
        """The target attributes that disable an account."""
        return tuple(row.target for row in Rows.of(self.configuration.users).switches)

    @property
    def manager(self) -> str:
        """The target attribute of the manager, empty if it is not mapped."""
        return Rows.of(self.configuration.users).reference

    @property
    def has_members(self) -> bool:
        """Whether group members are provisioned."""
        groups = self.configuration.groups
        return groups is not None and Rows.of(groups).reference != ""

    def later(self) -> tuple[str, ...]:
        """Return the targets that an account does not need at creation, so that changes can add them."""
        mapping, rows = self.configuration.users, Rows.of(self.configuration.users)
        found = {target for target in self.user("0") if not _KEPT.fullmatch(target.rpartition("User:")[2] or target)}
        fixed = {*self.switches, *rows.role_types, *(row.target for row in mapping.matching)}
        fixed |= {row.target for row in rows.plain if row.on_create_only}
        return tuple(target for target in rows.targets if target in found - fixed)


def new_name() -> str:
    """Return a new name prefix for the test objects of a run."""
    return f"{PREFIX}{uuid.uuid4().hex[:8]}"


def first_of_each_element(targets: Iterable[str]) -> tuple[str, ...]:
    """Return the first target of each element of a multivalued attribute, such as the work address."""
    seen: dict[tuple[str, str, object], str] = {}
    for target in targets:
        path = parse_path(target)
        if path.selector is not None:
            seen.setdefault((path.urn, path.attribute, path.selector), target)
    return tuple(seen.values())


def usual_domain(accounts: Iterable[JsonMapping]) -> str:
    """Return the most common domain of the accounts, empty if there is none."""
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
    """Return whether a mapping permits an action: create, update or delete."""
    return mapping.enabled and action in mapping.actions
