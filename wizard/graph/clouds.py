"""The national clouds and their hosts (Graph documentation, "Microsoft Graph national cloud deployments")."""

from __future__ import annotations

from dataclasses import dataclass

from wizard.core.errors import InputError

DEFAULT_CLIENT_ID = "14d82eec-204b-4c2f-b7e8-296a70dab67e"
"""The public client "Microsoft Graph Command Line Tools", which exists in every tenant."""


@dataclass(frozen=True, slots=True)
class Cloud:
    """The endpoints of one cloud: sign-in, Graph and portal.

    Args:
        id: stable id, stored in saved setups.
        login: base URLs of the sign-in service; if one cannot be reached, the next is tried.
        graph: base URL of Microsoft Graph without version; also the prefix of its scopes.
        portal: URL of the admin center.
        gallery_likely: whether this cloud's gallery is expected to have the application.
        shared_client: whether the public client of Microsoft's tools exists there.
        pause: initial seconds between attempts when the service has not settled yet.
    """

    id: str
    login: tuple[str, ...]
    graph: str
    portal: str
    gallery_likely: bool = False
    shared_client: bool = True
    pause: float = 2.0


PRACTICE = "practice"
"""Id of the practice company's cloud."""

GLOBAL = Cloud(
    "global",
    ("https://login.microsoftonline.com",),
    "https://graph.microsoft.com",
    "https://entra.microsoft.com",
    gallery_likely=True,
)
US_L4 = Cloud("us-l4", ("https://login.microsoftonline.us",), "https://graph.microsoft.us", "https://portal.azure.us")
US_L5 = Cloud(
    "us-l5", ("https://login.microsoftonline.us",), "https://dod-graph.microsoft.us", "https://portal.azure.us"
)
CHINA = Cloud(
    "china",
    # The identity documentation names the first host, the Graph documentation the second.
    ("https://login.partner.microsoftonline.cn", "https://login.chinacloudapi.cn"),
    "https://microsoftgraph.chinacloudapi.cn",
    "https://portal.azure.cn",
    # The public clients of Microsoft's tools do not exist in the 21Vianet cloud.
    shared_client=False,
)
CLOUDS: tuple[Cloud, ...] = (GLOBAL, US_L4, US_L5, CHINA)


OTHER_HOSTS = {
    "login.sovcloud-identity.fr": "bleu",
    "login.sovcloud-identity.de": "delos",
    "login.sovcloud-identity.sg": "govsg",
}
"""Sign-in hosts of sovereign clouds that are not supported (from MSAL's list of authorities), with their ids."""


def cloud_of_host(host: str) -> str:
    """Return the id of the cloud that a sign-in host belongs to, empty if unknown."""
    own = (cloud.id for cloud in CLOUDS for login in cloud.login if login == f"https://{host}")
    return next(own, OTHER_HOSTS.get(host, ""))


def cloud_by_id(cloud_id: str) -> Cloud:
    """Return a national cloud by its id.

    Raises:
        InputError: ``cloud-unknown``.
    """
    for cloud in CLOUDS:
        if cloud.id == cloud_id:
            return cloud
    raise InputError("cloud-unknown", {"id": cloud_id})


def practice_cloud(login: str, graph: str) -> Cloud:
    """Return the cloud of the practice company for the base URLs that it serves.

    New objects settle there after a number of attempts, not after a time, so the pause is short.
    """
    return Cloud(PRACTICE, (login.rstrip("/"),), graph.rstrip("/"), login, gallery_likely=True, pause=0.02)
