"""The HTTP transport: every HTTP exchange of the program goes through it."""

from wizard.http.model import Exchange, Request, Response, RetryPolicy, Sender, Timeouts
from wizard.http.transport import Transport

__all__ = ["Exchange", "Request", "Response", "RetryPolicy", "Sender", "Timeouts", "Transport"]
