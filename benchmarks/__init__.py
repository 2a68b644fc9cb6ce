"""Measures the service beside other rule engines, on the same work and with equal answers."""
