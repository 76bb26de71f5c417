"""A SCIM conformance tester that knows nothing of this program finds the practice CloudGate in order."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from listeners import Certificates, serving
from scim2_models import ScimProvider
from scim2_server.testing import ScimStorageContract
from scim2_server.utils import load_default_provider

from wizard.practice.cloudgate import PracticeCloudGate
from wizard.practice.cloudgate.storage import AccountStorage
from wizard.practice.faults import CLOUDGATE, Fault, FaultBoard
from wizard.secrets.secret import Secret

TOKEN = "tester-token"


class TestStorage(ScimStorageContract):
    """The contract of scim2-server for storages."""

    @pytest.fixture(scope="class")
    @classmethod
    def provider(cls) -> ScimProvider:
        """Return what the contract gives; making its classes takes longer than all that is done with them."""
        return load_default_provider()

    @pytest.fixture
    def storage(self) -> AccountStorage:
        return AccountStorage()


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    certificates = Certificates(tmp_path_factory.mktemp("tls"))
    gate = PracticeCloudGate(Secret(TOKEN), FaultBoard([Fault(name, "cloudgate") for name in CLOUDGATE]))
    with serving(gate.app, certificates) as server:
        yield server.root, certificates.ca_file


@pytest.mark.parametrize("base", ["/scim/v2", "/scim/v2/sync/serviceproviderconfig"])
def test_the_conformance_tester_finds_nothing_wrong(root: tuple[str, Path], base: str) -> None:
    import httpx2 as httpx
    from scim2_client.engines.httpx2 import SyncSCIMClient
    from scim2_tester import Status, check_server

    address, ca_file = root
    trust = ssl.create_default_context(cafile=str(ca_file))
    headers = {"Authorization": f"Bearer {TOKEN}"}
    with httpx.Client(base_url=f"{address}{base}", headers=headers, verify=trust) as client:
        results: list[Any] = check_server(SyncSCIMClient(client))
    wrong = [
        f"{result.title}: {result.reason}" for result in results if result.status in {Status.ERROR, Status.CRITICAL}
    ]
    assert not wrong, "\n".join(wrong)
    assert sum(result.status == Status.SUCCESS for result in results) > 20
