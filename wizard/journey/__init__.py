"""The journey: twelve steps, the answers, the verified results, and the setups saved on disk."""
