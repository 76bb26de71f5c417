"""Small controls that every page is built from; import them from their modules, so that start-up stays lean."""
