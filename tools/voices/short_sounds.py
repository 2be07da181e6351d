"""Renders the sounds of bench/turn_taking/sounds.yaml in the candidates' voices: `python tools/voices/short_sounds.py`.

Rendered as they are here, without the room of the long lines: the bench adds noise and telephone itself.
"""

from __future__ import annotations

import argparse
import os
from pathlib import Path

import sound
import yaml
from kokoro import RATE, Kokoro, fetch

from interviewer.simulation.persona import persona_names, read_script

FOLDER = Path(__file__).resolve().parents[2] / "bench" / "turn_taking"


def main() -> None:
    """Render all of them; it takes about a minute."""
    argparse.ArgumentParser(description=__doc__.splitlines()[0]).parse_args()
    sounds = yaml.safe_load((FOLDER / "sounds.yaml").read_text("utf-8"))
    scripts = {name: read_script(name) for name in persona_names()}
    kokoro = Kokoro(fetch({script.voice.name for script in scripts.values()}), os.cpu_count() or 1)
    (FOLDER / "voices").mkdir(exist_ok=True)
    for persona, script in scripts.items():
        for kind, texts in sounds.items():
            for number, (text, _) in enumerate(texts, start=1):
                said = sound.trimmed(kokoro.say(text, script.voice.name, script.voice.speed), RATE)
                file = FOLDER / "voices" / f"{persona}-{kind}-{number}.ogg"
                file.write_bytes(sound.to_opus(sound.levelled(said, RATE), RATE))
    files = list((FOLDER / "voices").glob("*.ogg"))
    print(f"{len(files)} sounds, {sum(file.stat().st_size for file in files) / 1e3:.0f} kB")


if __name__ == "__main__":
    main()
