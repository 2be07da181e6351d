"""German word lists: what may not be asked, what tells which answer is wanted, and two questions in one.

Deliberately few: what is in none of them is told by `Words.without`.
"""

from __future__ import annotations

from typing import Final

from interviewer.catalog.lint.words.lists import Nudge, Topic, Words, listed

_AGG: Final = "may not decide who is hired (Allgemeines Gleichbehandlungsgesetz, § 1)"

TOPICS: Final = (
    Topic(
        "age",
        "error",
        listed(r"""
            wie alt (sind|waren|werden) sie
            (ihr|ihrem|ihres) (alter|geburtsjahr|geburtsdatum|geburtstag)\b
            (wann|in welchem jahr) (sind|wurden) sie geboren
            wann (haben|werden) sie .{0,20}(geburtstag|in (die )?rente)
        """),
        f"age {_AGG}",
        'Ask what the job needs, such as "Dürfen Sie nach dem Gesetz nachts arbeiten?".',
    ),
    Topic(
        "family",
        "error",
        listed(r"""
            (haben|wollen|planen|möchten|hätten) sie (\w+ ){0,3}(kinder|nachwuchs|familie gründen|eine familie)\b
            (sind|leben) sie (\w+ )?(verheiratet|ledig|geschieden|schwanger|alleinerziehend|in einer beziehung)
            (ihr|ihre|ihren|ihrem|ihrer) (ehemann|ehefrau|mann|frau|partnerin|familienstand|familienplanung\
                |kinder|kinderbetreuung)\b
            (kinderwunsch|familienplanung|familienstand)\b
        """),
        "family, pregnancy and marriage are no concern of an employer (AGG § 1; BAG 2 AZR 621/01)",
        'Ask for what is needed, such as "Könnten Sie im Schichtdienst arbeiten?".',
    ),
    Topic(
        "health",
        "error",
        listed(r"""
            (sind|waren) sie (\w+ ){0,3}(krank|gesund|behindert|schwerbehindert|chronisch krank|in therapie)\b
            (haben|hatten) sie (\w+ ){0,3}(krankheit(en)?|vorerkrankung(en)?|behinderung|schwerbehinderung\
                |allergien|depressionen|fehlzeiten|krankheitstage)\b
            (wie oft|wie viele tage) .{0,20}krank\b
            nehmen sie .{0,20}medikamente\b
        """),
        "health and disability may be asked about only where the job cannot be done without (AGG § 1, SGB IX § 164)",
        'Ask "Gibt es etwas, das wir für Sie einrichten sollten, damit Sie diese Arbeit machen können?".',
    ),
    Topic(
        "religion",
        "error",
        listed(r"""
            (welche[rns]?|ihre|ihrer) (religion|konfession|religionszugehörigkeit|glaube)\b
            (sind|gehören) sie (\w+ ){0,3}(kirche|katholisch|evangelisch|muslim\w*|jüdisch|gläubig|religiös\
                |konfession\w*)
            tragen sie .{0,15}kopftuch
        """),
        f"religion {_AGG}",
        'Ask whether the hours suit, such as "Könnten Sie auch an Feiertagen arbeiten?".',
    ),
    Topic(
        "origin",
        "error",
        listed(r"""
            woher (kommen|stammen) sie\b
            (wo|in welchem land) (sind|wurden) sie (\w+ )?(geboren|aufgewachsen)
            (ihre|ihrer|welche) (nationalität|staatsangehörigkeit|staatsbürgerschaft|muttersprache|herkunft)\b
            (seit wann|wie lange) (leben|sind) sie (\w+ )?in deutschland
            migrationshintergrund\b
            ist deutsch ihre muttersprache
        """),
        f"origin and native language {_AGG}",
        'Ask "Dürfen Sie in Deutschland arbeiten?", or for the level of German that the job needs.',
    ),
    Topic(
        "politics and unions",
        "error",
        listed(r"""
            (sind|waren) sie (\w+ ){0,3}(gewerkschaft\w*|parteimitglied|mitglied (in )?(einer|der) (partei\
                |gewerkschaft))
            (welche|für welche|welcher) partei\b
            (wen|was) (haben|würden|werden) sie (\w+ )?(gewählt|wählen)\b
        """),
        "politics and unions are no concern of an employer (Art. 9 Abs. 3 GG)",
        "Leave it out.",
    ),
    Topic(
        "convictions",
        "error",
        listed(r"""
            (sind|waren) sie (\w+ )?(vorbestraft|im gefängnis|in haft)
            (haben|hatten) sie (\w+ ){0,2}(vorstrafen?|schulden|eine schufa)\b
        """),
        "convictions and debts may be asked about only where they bear on this job",
        "Ask for a certificate of conduct later, if the law asks for one.",
    ),
)
NUDGES: Final = (
    Nudge(
        listed(r"""
            [^?]*\w,? (oder|nicht wahr|nicht|richtig|stimmt's|oder nicht|gell)\?$
            ^(sie|das|es|wir) \w+ (\w+ )*(doch|sicher|bestimmt|natürlich|ja)\b.*\?$
            (finden|denken|meinen|glauben) sie nicht( auch)?\b
            ^(sie|und sie) (sind|haben|können|arbeiten|würden)\b.*\?$
        """),
        "it tells which answer is expected",
        "Ask openly what the candidate does or thinks.",
    ),
    Nudge(
        listed(r"""
            ^(sind|würden) sie (\w+ )?(teamfähig|belastbar|zuverlässig|pünktlich|motiviert|flexibel|fleißig\
                |ehrlich|ein teamplayer)\b
        """),
        "everybody answers it with yes",
        "Ask for a time when the candidate showed it.",
    ),
)
WORDS: Final = Words(
    topics=TOPICS,
    nudges=NUDGES,
    joined=(
        listed(r"""
            \w+,? und (was|wann|wo|wer|wie|warum|wieso|welche[rsnm]?) (\w+ )?(sie|ihr|ihre|das|es|war|haben|hat\
                |würden)\b.*\?$
            \w+,? und (haben|würden|können|könnten|sind|waren) sie\b.*\?$
            stärken und (\w+ )?schwächen
            und/oder\b
        """),
    ),
    fixed_pairs=listed(r"""
        (nacht|tag) und (tag|nacht)
        hygiene und sicherheit
    """),
    without=frozenset({"hard_to_say", "jargon", "knock_out"}),
)
