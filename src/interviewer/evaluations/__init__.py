"""From a finished interview to a scorecard whose every score quotes what was said. Pure; models come in by ports."""
