"""Secrets: the type that hides them, redaction of text, and the operating system's key store."""
