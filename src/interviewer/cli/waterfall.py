"""A latency waterfall as SVG: one bar a reply, its stages side by side on one axis from the candidate's last word.

Nobody's words are in it. Deliberately not here: where the figures come from.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

LABELS = {
    "stt": "words recognised",
    "endpointing": "turn judged over",
    "retrieval": "search",
    "llm": "model's first token",
    "between": "between stages",
    "tts": "voice",
    "playout": "playout",
}
COLOURS = {
    "stt": "#b06f0b",
    "endpointing": "#f2bd63",
    "retrieval": "#878b84",
    "llm": "#5566b0",
    "between": "#dcddd8",
    "tts": "#0b6b57",
    "playout": "#82ccb4",
}
LATE = "#a03525"
INK, DIMMED, LINE = "#1a1d1b", "#5d635f", "#e4e5e1"
LEFT, RIGHT, TOP, ROW, BAR = 132, 128, 62, 24, 14
WIDE = 960
TICKS = (100, 200, 250, 500, 1000, 2000, 5000, 10_000)
MOST_TICKS = 10


@dataclass(frozen=True, slots=True)
class Reply:
    """One bar: spans as part, start and end in milliseconds; `heard` is what the candidate's ear measured."""

    name: str
    spans: tuple[tuple[str, float, float], ...]
    planned: bool
    first_sound: float | None = None
    heard: float | None = None
    over_budget: str | None = None

    @property
    def end(self) -> float:
        """The last moment that is shown of it."""
        return max(self.spans[-1][2] if self.spans else 0.0, self.first_sound or 0.0, self.heard or 0.0)


def draw(replies: Sequence[Reply]) -> str:
    """The picture, as a document of its own."""
    longest = max((reply.end for reply in replies), default=0.0) or 1000.0
    step = next((tick for tick in TICKS if longest / tick <= MOST_TICKS), math.ceil(longest / MOST_TICKS))
    most = step * math.ceil(longest / step)
    high = TOP + ROW * max(1, len(replies)) + 34
    text = f"Latency of {len(replies)} replies, from the candidate's last word to the first sound of content"
    size = f'viewBox="0 0 {WIDE} {high}" width="{WIDE}" height="{high}"'
    look = f'font-family="system-ui, sans-serif" font-size="12" fill="{INK}"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" aria-label="{escape(text)}" {look}>',
        f"<title>{escape(text)}</title>",
        f'<rect width="{WIDE}" height="{high}" fill="#ffffff"/>',
        *_legend(any(reply.heard is not None for reply in replies)),
        *_axis(step, most, high),
    ]
    for number, reply in enumerate(replies):
        parts += _bar(reply, TOP + ROW * number, most)
    return "\n".join([*parts, "</svg>\n"])


def _x(milliseconds: float, most: float) -> float:
    return round(LEFT + (WIDE - LEFT - RIGHT) * milliseconds / most, 1)


def _legend(heard: bool) -> Iterator[str]:
    x = 12.0
    for part, label in LABELS.items():
        yield f'<rect x="{x}" y="10" width="11" height="11" rx="2" fill="{COLOURS[part]}"/>'
        yield f'<text x="{x + 16}" y="20">{escape(label)}</text>'
        x += 34 + 6.1 * len(label)
    yield f'<path d="M12 32v12" stroke="{INK}" stroke-width="2"/><text x="20" y="42">first sound of any kind</text>'
    if heard:
        yield f'<circle cx="186" cy="38" r="4" fill="none" stroke="{INK}" stroke-width="1.5"/>'
        yield '<text x="196" y="42">as the candidate heard it</text>'
    yield f'<text x="360" y="42" fill="{LATE}">red: over its budget</text>'


def _axis(step: float, most: float, high: int) -> Iterator[str]:
    for number in range(round(most / step) + 1):
        x = _x(number * step, most)
        yield f'<path d="M{x} {TOP - 8}V{high - 28}" stroke="{LINE}"/>'
        yield f'<text x="{x}" y="{high - 12}" text-anchor="middle" fill="{DIMMED}">{number * step:g} ms</text>'


def _bar(reply: Reply, top: int, most: float) -> Iterator[str]:
    words = "planned" if reply.planned else "generated"
    yield f'<text x="12" y="{top + 11}">{escape(reply.name)}<tspan fill="{DIMMED}" dx="8">{words}</tspan></text>'
    for part, start, end in reply.spans:
        left, wide = _x(start, most), round(_x(end, most) - _x(start, most), 1)
        late = f' stroke="{LATE}" stroke-width="2"' if part == reply.over_budget else ""
        yield f'<rect x="{left}" y="{top}" width="{wide}" height="{BAR}" fill="{COLOURS.get(part, DIMMED)}"{late}>'
        yield f"<title>{escape(LABELS.get(part, part))}: {start:.0f} to {end:.0f} ms</title></rect>"
    if reply.first_sound is not None:
        x = _x(reply.first_sound, most)
        yield f'<path d="M{x} {top - 2}v{BAR + 4}" stroke="{INK}" stroke-width="2"/>'
    if reply.heard is not None:
        y = top + BAR / 2
        yield f'<circle cx="{_x(reply.heard, most)}" cy="{y}" r="4" fill="none" stroke="{INK}" stroke-width="1.5"/>'
    ended = f"{reply.spans[-1][2]:.0f} ms" if reply.spans else "no sound"
    late = f" {reply.over_budget.replace('_', ' ')}" if reply.over_budget else ""
    colour = LATE if reply.over_budget else INK
    yield f'<text x="{WIDE - RIGHT + 12}" y="{top + 11}" fill="{colour}">{ended}{escape(late)}</text>'
