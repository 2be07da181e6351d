"""Speech to text: a port, and one file and one row for each provider."""
