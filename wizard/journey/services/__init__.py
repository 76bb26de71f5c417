"""Shared services for steps, window and terminal: each question is answered in one module."""
