"""The error hierarchy: each error has a stable code, parameters and a cause, but no prose.

The texts of an error are in ``resources/locales/<language>/error.d/<area>.ftl`` under ``error-<code>``: the message
says what happened, its attribute ``why`` gives the reason and its attribute ``next`` the next action. Parameters must
be safe to show to anyone: never put a token, a request body or a response body into them.
"""

from __future__ import annotations

from collections.abc import Mapping

Parameter = str | int | float

LONGEST = 1_000
"""Maximum number of characters kept of a parameter. Text from a server may be megabytes long; errors show it inline."""


class WizardError(Exception):
    """Base of every error this program raises on purpose.

    Args:
        code: stable, lower-case, words joined by hyphens, for example ``graph-forbidden``.
        params: values for the placeholders of the error's texts; shown to users and written to logs.
        cause: the underlying exception, kept for the log; also set as ``__cause__``.
        failure: id in the failure catalog (``resources/failures.json``) if this error is a known failure.
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
    """Something that the user typed, pasted or opened cannot be used; the input is kept."""


class ConsentNeeded(InputError):
    """The work stopped before an action that requires the user's consent; the action was not started."""


class NetworkError(WizardError):
    """No usable HTTP response: name resolution, port, proxy, TLS, time limit or size limit."""


class GraphError(WizardError):
    """Microsoft Graph returned an error or an unreadable response.

    ``status`` is the HTTP status (0 if there was none), ``graph_code`` the response's ``error.code``,
    ``request_id`` the service's request ID; see graph error responses in the Graph documentation.
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
    """Signing in failed; ``failure`` is the catalog id of the cause if the AADSTS number is known."""


class ScimError(WizardError):
    """The SCIM server returned an error or a response that is not SCIM (RFC 7644 section 3.12)."""

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
    """The operating system's key store is missing, is locked, refuses access, or does not respond in time."""


class MappingError(WizardError):
    """A synchronization schema, attribute mapping, expression or scoping filter is not valid."""


class SavedSetupError(WizardError):
    """A saved setup cannot be read (damaged or from a newer version) or written; the file is left unchanged."""


class SupportFileError(WizardError):
    """A support file cannot be created, read or used."""


class Cancelled(WizardError):
    """The user canceled the work. This is not a failure and no error is shown."""

    def __init__(self) -> None:
        super().__init__("cancelled")
