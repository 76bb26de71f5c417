"""CloudGate Provisioning Setup: Entra ID to Soloinsight-CloudGate SSO, step by step."""

__version__ = "0.1.0"
