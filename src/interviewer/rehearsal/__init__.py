"""Conversations held by text: the very conductor of a call, a clock that is reckoned, and nobody on the telephone."""
