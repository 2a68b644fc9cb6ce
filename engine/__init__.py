"""Reads dated rules, decides with them and says why; knows no subject, server or database."""
