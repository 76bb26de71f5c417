"""The answers as the portal instructions offer them for copying."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wizard.mapping import AttributeMapping, FilterGroup

if TYPE_CHECKING:
    from wizard.journey.answers import Answers


def portal_values(answers: Answers) -> dict[str, str]:
    """Return the answers that the portal instructions offer for copying, by their names in the tutorial's data.

    Answers with several values have names of the form ``user_rows/<target>`` and ``user_filter/<title>``. An empty
    value is needed but not given yet.
    """
    said = {
        "tenant_url": answers.tenant_url,
        "application_name": answers.application_name,
        "scope": answers.scope,
    }
    if answers.wants_mail:
        said["notification_email"] = answers.notification_email
    if answers.prevent_deletions:
        said["delete_threshold"] = str(answers.delete_threshold)
    for name, rows in (("user_rows", answers.user_rows), ("group_rows", answers.group_rows)):
        for row in map(AttributeMapping.from_json, rows or ()):
            said[f"{name}/{row.target}"] = row.expression
    for group in map(FilterGroup.from_json, answers.user_filter or ()):
        said[f"user_filter/{group.name}"] = " AND ".join(
            " ".join(filter(None, (one.attribute, one.operator, ", ".join(one.values)))) for one in group.clauses
        )
    return said
