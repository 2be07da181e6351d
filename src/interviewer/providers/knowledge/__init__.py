"""The documents of a job: read, cut into passages, kept, and searched for what answers a candidate's question."""
