"""From a finished transcript to a scorecard whose every score quotes what was said. Pure; models come in through ports."""
