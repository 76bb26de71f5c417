"""A storage for scim2-server that stays fast with 100,000 accounts.

scim2-server's own memory storage indexes filters of the form ``attribute eq "text"``. Entra's other requests are
covered here: ``id eq ".." and manager eq ".."``, ``members eq ".."``, and paged lists without a filter. A group's
members are copied only into responses that contain them: Entra asks about each member separately, without the others.
"""

from __future__ import annotations

from typing import Any

from scim2_models import Meta, Resource, ResourceType, ResponseParameters, SearchRequest, UniquenessException
from scim2_server.memory import InMemoryStorage
from scim2_server.storage import SearchPage

from wizard.practice.cloudgate.lookups import Lookup, parse_lookup


class AccountStorage(InMemoryStorage):
    """Accounts in memory. Thread-safe."""

    def search(
        self, resource_types: list[ResourceType], search_request: SearchRequest[Any], *, position: Any = None
    ) -> SearchPage:
        text = str(search_request.filter) if search_request.filter is not None else ""
        plain = search_request.sort_by is None and search_request.cursor is None and len(resource_types) == 1
        if plain and not text:
            return self._page(resource_types[0], search_request)
        if plain and (lookup := parse_lookup(text)) is not None:
            with self.lock:
                found = self._look_up(resource_types[0], lookup)
                start = search_request.start_index_0 or 0
                stop = None if search_request.count is None else start + search_request.count
                return SearchPage(len(found), [_copy(item, search_request) for item in found[start:stop]])
        return super().search(resource_types, search_request, position=position)

    def get(
        self,
        resource_type: ResourceType,
        resource_id: str,
        *,
        response_parameters: ResponseParameters[Any] | None = None,
    ) -> Resource[Any]:
        with self.lock:
            return _copy(self._stored(resource_type, resource_id), response_parameters)

    def restore(self, resource_type: ResourceType, resource: Resource[Any]) -> None:
        """Store a resource as it was recorded, with its id, even if a service should not have accepted it."""
        with self.lock:
            kept = resource.model_copy(deep=True)
            now = self.clock()
            kept.meta = Meta(
                resource_type=resource_type.name, created=now, last_modified=now, version=self.next_version()
            )
            values = self._values_of(kept)
            try:
                self._check_uniqueness(kept, values)
            except UniquenessException:
                values = {}
            self._store(kept, values)

    def _page(self, resource_type: ResourceType, request: SearchRequest[Any]) -> SearchPage:
        """Return a page in the order of creation, without sorting all resources."""
        with self.lock:
            everything = self._resources.get(resource_type.name, {})
            start = request.start_index_0 or 0
            count = len(everything) if request.count is None else request.count
            values = list(everything.values())[start : start + count]
            return SearchPage(len(everything), [_copy(item, request) for item in values])

    def _look_up(self, resource_type: ResourceType, lookup: Lookup) -> list[Resource[Any]]:
        """Return the result of ``id eq .. and (manager|members) eq ..``: at most one resource, tested for one
        reference.
        """
        resource = self._resources.get(resource_type.name, {}).get(lookup.id)
        if resource is None:
            return []
        members = getattr(resource, "members", None)
        if members is not None:
            found = any(member.value == lookup.reference for member in members)
        else:
            parts = [part for part in resource.model_dump().values() if isinstance(part, dict)]
            managers = [part["manager"] for part in parts if isinstance(part.get("manager"), dict)]
            found = any(manager.get("value") == lookup.reference for manager in managers)
        return [resource] if found else []


def _copy(resource: Resource[Any], parameters: ResponseParameters[Any] | None) -> Resource[Any]:
    """Return a copy that contains what a response with these parameters shows; nothing is left out without any."""
    if parameters is not None and getattr(resource, "members", None) and not _shows_members(parameters):
        resource = resource.model_copy(update={"members": None})
    return resource.model_copy(deep=True)


def _shows_members(parameters: ResponseParameters[Any]) -> bool:
    if parameters.attributes:
        return any(_name(path).partition(".")[0] == "members" for path in parameters.attributes)
    return all(_name(path) != "members" for path in parameters.excluded_attributes or ())


def _name(path: object) -> str:
    return str(path).rpartition(":")[2].lower()
