"""The journey: twelve steps, the answers, what was verified, and the setups that are kept on disk."""
