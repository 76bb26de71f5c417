"""The practice CloudGate: scim2-server over a storage of ours, taking what Entra sends."""

from wizard.practice.cloudgate.server import PracticeCloudGate

__all__ = ["PracticeCloudGate"]
