"""Users and groups of a project with django-scim2, as its documentation has them."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django_scim.models import AbstractSCIMGroupMixin, AbstractSCIMUserMixin


class Team(AbstractSCIMGroupMixin):
    """A group."""

    name = models.CharField(max_length=80, unique=True)


class Person(AbstractSCIMUserMixin, AbstractUser):
    """A user; ``user_set`` of a group are its members."""

    scim_groups = models.ManyToManyField(Team, related_name="user_set")
