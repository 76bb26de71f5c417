"""The practice CloudGate: scim2-server with custom storage, accepting Entra's requests."""

from wizard.practice.cloudgate.server import PracticeCloudGate

__all__ = ["PracticeCloudGate"]
