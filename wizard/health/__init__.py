"""How a setup is doing after the first sync: read from Entra, compared with what was there, kept beside the setup."""
