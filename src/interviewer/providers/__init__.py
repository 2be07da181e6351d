"""Speech and language models behind one table."""
