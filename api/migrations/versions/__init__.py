"""One migration a file; a migration that was released is never changed."""
