"""CloudGate Provisioning Setup: Entra ID to Soloinsight-CloudGate SSO, step by step."""

__version__ = "1.0.0rc1"
