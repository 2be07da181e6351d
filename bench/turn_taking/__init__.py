"""The parts of bench/turns.py: the labelled set, the room, the systems, the scores."""
