"""What everything stands on: errors, words, background tasks, files. Knows nothing of Entra or SCIM."""
