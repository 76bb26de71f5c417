"""The national clouds and their hosts (Graph documentation, "Microsoft Graph national cloud deployments")."""

from __future__ import annotations

from dataclasses import dataclass

from wizard.core.errors import InputError

DEFAULT_CLIENT_ID = "14d82eec-204b-4c2f-b7e8-296a70dab67e"
"""The public client "Microsoft Graph Command Line Tools", which exists in every tenant."""


@dataclass(frozen=True, slots=True)
class Cloud:
    """Where one cloud signs people in, answers Graph calls and shows its portal.

    Args:
        id: stable id, kept in saved setups.
        login: base URLs of the sign-in service; the next one is tried when one cannot be reached.
        graph: base URL of Microsoft Graph, without version; also the prefix of its scopes.
        portal: the admin centre.
        gallery_likely: whether the gallery of this cloud can be expected to hold the application.
        shared_client: whether the public client of Microsoft's tools exists there.
        pause: seconds until the service is asked again what it does not know yet.
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
    # The identity pages name the first host, the Graph pages the second.
    ("https://login.partner.microsoftonline.cn", "https://login.chinacloudapi.cn"),
    "https://microsoftgraph.chinacloudapi.cn",
    "https://portal.azure.cn",
    # The public clients of Microsoft's tools do not exist in 21Vianet's cloud.
    shared_client=False,
)
CLOUDS: tuple[Cloud, ...] = (GLOBAL, US_L4, US_L5, CHINA)


OTHER_HOSTS = {
    "login.sovcloud-identity.fr": "bleu",
    "login.sovcloud-identity.de": "delos",
    "login.sovcloud-identity.sg": "govsg",
}
"""Sign-in hosts of sovereign clouds that this program does not work in (MSAL's list of authorities), and their ids."""


def cloud_of_host(host: str) -> str:
    """Return the id of the cloud that a sign-in host belongs to, empty when that is not known."""
    own = (cloud.id for cloud in CLOUDS for login in cloud.login if login == f"https://{host}")
    return next(own, OTHER_HOSTS.get(host, ""))


def cloud_by_id(cloud_id: str) -> Cloud:
    """Return one of the national clouds.

    Raises:
        InputError: ``cloud-unknown``.
    """
    for cloud in CLOUDS:
        if cloud.id == cloud_id:
            return cloud
    raise InputError("cloud-unknown", {"id": cloud_id})


def practice_cloud(login: str, graph: str, portal: str = "") -> Cloud:
    """Return the practice company's cloud, from the base URLs it serves.

    What is new there settles after some tries and not after some time, so there is nothing to wait for in between.
    """
    return Cloud(PRACTICE, (login.rstrip("/"),), graph.rstrip("/"), portal or login, gallery_likely=True, pause=0.02)
