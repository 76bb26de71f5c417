"""The HTML pages that the browser shows during sign-in to the practice tenant.

Plain, accessible pages: one heading, labeled fields, announced errors, light and dark according to the system, and
script only if the protocol needs it.
"""

from __future__ import annotations

import base64
import hashlib
from typing import TYPE_CHECKING

from markupsafe import Markup
from werkzeug.wrappers import Response

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from wizard.practice.entra.aadsts import AadError

_PAGE = Markup("""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><style>
:root {{ color-scheme: light dark; }}
body {{ font: 16px/1.5 system-ui, sans-serif; max-width: 26rem; margin: 12vh auto; padding: 0 1.5rem; }}
label {{ display: block; margin-top: 1rem; }}
input {{ font: inherit; width: 100%; box-sizing: border-box; padding: .4rem .5rem; }}
button {{ font: inherit; padding: .4rem 1.2rem; margin: 1.5rem .5rem 0 0; }}
.note {{ opacity: .75; font-size: .9rem; }} .error {{ border-left: 4px solid #c4314b; padding-left: .8rem; }}
</style></head><body><main><h1>{title}</h1>{body}
<p class="note">This is the practice company Harbor Lights. Nothing here reaches Microsoft.</p></main></body></html>""")

_SIGN_IN = Markup("""<form method="post">{error}
<label for="account">Account</label>
<input id="account" name="account" value="{account}" autocomplete="username" required>
<label for="password">Password</label>
<input id="password" name="password" type="password" value="{password}" autocomplete="off" required>
{permissions}
<button type="submit" name="action" value="accept" autofocus>Sign in and accept</button>
<button type="submit" name="action" value="cancel" formnovalidate>Cancel</button></form>""")

_DEVICE = Markup("""<form method="post" action="/devicelogin">{error}
<label for="code">Code shown by the program</label>
<input id="code" name="code" value="{code}" autocapitalize="characters" autocomplete="off" required autofocus>
<label for="account">Account</label>
<input id="account" name="account" value="{account}" autocomplete="username" required>
<label for="password">Password</label>
<input id="password" name="password" type="password" value="{password}" autocomplete="off" required>
<button type="submit" name="action" value="accept">Sign in</button>
<button type="submit" name="action" value="cancel">Decline</button></form>""")


_SUBMIT = "document.forms[0].submit()"
_SUBMIT_HASH = base64.b64encode(hashlib.sha256(_SUBMIT.encode()).digest()).decode()


def _page(title: str, body: Markup, status: int = 200) -> Response:
    response = Response(_PAGE.format(title=title, body=body), status, content_type="text/html; charset=utf-8")
    response.headers["Cache-Control"] = "no-store"
    response.headers["Content-Security-Policy"] = (
        f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{_SUBMIT_HASH}'"
    )
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def _error(error: AadError | None) -> Markup:
    return Markup('<p class="error" role="alert">{}</p>').format(error.description) if error else Markup("")


def sign_in(account: str, password: str, permissions: Sequence[str], error: AadError | None = None) -> Response:
    """Return the page that asks for account and password (both filled in) and for consent."""
    items = Markup("").join(Markup("<li>{}</li>").format(name) for name in permissions)
    asked = Markup("<p>The program asks for these permissions:</p><ul>{}</ul>").format(items) if items else Markup("")
    body = _SIGN_IN.format(error=_error(error), account=account, password=password, permissions=asked)
    return _page("Sign in", body)


def form_post(redirect_uri: str, answer: Mapping[str, str]) -> Response:
    """Return the page that posts the result to the client (OAuth 2.0 Form Post Response Mode); the button is for
    browsers without script.
    """
    field = Markup('<input type="hidden" name="{}" value="{}">')
    fields = Markup("").join(field.format(name, value) for name, value in answer.items())
    form = Markup('<form method="post" action="{}">{}<button type="submit" autofocus>Continue</button></form>')
    script = Markup("<script>{}</script>").format(Markup(_SUBMIT))  # noqa: S704 - a constant
    return _page("Going back to the program", form.format(redirect_uri, fields) + script)


def device(code: str, account: str, password: str, error: AadError | None = None) -> Response:
    """Return the page that asks for the code of the device flow."""
    return _page("Enter code", _DEVICE.format(error=_error(error), code=code, account=account, password=password))


def done(accepted: bool) -> Response:
    """Return the last page of the device flow."""
    said = "You have signed in to the program." if accepted else "You declined. The program gets no access."
    return _page("All done", Markup("<p>{}</p><p>You can close this page.</p>").format(said))


def signed_out() -> Response:
    return _page("Signed out", Markup("<p>You can close this page.</p>"))


def problem(error: AadError, status: int = 400) -> Response:
    """Return a page with an error that must not be sent to a redirect address."""
    return _page("Sign-in cannot go on", _error(error), status)
