"""What is personal is unreadable without its own key, and unmistakable for anything that somebody said."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode, urlsafe_b64encode

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st

from interviewer.kernel.codec import Codec, Stored
from interviewer.kernel.sealing import (
    FORGOTTEN,
    BoxDamaged,
    KeyEncryptionKeys,
    KeysInvalid,
    KeysMissing,
    KeysWrong,
    Wrapped,
    new_key,
    opened,
    sealer,
    subjects,
)
from kernel_events import Card, Noted, Said

KEY = AESGCM(bytes(range(32)))
CODEC: Codec[Said | Card | Noted] = Codec(
    {
        Said: Stored("said", personal=("text",)),
        Card: Stored("card", personal=("summary", "scores.*.why")),
        Noted: Stored("noted"),
    }
)


def compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), lambda v: st.lists(v, max_size=3)))
def test_what_was_sealed_opens_to_the_same_value(value: object) -> None:
    text = compact({"before": 1, "it": sealer("cand_1", KEY)(value), "after": [2]})
    assert subjects([text]) == {"cand_1"}
    assert json.loads(opened(text, {"cand_1": KEY})) == {"before": 1, "it": value, "after": [2]}


@given(st.text())
def test_no_text_is_taken_for_a_sealed_value(text: str) -> None:
    for said in (text, compact(sealer("cand_1", KEY)(text)), f'"{text}{compact(sealer("cand_1", KEY)(1))}'):
        stored = compact({"text": said, "list": [said], said: 1})
        assert opened(stored, {"cand_1": KEY}) == stored


def test_without_its_key_it_reads_as_forgotten() -> None:
    text = compact({"mine": sealer("cand_1", KEY)("Ada"), "yours": sealer("cand_2", KEY)("Grace")})
    assert json.loads(opened(text, {"cand_2": KEY})) == {"mine": FORGOTTEN, "yours": "Grace"}


def test_the_same_words_are_sealed_differently_each_time() -> None:
    seal = sealer("cand_1", KEY)
    assert seal("yes") != seal("yes")


@pytest.mark.parametrize("at", [0, 5, 12, -1])
def test_an_altered_box_is_told_instead_of_being_read(at: int) -> None:
    sealed = sealer("cand_1", KEY)("Ada")
    assert isinstance(sealed, dict)
    box = bytearray(b64decode(sealed["box"]))
    box[at] ^= 1
    with pytest.raises(BoxDamaged):
        opened(compact(sealed | {"box": b64encode(box).decode()}), {"cand_1": KEY})
    with pytest.raises(BoxDamaged):
        opened(compact(sealed | {"sealed": "cand_2"}), {"cand_2": KEY})


def test_of_an_event_the_personal_fields_alone_are_sealed() -> None:
    seal = sealer("cand_1", KEY)
    for event, plain in (
        (Said("turn_1", "I am Ada"), ("turn_1",)),
        (
            Card(3, None, ({"id": "depth", "why": "She said so"}, {"id": "width", "why": ""})),
            ("depth", "width", "null"),
        ),
    ):
        stored = CODEC.encode(event, seal)
        assert "Ada" not in stored.data
        assert "said" not in stored.data
        assert all(part in stored.data for part in plain)
        assert CODEC.from_parts(stored.type, stored.schema_version, opened(stored.data, {"cand_1": KEY})) == event
        assert CODEC.personal(event)
    assert CODEC.encode(Noted("Ada"), seal) == CODEC.encode(Noted("Ada"))
    assert not CODEC.personal(Noted("Ada"))


def test_a_forgotten_event_still_folds() -> None:
    stored = CODEC.encode(Said("turn_1", "I am Ada"), sealer("cand_1", KEY))
    assert CODEC.from_parts(stored.type, stored.schema_version, opened(stored.data, {})) == Said("turn_1", FORGOTTEN)


def test_a_subjects_key_is_wrapped_by_the_first_and_opened_by_any() -> None:
    old, new = new_key(), new_key()
    before, after = KeyEncryptionKeys([old]), KeyEncryptionKeys([new, old])
    key = new_key()
    wrapped = before.wrap("cand_1", key)
    assert key not in wrapped.key
    assert after.unwrap("cand_1", wrapped) == key
    assert after.wrap("cand_1", key).by == KeyEncryptionKeys([new]).first != wrapped.by
    with pytest.raises(KeysWrong, match=wrapped.by):
        KeyEncryptionKeys([new]).unwrap("cand_1", wrapped)
    for altered in (Wrapped(wrapped.key[:-1], wrapped.by), Wrapped(b"x" + wrapped.key[1:], wrapped.by)):
        with pytest.raises(BoxDamaged):
            before.unwrap("cand_1", altered)
    with pytest.raises(BoxDamaged):
        before.unwrap("cand_2", wrapped)


def test_keys_are_read_from_base64_and_refused_when_they_are_none() -> None:
    one, two = new_key(), new_key()
    written = f" {urlsafe_b64encode(one).decode()}, {urlsafe_b64encode(two).decode()},"
    assert KeyEncryptionKeys.read(written).first == KeyEncryptionKeys([one]).first
    for wrong in ("short", "abc=", urlsafe_b64encode(bytes(31)).decode(), "ümlaut" * 8):
        with pytest.raises(KeysInvalid):
            KeyEncryptionKeys.read(wrong)
    with pytest.raises(KeysMissing):
        KeyEncryptionKeys.read("").wrap("cand_1", one)
