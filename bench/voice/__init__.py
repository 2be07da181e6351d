"""What the benches of the voice share: recorded turns, a candidate and its ear, the frameworks measured beside ours."""
