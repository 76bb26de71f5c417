"""The models that django-scim2 wants a project to have."""
