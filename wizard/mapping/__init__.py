"""The synchronization schema: reading, editing and writing it, scoping filters, checks, differences."""

from wizard.mapping.attribute_mapping import AttributeDefinition, AttributeMapping, ObjectMapping
from wizard.mapping.filters import Clause, FilterGroup, ScopingFilter
from wizard.mapping.schema import Schema
from wizard.mapping.trees import source_tree

__all__ = [
    "AttributeDefinition",
    "AttributeMapping",
    "Clause",
    "FilterGroup",
    "ObjectMapping",
    "Schema",
    "ScopingFilter",
    "source_tree",
]
