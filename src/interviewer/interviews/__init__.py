"""The life of one interview as events: decider, state, transcript. Pure."""
