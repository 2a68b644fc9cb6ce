"""Decides tables of lines: one fact a column, one outcome a line, the same as a single decision."""
