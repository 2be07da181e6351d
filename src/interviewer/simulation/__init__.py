"""Candidates that are programs."""
