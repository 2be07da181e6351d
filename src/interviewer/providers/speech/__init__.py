"""Voices: a port, and one file and one row for each provider."""
