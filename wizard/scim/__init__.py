"""The SCIM side: tenant URL, client, and the requests that Entra sends (RFC 7643, RFC 7644)."""
