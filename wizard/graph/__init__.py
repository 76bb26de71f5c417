"""Microsoft Graph and signing in: clouds, MSAL, and a typed client for every call the wizard makes."""
