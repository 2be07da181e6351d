"""What crosses process boundaries: the public API's models and the agent link's messages."""
