"""Serves and stores what the engine decides."""
