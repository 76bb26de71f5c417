"""The support file's document about the computer on which it was made."""

from __future__ import annotations

import platform
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

from wizard.core.errors import InputError
from wizard.doctor.probes.computer import look as look_at
from wizard.http.proxies import proxy_for
from wizard.scim.endpoint import parse_tenant_url
from wizard.support_file.model import Computer

if TYPE_CHECKING:
    from wizard.core.tasks import Task
    from wizard.journey.answers import Answers
    from wizard.journey.context import Context


def computer_of(task: Task, context: Context, answers: Answers) -> Computer:
    """Return what matters of this computer: platform, libraries, proxy, certificates."""
    try:
        proxy = proxy_for(parse_tenant_url(answers.tenant_url).base)
    except InputError:
        proxy = None
    facts = look_at(proxy, context.ca_files, None)
    task.checkpoint()
    return Computer(
        platform=facts.platform,
        python=platform.python_version(),
        frozen=facts.frozen,
        libraries=_libraries(),
        proxy=bool(facts.proxy),
        proxy_source=facts.proxy_source,
        ca_files=len(facts.ca_files),
        roots=facts.roots,
        keystore=answers.token_kept,
    )


def _libraries() -> dict[str, str]:
    found = {}
    for name in ("PySide6-Essentials", "requests", "urllib3", "msal", "keyring", "truststore", "msgspec"):
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found
