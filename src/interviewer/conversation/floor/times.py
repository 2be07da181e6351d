"""Every constant of the floor in seconds, its reason beside. How long a pause ends a turn is in `endpointing`."""

from __future__ import annotations

from interviewer.conversation.floor.facts import Kind

HOLD_AFTER = 1.2
"""Voice over the interviewer for 0.9 s is a person, whatever the recogniser has: a "mhm" is half of it. The detector
tells of the end of a voice up to 0.25 s late."""
PERHAPS_AFTER = 0.6
"""One word that could begin something, and the voice is still there so long after its onset."""
HOLD_LONGEST = 4.0
"""No recogniser is silent so long about speech: the sound is none (fax tone, music)."""
FALSE_STOPS = 2
"""So many false stops in a row by sound alone, and only words stop the interviewer: each costs a broken sentence."""
GO_ON_AFTER = 0.8
"""Quiet after a stop that no words confirmed. Words come within 0.4 s of their end, and 1.2 s of silence is awkward."""
GO_ON_OWED = 2.0
"""The same while the recogniser owes words."""

RESTORE_AFTER = 0.35
"""Quiet before full loudness returns: the gaps between two "mhm" are shorter, and the words of one are there then."""
RESTORE_AGAIN_AFTER = 1.0
"""The same when it was ducked a moment ago: loudness that flaps is worse than softness."""
FLAPPING = 3.0
"""What "a moment ago" means."""
ASIDE_AFTER = 0.6
"""Quiet after which final words over the interviewer stand by themselves; until then more may join them."""

WORDS_WITHIN = 1.5
"""The words of a stretch of voice come within this of its end (p95 0.4 s hosted, 1 s local), or there are none."""
WORDS_OWED = 8.0
"""The same while the recogniser owes words: a local one that is busy."""
FINAL_WITHIN = 0.9
"""Interim words are taken as they are when their final form is not there by then."""
FINAL_EARLY = 0.35
"""Final words that come so shortly before the voice ended are those of its last stretch: noise makes it seem longer."""
SHORT_SOUND = 0.3
"""A stretch of voice below this may be a cough: it does not begin the pause anew."""
SHORT_WORDS_WITHIN = 0.6
"""But it may be a "no": its words are waited for so long."""

UNCLEAR_SOUND = 0.5
"""Sound without words shorter than this is a noise that nobody need answer."""
NO_WORDS_AFTER = 8.0
"""Voice without a new word for so long is no speech; it is said to be unclear while it still goes on."""
NO_WORDS_OWED = 45.0
"""The same while the recogniser owes words: a local one waits for a pause, and people speak on for half a minute."""
HEARING_AGAIN = 3.0
"""After so much quiet the voice detector is believed again."""

TAIL = 1.0
"""A yes or a no that ends so shortly before the interviewer's question does is the answer to it."""
PREPARE_PAUSE = 0.2
"""Pauses within a sentence are mostly shorter."""
PREPARE_AHEAD = 0.8
"""Before the turn is over: what a hosted model takes for a sentence, and a voice for its first sound. Half a reply a
turn is begun in vain; what that may cost is bounded where it is paid (`agent/anticipation.py`)."""
PREPARE_WAIT = 1.5
"""A pause that must last longer than this to end the turn is more likely none: the work would be thrown away."""
FORGET_AFTER = 0.5
"""Voice that goes on so long after a pause is no cough: the reply that was begun costs money for nothing."""
MURMUR_AFTER = 0.6
"""Of a pause until a sign of listening: final words are there, and many pauses in mid-answer over."""
MURMUR_WORTH = 0.3
"""Before the turn could be over: later, the reply itself is as soon, and would have to wait for the murmur's end."""
MURMURS_APART = 5.0
"""From one to the end of what is said upon it: more of them are haste."""
LIMIT_PAUSE = 0.2
"""Enough of a pause once a turn has gone on beyond its limit."""
LIMIT_OVERDUE = 30.0
"""Who makes no pause for so long after the limit is ended without one."""
QUIET: dict[Kind, float] = {"yes_no": 6.0, "short": 6.0, "open": 7.0, "behavioural": 8.0}
"""The candidate's silence before it is remarked on; to think of an example takes longer than to find a yes."""
