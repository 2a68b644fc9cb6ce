"""Serves and stores what the engine decides."""

API_VERSION = "1.0.0"
"""Version of the interface, not of this program: its first number stands in every address."""

BASE_PATH = "/api/v1"
