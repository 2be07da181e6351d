"""What is installed, running, reachable and missing on this machine, and what to do about it.

Each check is a function from settings to findings. A check changes nothing and prints no secret. Deliberately not here:
how findings are shown.
"""
