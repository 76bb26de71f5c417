"""django-scim2 (https://github.com/15five/django-scim2) in a project as its documentation describes one."""

import sys
import tempfile

from django.conf import settings

TOKEN = sys.argv[1]
sys.modules["foreign_project"] = sys.modules[__name__]


class Bearer:
    """Logs in who has the token; the documentation leaves that to the project."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        from foreign_people.models import Person

        if request.headers.get("Authorization") == f"Bearer {TOKEN}":
            request.user = Person(username="scim", is_active=True)
        return self.get_response(request)


settings.configure(
    SECRET_KEY="no-secret", ROOT_URLCONF="foreign_project", ALLOWED_HOSTS=["*"], USE_TZ=True,
    INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "django_scim", "foreign_people"],
    AUTH_USER_MODEL="foreign_people.Person", DEFAULT_AUTO_FIELD="django.db.models.AutoField",
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": f"{tempfile.mkdtemp()}/db.sqlite3"}},
    MIDDLEWARE=["foreign_project.Bearer", "django_scim.middleware.SCIMAuthCheckMiddleware"],
    SCIM_SERVICE_PROVIDER={
        "NETLOC": "localhost", "GROUP_MODEL": "foreign_people.models.Team",
        "AUTHENTICATION_SCHEMES": [{"type": "oauth2", "name": "OAuth 2", "description": "Bearer token"}],
    },
)  # fmt: skip

import django  # noqa: E402

django.setup()

from django.core.management import call_command  # noqa: E402
from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.urls import include, path  # noqa: E402
from serving import serve  # noqa: E402

urlpatterns = [path("scim/v2/", include("django_scim.urls", namespace="scim"))]
call_command("migrate", run_syncdb=True, verbosity=0)
serve(get_wsgi_application())
