"""The patch probe: what Entra sends when people and groups change, tried on test objects."""
