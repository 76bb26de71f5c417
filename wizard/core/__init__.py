"""The base layer: errors, texts, background tasks, files. Knows nothing about Entra or SCIM."""
