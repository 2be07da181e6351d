"""Renders the lines of the simulated candidates: `python tools/voices/render.py [PERSONA ...]`.

Only lines whose text or voice has changed since the manifest was written are rendered; files of lines that are gone
are removed. Run `tools/voices/listen.py` afterwards, which transcribes the result.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import sys
import time
import zlib
from pathlib import Path

import numpy as np
import sound
from kokoro import RATE, Audio, Kokoro, fetch

from interviewer.simulation.persona import (
    PERSONAS,
    Manifest,
    PersonaInvalid,
    Script,
    VoicedLine,
    parts,
    persona_names,
    read_manifest,
    read_script,
)


def main() -> None:
    """Render what has changed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("personas", nargs="*", default=persona_names(), metavar="PERSONA")
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    options = parser.parse_args()
    scripts = {name: read_script(name) for name in options.personas}
    kokoro = Kokoro(fetch({script.voice.name for script in scripts.values()}), options.threads)
    for name, script in scripts.items():
        render(name, script, kokoro)


def render(name: str, script: Script, kokoro: Kokoro) -> None:
    """Bring the files and the manifest of one persona up to date."""
    folder = PERSONAS / name / "voices"
    folder.mkdir(exist_ok=True)
    old = _manifest(name)
    kept = old.lines if old is not None and old.voice == script.voice else {}
    lines: dict[str, VoicedLine] = {}
    began, made = time.monotonic(), 0
    for line_id, (_, text) in script.lines().items():
        file = folder / f"{line_id}.ogg"
        known = kept.get(line_id)
        if known is not None and known.script == text and file.is_file() and _sha256(file) == known.sha256:
            lines[line_id] = known
            continue
        audio = speech(text, script, kokoro)
        file.write_bytes(sound.to_opus(audio, RATE))
        lines[line_id] = VoicedLine(script=text, seconds=round(len(audio) / RATE, 3), sha256=_sha256(file))
        made += 1
        _write(name, Manifest(voice=script.voice, lines=lines))
    for file in folder.glob("*.ogg"):
        if file.stem not in lines:
            file.unlink()
    _write(name, Manifest(voice=script.voice, lines=lines))
    seconds = sum(line.seconds for line in lines.values())
    size = sum(file.stat().st_size for file in folder.glob("*.ogg"))
    print(
        f"{name}: {made} of {len(lines)} lines rendered in {time.monotonic() - began:.0f} s; "
        f"{seconds:.0f} s of speech, {size / 1e6:.2f} MB",
        file=sys.stderr,
    )


def speech(text: str, script: Script, kokoro: Kokoro) -> Audio:
    """A line as it is stored: its pieces, each trimmed, with the scripted pauses between them."""
    pieces = [
        sound.silence(part, RATE)
        if isinstance(part, float)
        else sound.trimmed(kokoro.say(part, script.voice.name, script.voice.speed), RATE)
        for part in parts(text)
    ]
    return sound.in_a_room(sound.levelled(np.concatenate(pieces), RATE), zlib.crc32(text.encode()))


def _manifest(name: str) -> Manifest | None:
    try:
        return read_manifest(name)
    except PersonaInvalid:
        return None


def _write(name: str, manifest: Manifest) -> None:
    content = json.dumps(manifest.model_dump(), indent=1, ensure_ascii=False, sort_keys=True)
    (PERSONAS / name / "voices.json").write_text(content + "\n", "utf-8")


def _sha256(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


if __name__ == "__main__":
    main()
