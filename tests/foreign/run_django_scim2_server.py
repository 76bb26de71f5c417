"""django-scim2-server (https://github.com/browniebroke/django-scim2-server) as its documentation sets it up."""

import sys
import tempfile

from django.conf import settings

TOKEN = sys.argv[1]
sys.modules["foreign_project"] = sys.modules[__name__]


def allowed(request):
    """Let in who has the token."""
    return request.headers.get("Authorization") == f"Bearer {TOKEN}"


settings.configure(
    SECRET_KEY="no-secret", ROOT_URLCONF="foreign_project", ALLOWED_HOSTS=["*"], USE_TZ=True,
    INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "django_scim2_server"],
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": f"{tempfile.mkdtemp()}/db.sqlite3"}},
    MIDDLEWARE=[], SCIM2_SERVER_AUTH_CHECK="foreign_project.allowed",
)  # fmt: skip

import django  # noqa: E402

django.setup()

from django.core.management import call_command  # noqa: E402
from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.urls import include, path  # noqa: E402
from serving import serve  # noqa: E402

urlpatterns = [path("scim/v2/", include("django_scim2_server.urls"))]
call_command("migrate", run_syncdb=True, verbosity=0)
serve(get_wsgi_application())
