"""What PostgreSQL itself must bring. Apart from `migrations`, which takes a client of databases to import."""

from __future__ import annotations


class ExtensionMissing(Exception):
    """A migration needs an extension of PostgreSQL that is not there. Nothing of it was applied."""
