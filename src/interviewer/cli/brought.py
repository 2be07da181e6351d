"""What a conversation brought beside the answers, for `interviewer interviews show`."""

from __future__ import annotations

from typing import Any

import typer


def value(understood: dict[str, Any]) -> str:
    """What an answer comes to, and how sure that is."""
    sure = "confirmed" if understood["confirmed"] else "not confirmed"
    out = "; by the plan it rules the candidate out, you decide" if understood["knocked_out"] else ""
    return f"{understood['label']}, {sure}{out}"


def brought(interview: dict[str, Any]) -> None:
    """Print the candidate's questions, its wishes and its rating, as far as there are any."""
    from interviewer.interviews.plain_words import SIGNALS

    for asked in interview["asked"]:
        if asked["for_you"]:
            typer.echo(f"for you to answer: {asked['text']}")
        else:
            typer.echo(f"asked: {asked['text']}")
            out_of = ", ".join(map(_passage, asked["passages"]))
            typer.echo(f"       was told: {asked['answer']}{f' ({out_of})' if out_of else ''}")
    for one in interview["signals"]:
        typer.echo(f"{one['turn']}: {SIGNALS.get(one['signal'], one['signal'])}")
    if interview["rating"] is not None:
        typer.echo(f"the candidate rated the conversation {interview['rating']} of 5")


def _passage(passage: dict[str, Any]) -> str:
    if passage["document"] is None:
        return f"{passage['id']}, no longer there"
    return f"{passage['document']}, {passage['heading']}" if passage["heading"] else str(passage["document"])
