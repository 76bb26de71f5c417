"""Canaille (https://gitlab.com/yaal/canaille), an identity provider with a SCIM service, in memory."""

import datetime as dt
import sys
import uuid

from canaille import create_app
from canaille.app import models
from canaille.backends import Backend
from serving import serve

TOKEN = sys.argv[1]
app = create_app(
    config={
        "SECRET_KEY": "no-secret", "ENV_FILE": None, "PREFERRED_URL_SCHEME": "http",
        "CANAILLE": {"DATABASE": "memory", "JAVASCRIPT": False, "LOGGING": {"version": 1}},
        "CANAILLE_OIDC": {}, "CANAILLE_SCIM": {},
    },
    env_file="nowhere.env", env_prefix="NOWHERE_",
)  # fmt: skip
with app.app_context():
    now = dt.datetime.now(dt.UTC)
    client = models.Client(client_id="entra", client_name="Entra", client_secret=str(uuid.uuid4()))
    Backend.instance.save(client)
    token = models.Token(
        id="1", token_id="1", access_token=TOKEN, client=client, subject=None, type="access_token",
        scope=[], issue_date=now, lifetime=36000, audience=[client],
    )  # fmt: skip
    Backend.instance.save(token)
serve(app)
