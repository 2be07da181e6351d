"""The terminal of a command that has started programs: it stops them in order whether or not anybody still reads."""

from __future__ import annotations

import os
import sys

from rich.console import Console


class Screen(Console):
    """A console that falls silent when its reader is gone (`up | head`), where rich would leave at once."""

    def on_broken_pipe(self) -> None:
        """Write nothing any more, and let nobody else who writes to this pipe fail."""
        self.quiet = True
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)

    def tell(self, name: str, text: str) -> None:
        """One line: a program's name, and what happened to it."""
        self.print(f"[bold]{name:<13}[/] ", end="")
        self.print(text, markup=False, highlight=False, soft_wrap=True)
