"""The patch probe: sends the requests that Entra sends for changes of people and groups, on test objects."""
