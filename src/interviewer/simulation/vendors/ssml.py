"""What a request to Azure Speech says, and in which voice: SSML, read as strictly as the vendor reads it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from xml.etree import ElementTree as ET

from interviewer.simulation.vendors.names import names

LONGEST: Final = 64 << 10
"""Bytes of one request."""
SLOWEST: Final = 0.5
FASTEST: Final = 2.0
_SPEAK: Final = "{http://www.w3.org/2001/10/synthesis}"
_XML: Final = "{http://www.w3.org/XML/1998/namespace}"
KNOWN: Final = frozenset(
    names(
        "speak voice p s break prosody emphasis say-as sub phoneme lang audio bookmark lexicon mark "
        "desc express-as silence viseme backgroundaudio audioduration ttsembedding math"
    )
)


class SsmlRefused(Exception):
    """The request's SSML is ill-formed or incomplete; the message says what."""


@dataclass(frozen=True, slots=True)
class Speech:
    """The text to say, the voice's name, and how many times as fast as usual."""

    text: str
    voice: str
    rate: float = 1.0


def read(body: bytes) -> Speech:
    """The request's body. Raises SsmlRefused."""
    if len(body) > LONGEST or b"<!DOCTYPE" in body:
        raise SsmlRefused("The SSML is too long or declares a document type.")
    try:
        root = ET.fromstring(body)  # noqa: S314 - entities cannot be declared without a document type
    except ET.ParseError as error:
        raise SsmlRefused(f"The SSML is not well-formed XML: {error}") from error
    if _name(root) != "speak":
        raise SsmlRefused(f"The root element must be speak, not {_name(root)}.")
    if root.tag != f"{_SPEAK}speak":
        raise SsmlRefused("The root element needs xmlns='http://www.w3.org/2001/10/synthesis'.")
    if root.get("version") != "1.0":
        raise SsmlRefused("The root element needs version='1.0'.")
    if not root.get(f"{_XML}lang"):
        raise SsmlRefused("The root element needs xml:lang.")
    if unknown := sorted({_name(element) for element in root.iter()} - KNOWN):
        raise SsmlRefused(f"The element {unknown[0]} is not known.")
    voices = [child for child in root if _name(child) == "voice"]
    if not voices:
        raise SsmlRefused("The SSML needs a voice element within speak.")
    if (root.text or "").strip() or any((child.tail or "").strip() for child in root):
        raise SsmlRefused("Text must be within a voice element.")
    if not (voice := voices[0].get("name")):
        raise SsmlRefused("The voice element needs a name.")
    text = " ".join(" ".join(part for one in voices for part in one.itertext()).split())
    return Speech(text, voice, _rate(voices[0]))


def _rate(voice: ET.Element) -> float:
    """That of a prosody element, as a number, or as percent more or less than usual; words for it are not known."""
    prosody = voice.find(f"{_SPEAK}prosody")
    written = prosody.get("rate", "1") if prosody is not None else "1"
    try:
        rate = 1 + float(written.removesuffix("%")) / 100 if written.endswith("%") else float(written)
    except ValueError:
        raise SsmlRefused(f"The rate {written} of prosody is not known.") from None
    if not SLOWEST <= rate <= FASTEST:
        raise SsmlRefused(f"The rate {written} of prosody is outside {SLOWEST:g} to {FASTEST:g}.")
    return rate


def _name(element: ET.Element) -> str:
    return element.tag.rpartition("}")[2]
