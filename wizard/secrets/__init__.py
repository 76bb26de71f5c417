"""Secrets: the type that hides them, the redaction of text, and the operating system's key store."""
