"""Real order histories: the demo database and the figures of the README."""
