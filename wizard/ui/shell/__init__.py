"""The window around the pages: rail, bottom bar, controller, background work."""
