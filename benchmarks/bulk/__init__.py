"""Measures whole tables beside other ways to decide them: the same lines, and equal answers."""
