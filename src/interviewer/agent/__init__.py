"""A LiveKit participant that holds interviews; keeps nothing that the log could not rebuild."""
