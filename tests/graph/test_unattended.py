"""An app registration signs in by certificate or by its platform's token, against the practice sign-in service."""

from __future__ import annotations

import base64
import json
import os
import time
from pathlib import Path
from typing import Any

import pytest
import trustme
from care import make_key
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from practice_entra import World, served
from werkzeug.wrappers import Response as WebResponse

from wizard.core.errors import InputError, SignInError
from wizard.core.tasks import Task
from wizard.core.texts import Texts
from wizard.graph.clouds import Cloud, practice_cloud
from wizard.graph.tokens import TokenRequest
from wizard.graph.unattended import READING, AppSignIn, Workload, workload_of
from wizard.http import Transport
from wizard.practice.entra.workloads import EXCHANGE, Federation

Login = tuple[Cloud, Transport]
TENANT = "harborlights.example"
ISSUER, SUBJECT = "https://kubernetes.example/oidc", "system:serviceaccount:care:status"


def platform_token(key: rsa.RSAPrivateKey, **changes: Any) -> str:
    now = int(time.time())
    claims = {"iss": ISSUER, "sub": SUBJECT, "aud": [EXCHANGE], "nbf": now - 5, "exp": now + 600, **changes}
    head = {"alg": "RS256", "typ": "JWT", "kid": "1"}
    text = ".".join(base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in (head, claims))
    signature = key.sign(text.encode(), padding.PKCS1v15(), hashes.SHA256())
    return f"{text}.{base64.urlsafe_b64encode(signature).decode().rstrip('=')}"


def public(key: rsa.RSAPrivateKey) -> str:
    return key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    ).decode()  # fmt: skip


def registered(world: World, folder: Path, permissions: tuple[str, ...] = READING) -> Workload:
    file, certificate = make_key(folder)
    known = world.entra.sign_in_service.registrations.add(permissions, certificate=certificate)
    return Workload(known.client_id, certificate=file)


def test_a_certificate_signs_in_and_reads(login: Login, world: World, tmp_path: Path) -> None:
    signed = AppSignIn(login[1], login[0], TENANT, registered(world, tmp_path))
    token = signed.token(TokenRequest(), Task()).reveal()
    assert set(signed.carried) == set(READING)
    nobody = "/servicePrincipals/00000000-0000-0000-0000-000000000000/appRoleAssignedTo"
    assert world.graph("GET", nobody, token=token).status_code == 404, "it may read, and there is no such application"
    assert world.graph("GET", "/users", token=token).status_code == 403, "nothing that was not granted"
    assert world.graph("POST", nobody, json={}, token=token).status_code == 403
    assert world.graph("GET", "/me", token=token).status_code in {400, 403}, "nobody is signed in"


def test_nothing_of_the_key_is_told(login: Login, world: World, tmp_path: Path) -> None:
    workload = registered(world, tmp_path)
    assert workload.certificate is not None
    AppSignIn(login[1], login[0], TENANT, workload).token(TokenRequest(), Task())
    lines = [line for line in workload.certificate.read_text().splitlines() if len(line) > 40]
    told = repr(list(login[1].exchanges))
    assert not any(line in told for line in lines[:10])
    assert "client_assertion=ey" not in told


def test_a_platforms_token_signs_in_and_is_read_each_time(login: Login, world: World, tmp_path: Path) -> None:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    known = world.entra.sign_in_service.registrations.add(READING, federation=Federation(ISSUER, SUBJECT, public(key)))
    file = tmp_path / "token"
    file.write_text(platform_token(key), encoding="ascii")
    signed = AppSignIn(login[1], login[0], TENANT, Workload(known.client_id, token_file=file))
    first = signed.token(TokenRequest(), Task())
    file.write_text(platform_token(key, jti="another"), encoding="ascii")
    assert signed.token(TokenRequest(renew=True), Task()) != first
    for changes, code in (
        ({"sub": "system:serviceaccount:care:other"}, "signin-federation-unmatched"),
        ({"aud": "https://management.azure.com"}, "signin-federation-unmatched"),
        ({"exp": int(time.time()) - 4000}, "signin-assertion-time"),
    ):
        file.write_text(platform_token(key, **changes), encoding="ascii")
        with pytest.raises(SignInError) as caught:
            signed.token(TokenRequest(renew=True), Task())
        assert caught.value.code == code
    other = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    file.write_text(platform_token(other), encoding="ascii")
    with pytest.raises(SignInError) as caught:
        signed.token(TokenRequest(renew=True), Task())
    assert caught.value.code == "signin-certificate-refused"


def test_what_entra_does_not_know_is_refused(login: Login, world: World, tmp_path: Path) -> None:
    good = registered(world, tmp_path)
    other, _ = make_key(tmp_path, "other")
    for workload, tenant, code in (
        (Workload(good.client_id, certificate=other), TENANT, "signin-certificate-refused"),
        (Workload("11111111-2222-3333-4444-555555555555", certificate=good.certificate), TENANT, "signin-client-unknown"),
        (good, "nobody.example", "signin-tenant-unknown"),
    ):  # fmt: skip
        with pytest.raises(SignInError) as caught:
            AppSignIn(login[1], login[0], tenant, workload).token(TokenRequest(), Task())
        assert caught.value.code == code
    with pytest.raises(InputError) as wrong:
        AppSignIn(login[1], login[0], "", good)
    assert wrong.value.code == "tenant-needed"


@pytest.mark.skipif(os.name != "posix", reason="Windows has no such bits")
@pytest.mark.parametrize(
    ("mode", "good"), [(0o400, True), (0o440, True), (0o600, True), (0o644, False), (0o460, False)]
)
def test_a_key_that_others_can_read_is_refused(
    login: Login, world: World, tmp_path: Path, mode: int, good: bool
) -> None:  # fmt: skip
    workload = registered(world, tmp_path)
    assert workload.certificate is not None
    workload.certificate.chmod(mode)
    if good:
        AppSignIn(login[1], login[0], TENANT, workload)
    else:
        with pytest.raises(InputError) as caught:
            AppSignIn(login[1], login[0], TENANT, workload)
        assert caught.value.code == "key-file-open"


def test_files_that_are_no_keys(login: Login, tmp_path: Path) -> None:
    client = "11111111-2222-3333-4444-555555555555"
    encrypted = tmp_path / "encrypted.pem"
    encrypted.write_text("-----BEGIN ENCRYPTED PRIVATE KEY-----\nx\n-----END ENCRYPTED PRIVATE KEY-----\n")
    empty = tmp_path / "empty.pem"
    empty.write_text("")
    broken = tmp_path / "broken.pem"  # what stands between the lines is no key: said now, not as an internal error
    _, shown = make_key(tmp_path, "whole")
    broken.write_text(f"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n{shown}")
    for file in (encrypted, empty, broken):
        file.chmod(0o400)
    for file, code in (
        (encrypted, "key-file-encrypted"), (empty, "key-file-unfit"), (broken, "key-file-unfit"),
        (tmp_path / "none.pem", "key-file-missing"),
    ):  # fmt: skip
        with pytest.raises(InputError) as caught:
            AppSignIn(login[1], login[0], TENANT, Workload(client, certificate=file))
        assert caught.value.code == code


def test_who_signs_in_is_taken_from_options_then_from_the_environment(tmp_path: Path) -> None:
    file = tmp_path / "key.pem"
    assert workload_of(None, "", {}) is None
    assert workload_of(file, "id", {}) == Workload("id", "", file)
    by_environment = {
        "AZURE_CLIENT_ID": "other", "AZURE_TENANT_ID": "contoso.com", "AZURE_FEDERATED_TOKEN_FILE": "/t",
    }  # fmt: skip
    assert workload_of(None, "", by_environment) == Workload("other", "contoso.com", token_file=Path("/t"))
    assert workload_of(file, "", by_environment) == Workload("other", "contoso.com", file)
    with pytest.raises(InputError) as caught:
        workload_of(file, "", {})
    assert caught.value.code == "usage-unattended"


@pytest.mark.parametrize(
    ("host", "cloud"),
    [
        ("login.microsoftonline.us", "us-l4"),
        ("login.sovcloud-identity.fr", "bleu"),
        ("login.unheard-of.example", "other"),
    ],
)
def test_a_tenant_of_another_cloud_is_named_and_no_assertion_is_sent_there(
    ca_file: Path, leaf: trustme.LeafCert, tmp_path: Path, host: str, cloud: str
) -> None:
    root = f"https://{host}/t"
    discovery = {"issuer": f"{root}/v2.0", "authorization_endpoint": f"{root}/a", "token_endpoint": f"{root}/t"}
    asked: list[str] = []

    def app(environ: Any, start_response: Any) -> Any:
        asked.append(environ["PATH_INFO"])
        return WebResponse(json.dumps(discovery), content_type="application/json")(environ, start_response)

    file, _ = make_key(tmp_path)
    workload = Workload("11111111-2222-3333-4444-555555555555", certificate=file)
    with served(app, leaf, tmp_path) as port:
        transport = Transport([ca_file])
        own = practice_cloud(f"https://127.0.0.1:{port}", "https://graph.example")
        with pytest.raises(SignInError) as caught:
            AppSignIn(transport, own, "contoso.example", workload).token(TokenRequest(), Task())
        transport.close()
    assert (caught.value.code, caught.value.params["host"], caught.value.params["cloud"]) == (
        "signin-other-cloud", host, cloud,
    )  # fmt: skip
    assert all(path.endswith("openid-configuration") for path in asked)
    assert host in Texts().problem(caught.value).why
