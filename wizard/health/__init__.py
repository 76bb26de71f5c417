"""The health of a setup after the first cycle: read from Entra, compared with earlier data, saved with the setup."""
