"""The one error tree: a stable code, parameters and the cause; never prose.

The words of an error live in ``resources/locales/<language>/error.ftl`` under ``error-<code>``; that message
tells what happened, its attribute ``why`` the reason and its attribute ``next`` what to do now. Parameters must be
safe to show to anybody: never put a token, a request body or an answer into them.
"""

from __future__ import annotations

from collections.abc import Mapping

Parameter = str | int | float

LONGEST = 1_000
"""Letters of a parameter that are kept: what a stranger says may be megabytes, and stands in a sentence."""


class WizardError(Exception):
    """Base of every error this program raises on purpose.

    Args:
        code: stable, lower-case, words joined by hyphens, for example ``graph-forbidden``.
        params: values for the placeholders of the error's texts; shown to people and written to logs.
        cause: the error underneath, kept for the log; also set as ``__cause__``.
        failure: id of the failure catalogue (``resources/failures.json``) that this error is known to be, if any.
    """

    def __init__(
        self,
        code: str,
        params: Mapping[str, Parameter] | None = None,
        *,
        cause: BaseException | None = None,
        failure: str | None = None,
    ) -> None:
        super().__init__(code)
        self.code = code
        self.params: dict[str, Parameter] = {name: _short(value) for name, value in (params or {}).items()}
        self.failure = failure
        if cause is not None:
            self.__cause__ = cause

    def __str__(self) -> str:
        if not self.params:
            return self.code
        return f"{self.code} ({', '.join(f'{k}={v}' for k, v in sorted(self.params.items()))})"


def _short(value: Parameter) -> Parameter:
    return f"{value[:LONGEST]}…" if isinstance(value, str) and len(value) > LONGEST else value


class InputError(WizardError):
    """Something the person typed, pasted or opened cannot be used; nothing of it is lost."""


class ConsentNeeded(InputError):
    """Stopped before something that needs a person's decision; nothing of it was done."""


class NetworkError(WizardError):
    """No usable HTTP answer: name, port, proxy, TLS, time or size limit."""


class GraphError(WizardError):
    """Microsoft Graph answered with an error, or with something that cannot be read.

    ``status`` is the HTTP status (0 when there was none), ``graph_code`` the ``error.code`` of the answer,
    ``request_id`` the service's id of the request; see graph error responses in the Graph documentation.
    """

    def __init__(
        self,
        code: str,
        params: Mapping[str, Parameter] | None = None,
        *,
        status: int = 0,
        graph_code: str = "",
        request_id: str = "",
        cause: BaseException | None = None,
        failure: str | None = None,
    ) -> None:
        super().__init__(code, params, cause=cause, failure=failure)
        self.status = status
        self.graph_code = graph_code
        self.request_id = request_id


class SignInError(WizardError):
    """Signing in failed; ``failure`` names the catalogued cause where the AADSTS number is known."""


class ScimError(WizardError):
    """The SCIM server answered with an error or with something that is not SCIM (RFC 7644 section 3.12)."""

    def __init__(
        self,
        code: str,
        params: Mapping[str, Parameter] | None = None,
        *,
        status: int = 0,
        scim_type: str = "",
        cause: BaseException | None = None,
        failure: str | None = None,
    ) -> None:
        super().__init__(code, params, cause=cause, failure=failure)
        self.status = status
        self.scim_type = scim_type


class KeyStoreError(WizardError):
    """The operating system's key store is missing, locked, refuses, or does not answer in time."""


class MappingError(WizardError):
    """A synchronization schema, attribute mapping, expression or scoping filter is not valid."""


class SavedSetupError(WizardError):
    """A saved setup cannot be read (damaged, newer) or written; the file is kept as it is."""


class SupportFileError(WizardError):
    """A support file cannot be made, read or used."""


class Cancelled(WizardError):
    """The person cancelled the work; not a failure, shown as nothing."""

    def __init__(self) -> None:
        super().__init__("cancelled")
