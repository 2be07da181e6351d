"""Control plane for AI interviews by voice: ARCHITECTURE.md is the map of this package."""
