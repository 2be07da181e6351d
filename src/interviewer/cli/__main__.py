"""`python -m interviewer.cli`: how the supervisor starts the processes, with the interpreter it runs in."""

from interviewer.cli import main

main()
