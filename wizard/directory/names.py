"""What the synchronization schema's attributes are called elsewhere: in Microsoft Graph and in the portal's lists."""

from __future__ import annotations

from collections.abc import Mapping

IN_GRAPH: Mapping[str, str] = {
    "mobile": "mobilePhone",
    "facsimileTelephoneNumber": "faxNumber",
    "physicalDeliveryOfficeName": "officeLocation",
    "dirSyncEnabled": "onPremisesSyncEnabled",
    "immutableId": "onPremisesImmutableId",
}
"""Source attributes whose Graph property has another name and the same value; the schema keeps Azure AD Graph's."""

BY_OTHER_NAMES: Mapping[str, str] = {
    **{graph: name for name, graph in IN_GRAPH.items()},
    "businessPhones": "telephoneNumber",
    # The portal's "Download users" has had two sets of columns; these are the newer one's own.
    "alternateEmailAddress": "otherMails",
    "directorySynced": "dirSyncEnabled",
    "invitationState": "externalUserState",
}
"""Names in exports of people, and the schema's name for each."""
