"""The changes made by this program, recorded before they are made, so that they can be settled and undone."""
