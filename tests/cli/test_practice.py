"""``check`` against a practice company that really listens, and ``practice serve`` itself."""

from __future__ import annotations

import json
import signal
import ssl
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from cli_runs import Served, environment, error_of, run, served

from wizard.core.errors import WizardError
from wizard.http import Transport
from wizard.practice.cloudgate.misbehave import BUSY_SECONDS
from wizard.practice.control import Control
from wizard.secrets.secret import Secret


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("company"), ["--people", "12"]) as company:
        yield company


@pytest.fixture(scope="module")
def control(company: Served) -> Iterator[Control]:
    facts = company.facts
    transport = Transport([Path(facts["ca_file"])])
    yield Control(facts["control"], Secret(facts["control_key"]), transport)
    transport.close()


def check(
    folder: Path, company: Served, *more: str, url: str = "", stdin: str | None = None, ca: str = ""
) -> subprocess.CompletedProcess[str]:
    facts = company.facts
    token = facts["scim_token"]
    arguments = ["--tenant-url", url or facts["scim"], "--token-stdin", "--ca", ca or facts["ca_file"], *more]
    done = run(folder, "check", *arguments, stdin=token if stdin is None else stdin)
    assert token not in done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    return done


def test_a_healthy_connection(company: Served, tmp_path: Path) -> None:
    done = check(tmp_path, company, "--json")
    assert (done.returncode, done.stderr) == (0, "")
    report = json.loads(done.stdout)
    assert report["ok"] is True and report["findings"] == []
    assert {item["status"] for item in report["checks"]} == {"pass"}
    assert all(item["text"] for item in report["checks"])


def test_a_healthy_connection_for_people(company: Served, tmp_path: Path) -> None:
    done = check(tmp_path, company)
    assert (done.returncode, done.stderr) == (0, "")
    assert [line[:2] for line in done.stdout.splitlines()[:5]] == ["ok"] * 5


def test_what_copying_added_is_removed_and_said_beside_the_json(company: Served, tmp_path: Path) -> None:
    token = company.facts["scim_token"]
    done = check(tmp_path, company, "--json", stdin=f"\u2060Bearer {token[:9]}\u200b{token[9:]}\n\n")
    assert done.returncode == 0
    assert json.loads(done.stdout)["ok"] is True
    for said in ("U+2060, U+200B", "Bearer", "line breaks", "middle"):
        assert said in done.stderr


def test_a_wrong_token_is_a_finding(company: Served, tmp_path: Path) -> None:
    done = check(tmp_path, company, "--json", stdin="cg-Planted-7Hq2Zm9")
    assert done.returncode == 1
    report = json.loads(done.stdout)
    assert report["ok"] is False
    finding = report["findings"][0]
    assert finding["id"] == "cred-401-invalid"
    assert finding["title"] and finding["cause"] and finding["fix"]
    assert "cg-Planted" not in done.stdout + done.stderr


@pytest.mark.parametrize("fault", ["conn-html-instead-of-json", "cred-not-admin"])
def test_a_fault_of_the_server_is_a_finding(company: Served, control: Control, tmp_path: Path, fault: str) -> None:
    control.set_fault(fault, True)
    try:
        done = check(tmp_path, company, "--json")
        people = check(tmp_path, company)
    finally:
        control.set_fault(fault, False)
    assert (done.returncode, people.returncode) == (1, 1)
    assert fault in [finding["id"] for finding in json.loads(done.stdout)["findings"]]
    assert f"[{fault}]" in people.stdout


def test_a_cloudgate_that_is_sometimes_unavailable_is_waited_for(
    company: Served, control: Control, tmp_path: Path
) -> None:
    """The wait is real."""
    control.set_fault("sometimes-unavailable", True)
    try:
        began = time.monotonic()
        done = check(tmp_path, company, "--json")
        took = time.monotonic() - began
    finally:
        control.set_fault("sometimes-unavailable", False)
    assert took > BUSY_SECONDS
    report = json.loads(done.stdout)
    assert (done.returncode, report["ok"], report["findings"]) == (0, True, [])
    assert {item["status"] for item in report["checks"]} == {"pass"}


def test_a_certificate_that_is_not_trusted_is_a_finding(company: Served, tmp_path: Path) -> None:
    facts = company.facts
    done = run(tmp_path, "check", "--tenant-url", facts["scim"], "--token-stdin", "--json", stdin=facts["scim_token"])
    assert done.returncode == 1
    assert json.loads(done.stdout)["findings"][0]["id"] == "local-tls-inspection"


@pytest.mark.parametrize("token", ["", "********", "x" * 200_000])
def test_a_token_that_cannot_be_one_is_refused_before_anything_is_asked(
    company: Served, tmp_path: Path, token: str
) -> None:
    done = check(tmp_path, company, "--json", stdin=token)
    assert done.returncode == 2
    assert error_of(done)["code"].startswith("token-")


@pytest.mark.parametrize("url", ["not a url", "https://[::1/"])
def test_an_address_that_is_none_is_refused(company: Served, tmp_path: Path, url: str) -> None:
    done = check(tmp_path, company, "--json", url=url)
    assert done.returncode == 2
    assert error_of(done)["code"] in {"tenant-url-scheme", "url-invalid"}


def test_a_certificate_file_that_is_none_is_refused(company: Served, tmp_path: Path) -> None:
    for ca in (str(tmp_path / "nothing.pem"), __file__):
        done = check(tmp_path, company, "--json", ca=ca)
        assert done.returncode == 2
        assert error_of(done)["parameters"]["file"] == ca


def test_the_token_comes_from_standard_input_only(company: Served, tmp_path: Path) -> None:
    for more in ([], ["--token", "abc"]):
        done = run(tmp_path, "check", "--tenant-url", company.facts["scim"], *more)
        assert (done.returncode, done.stdout) == (2, "")
        assert "token" in done.stderr


def test_bytes_that_are_no_text_are_refused_in_words(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "wizard", "check", "--tenant-url", "https://sync.contoso.example/", "--token-stdin"],
        input=b"cg-Planted-\x80\xff-7Hq2Zm9",
        env=environment(tmp_path),
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"Traceback" not in done.stderr and b"Planted" not in done.stderr


# --- practice serve


def test_serving_prints_one_line_of_json_and_serves(company: Served) -> None:
    assert company.line.endswith("\n")
    facts = company.facts
    assert {"login", "graph", "scim", "ca_file", "scim_token", "admin", "control", "control_key"} <= set(facts)
    trust = ssl.create_default_context(cafile=facts["ca_file"])
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=trust))
    request = urllib.request.Request(
        f"{facts['graph']}/v1.0/users?$top=999", headers={"Authorization": f"Bearer {facts['access_token']}"}
    )
    with opener.open(request, timeout=20) as answer:
        assert answer.status == 200
        assert len(json.loads(answer.read())["value"]) == 12


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signal that asks one process to end")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_serving_ends_on_interrupt_and_leaves_no_files(tmp_path: Path, number: signal.Signals) -> None:
    with served(tmp_path, ["--people", "3"]) as company:
        folder = Path(company.facts["ca_file"]).parent
        assert folder.parent == tmp_path / "scratch"
        company.process.send_signal(number)
        rest, said = company.process.communicate(timeout=20)
        assert (company.process.returncode, rest, said) == (0, "", "")
    assert not folder.exists()


@pytest.mark.parametrize(
    "options",
    [["--fault", "no-such-fault"], ["--people", "0"], ["--port", "70000"]],
)
def test_what_cannot_be_served_is_a_usage_error(tmp_path: Path, options: list[str]) -> None:
    done = run(tmp_path, "practice", "serve", "--json", *options)
    assert done.returncode == 2
    assert options[1] in error_of(done)["what"].replace(",", "").replace("\u2068", "").replace("\u2069", "")


def test_a_port_that_is_taken_is_said(company: Served, tmp_path: Path) -> None:
    port = company.facts["scim"].split(":")[2].split("/")[0]
    done = run(tmp_path, "practice", "serve", "--json", "--port", port)
    assert done.returncode == 2
    assert error_of(done)["parameters"]["port"] == int(port)
    assert "Traceback" not in done.stderr


def test_every_fault_has_an_id_an_area_and_a_title(tmp_path: Path) -> None:
    done = run(tmp_path, "practice", "faults", "--json")
    rows = json.loads(done.stdout)
    assert len({row["id"] for row in rows}) == len(rows) > 20
    assert {row["area"] for row in rows} == {"cloudgate", "sign-in", "graph"}
    assert all(row["title"] and row["title"] != row["id"] for row in rows)


def test_every_strictness_has_an_id_and_a_title(tmp_path: Path) -> None:
    done = run(tmp_path, "practice", "strictness", "--json")
    rows = json.loads(done.stdout)
    assert len({row["id"] for row in rows}) == len(rows) > 10
    assert all(row["title"].count("lenient:") == 1 for row in rows)
    plain = run(tmp_path, "practice", "strictness").stdout.splitlines()
    assert [line.split()[0] for line in plain] == [row["id"] for row in rows]


def test_an_unknown_strictness_is_refused_in_words(tmp_path: Path) -> None:
    done = run(tmp_path, "practice", "serve", "--lenient", "kindness")
    assert (done.returncode, done.stdout) == (2, "")
    assert "kindness" in done.stderr
    assert "practice strictness" in done.stderr


def test_a_running_company_is_made_lenient_and_strict_again(control: Control) -> None:
    def strict() -> dict[str, bool]:
        return {item["id"]: item["strict"] for item in control.state()["strictness"]}

    assert strict()["log-rows"]
    control.set_strict("log-rows", strict=False)
    assert not strict()["log-rows"]
    control.set_strict("log-rows", strict=True)
    assert all(strict().values())
    with pytest.raises(WizardError) as caught:
        control.set_strict("kindness", strict=False)
    assert caught.value.code == "practice-strictness-unknown"


def test_living_tells_what_the_log_counts_without_what_was_skipped() -> None:
    from wizard.cli.practice import happened

    rows = [
        {"provisioningAction": action, "provisioningStatusInfo": {"status": status}}
        for action, status in (
            ("update", "success"), ("create", "success"), ("update", "success"), ("update", "failure"),
            ("create", "failure"), ("other", "skipped"),
        )
    ]  # fmt: skip
    assert happened(rows) == {"create": 1, "failure": 2, "update": 2}
    assert happened([]) == {}
