"""Small controls that all pages are built from; import them from their modules, to keep the start fast."""
