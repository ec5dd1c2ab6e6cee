"""Wiring: the environment, the settings, the URLs and the server. No behaviour."""
