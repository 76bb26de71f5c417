"""What this program has changed, written down before it is done, so that it can be settled and undone."""
