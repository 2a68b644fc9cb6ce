"""The `ret` command: thin, on the engine and the service."""
