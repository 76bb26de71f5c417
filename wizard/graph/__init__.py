"""Microsoft Graph and sign-in: clouds, MSAL, and a typed client for every call the wizard makes."""
