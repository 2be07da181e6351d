"""Language models that write what the interviewer says: a port, and one file and one row for each provider."""
