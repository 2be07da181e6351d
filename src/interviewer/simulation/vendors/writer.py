"""What the emulated language model answers: one short sentence about what the candidate said last, always the same.

It understands nothing. Asked in the last message for an acknowledgement, an answer to the candidate or a follow-up,
in these words, it writes one; otherwise the last message is taken for the candidate's own words, and a follow-up is
asked, or the next question of a plan that stands in its instructions (`plan_follower`). The sentence names something
that the candidate named. An answer is copied out of passages of documents where the message brings some (`citing`).
For a JSON schema it makes the smallest object that fits. On purpose it can also write what nobody should say (`amiss`).
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Mapping, Sequence
from typing import Any, Final

from interviewer.simulation.vendors import citing, plan_follower
from interviewer.simulation.vendors.names import names

_THING: Final = re.compile(
    r"\b(the|a|an|my|our|this|that|these|those)\s+((?:[^\W\d_][\w'-]*\s+){0,3}[^\W\d_][\w'-]*)", re.IGNORECASE
)
_YOURS: Final = ("my", "our")
_VERB: Final = re.compile(r"(ed|ly)$")
_QUOTED: Final = re.compile(r"[\"“”«](.{3,}?)[\"“”»]", re.DOTALL)
_SAID: Final = re.compile(
    r"(?:candidate|they|person|applicant|user)(?: has| just)*(?: said| answered)?\s*:\s*(.+)", re.IGNORECASE | re.DOTALL
)
_ASKS: Final = re.compile(
    r"\b(follow[- ]?up|acknowledg\w*|answer|reply|respond|write|ask|say|sentence|question)\b", re.IGNORECASE
)
_DULL: Final = frozenset(
    names(
        "about above after again against because before being between could doing during every "
        "everything further having himself herself however itself maybe might myself never nothing "
        "other ourselves people perhaps quite rather really should since somebody something sometimes "
        "still their theirs themselves there therefore these thing things think those though through "
        "together under until usually where whether which while without would yourself always "
        "and but for from had has have her him his how into its just kept knew left let like made met off "
        "one our out over put ran said sat saw she so than that the their them then they told took too "
        "took two was way went were what when who why will with worked you your first last next later "
        "day days time year years came can come did does done gave get goes got gone not now also are been "
        "because only our same took until us we of to in on at by as is it be if or up he do me am an"
    )
)
_FOLLOW_UPS: Final[tuple[str, ...]] = (
    "Could you tell me a little more about {topic}?",
    "What was the hardest part of {topic} for you?",
    "How did you go about {topic}, step by step?",
    "What did you learn from {topic}?",
)
_THANKS: Final[tuple[str, ...]] = (
    "Thank you, that helps me understand {topic}.",
    "I see, thank you for telling me about {topic}.",
)
_ANSWERS: Final[tuple[str, ...]] = ("The team will gladly tell you more about {topic} after this call.",)


def answer(messages: Sequence[Mapping[str, Any]]) -> str:
    """One sentence for a conversation whose messages have `role` and `content` as text."""
    if due := plan_follower.question(messages):
        return due
    if messages and (cited := citing.answer(str(messages[-1]["content"] or ""))):
        return cited
    asked, said = _asked_and_said(messages)
    topic = _topic(said)
    kind = (
        _THANKS if re.search(r"\backnowledg", asked, re.IGNORECASE) and "follow" not in asked.lower() else _FOLLOW_UPS
    )
    if re.search(r"\banswer (the|this|their|his|her|a)\b", asked, re.IGNORECASE) and "follow" not in asked.lower():
        kind = _ANSWERS
    return kind[zlib.crc32(said.encode()) % len(kind)].format(topic=topic)


def subject(messages: Sequence[Mapping[str, Any]]) -> str:
    """What the answer is about, the same whoever asks and however: what its latency is drawn by."""
    asked, said = _asked_and_said(messages)
    return " ".join(said.split()) or asked


def fitting(schema: Mapping[str, Any], sentence: str, root: Mapping[str, Any] | None = None, depth: int = 0) -> object:
    """The smallest value that fits a JSON schema; strings are the sentence."""
    root = schema if root is None else root
    if (reference := schema.get("$ref")) and depth < 20:  # noqa: PLR2004 - a schema may refer to itself
        found: Any = root
        for part in str(reference).removeprefix("#/").split("/"):
            found = found[part]
        return fitting(found, sentence, root, depth + 1)
    for name in ("anyOf", "oneOf", "allOf"):
        if schema.get(name):
            return fitting(schema[name][0], sentence, root, depth + 1)
    if "const" in schema:
        return schema["const"]
    if schema.get("enum"):
        return schema["enum"][0]
    kind = schema.get("type", "object" if "properties" in schema else "string")
    match kind[0] if isinstance(kind, list) else kind:
        case "object":
            wanted = schema.get("required", list(schema.get("properties", {})))
            return {name: fitting(schema["properties"][name], sentence, root, depth + 1) for name in wanted}
        case "array":
            least = schema.get("minItems", 0)
            return [fitting(schema.get("items", {}), sentence, root, depth + 1)] * least
        case "integer" | "number":
            low = schema.get("minimum", schema.get("exclusiveMinimum", -1) + 1)
            return int(low) if kind == "integer" else low
        case "boolean":
            return True
        case "null":
            return None
        case _:
            return sentence[: schema.get("maxLength", len(sentence))].ljust(schema.get("minLength", 0), ".")


def _asked_and_said(messages: Sequence[Mapping[str, Any]]) -> tuple[str, str]:
    """The last request, and the candidate's last words."""
    turns = [str(message["content"]) for message in messages if message["role"] == "user" and message["content"]]
    last = turns[-1] if turns else ""
    if not _ASKS.search(last):
        return "", last
    if found := _SAID.search(last) or _QUOTED.search(last):
        return last, found[1].strip()
    if len(turns) > 1:
        return last, turns[-2]
    return ("", last) if last.rstrip().endswith(".") or not last else (last, last)


def _topic(said: str) -> str:
    """The longest thing that was named behind an article or the like; "that" where nothing was."""
    things = [(named, article.lower()) for article, run in _THING.findall(said) if (named := _named(run))]
    if not things:
        return "that"
    thing, article = max(things, key=lambda found: len(found[0]))
    return f"{'your' if article in _YOURS else 'the'} {thing}"


def _named(run: str) -> str:
    """The words of a run up to the first that can belong to no name of a thing."""
    kept: list[str] = []
    for word in run.split():
        if word.lower() in _DULL or (kept and _VERB.search(word)):
            break
        kept.append(word)
    return " ".join(kept[-2:]) if kept and len(kept[-1]) > 3 else ""  # noqa: PLR2004 - "the way", "a lot"
