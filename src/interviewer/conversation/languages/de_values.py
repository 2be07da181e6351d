"""German amounts, days, times and choices."""

from __future__ import annotations

import re
from typing import Final

from interviewer.conversation.languages.de_numbers import MONTHS, WEEKDAYS, number, ordinal
from interviewer.conversation.languages.values import Amounts, Choosing, Days, Spoken, Times, Unit, Values

NEVER: Final = r"(?!)"


def _month(number_: int, words: str) -> str:
    """By its name, or by its number behind a day's: "1.4.", "am ersten vierten"."""
    return rf"{words}|(?<=\d\.) ?0?{number_}(?=\.)"


_AMOUNTS: Final = Amounts(
    units={
        "hours": Unit("time", 1 / 24, "Stunde", "Stunden", r"stunden?|std", "pro Stunde"),
        "days": Unit("time", 1.0, "Tag", "Tage", r"tag(?:en|es|e)?|täglich", "pro Tag"),
        "weeks": Unit("time", 7.0, "Woche", "Wochen", r"wochen?|wöchentlich", "pro Woche"),
        "fortnights": Unit("time", 14.0, "vierzehn Tage", "mal vierzehn Tage", NEVER, "alle zwei Wochen"),
        "months": Unit("time", 365.25 / 12, "Monat", "Monate", r"monat(?:en|es|e|s)?|monatlich", "im Monat"),
        "years": Unit("time", 365.25, "Jahr", "Jahre", r"jahr(?:en|es|e|s)?|jährlich", "im Jahr"),
        "euros": Unit("money", 2.0, "Euro", "Euro", r"euros?|eur", ""),
        "francs": Unit("money", 4.0, "Franken", "Franken", r"(?:schweizer )?franken|chf|fränkli", ""),
        "pounds": Unit("money", 1.0, "Pfund", "Pfund", r"pfund|gbp", ""),
        "dollars": Unit("money", 3.0, "Dollar", "Dollar", r"dollars?|usd", ""),
        "percent": Unit("part", 1.0, "Prozent", "Prozent", r"prozent", ""),
        "kilometres": Unit("distance", 1000.0, "Kilometer", "Kilometer", r"kilometern?|km", ""),
    },
    symbols={"€": "euro", "£": "pfund", "$": "dollar", "%": "prozent"},
    scales={"k": 1e3, "tausend": 1e3, "tsd": 1e3, "mille": 1e3, "millionen": 1e6, "million": 1e6},
    grouping=".",
    decimal=",",
    per=r"(?:brutto|netto)? ?(?:im|pro|je|in der|die|den|der|am|/|jede[nsm]?|alle)?",
    one=r"eine[nmrs]?|ein|noch eine?n?|ein ganze[rs]",
    half=NEVER,
    and_half=r" und 0\.5",
    multiples={
        r"anderthalb|ein(?:und)?einhalb": 1.5,
        **{rf"{number(n)}(?:und)?einhalb": n + 0.5 for n in range(2, 13)},
        r"(?:ein(?:e|en|em|er)? )?halbe[nmrs]?": 0.5,
        r"ein dutzend": 12,
        r"zwo": 2,
    },
    joins=r"bis|oder|und|bis zu|vielleicht|-|,|bis maximal|oder auch|oder sogar|,? oder|,? vielleicht|und maximal|und höchstens",
    sums=r" und |, | ",
    present=re.compile(
        r"\b(?:derzeit|momentan|im moment|zurzeit|zur zeit|aktuell|jetzt (?:gerade )?(?:verdiene|bekomme)|ich (?:verdiene|bekomme|kriege)|(?:verdiene|bekomme|kriege) ich)\b"
    ),
    groups=re.compile(r"\d \w+ (?:mit|von|zu je|mal|à|je) \d"),
    pronouns=re.compile(NEVER),
    none=re.compile(
        r"^(?:äh+m?,? |also,? |na ja,? |naja,? )*(?:keine[nrsm]?|gar keine[nrs]?|null|nichts|nix)\b(?! davon)"
        r"|\b(?:keine (?:kündigungsfrist|frist|erfahrung|berufserfahrung)|(?:habe|hab|hätte|brauche|gibt es) (?:ich )?(?:da |derzeit |aktuell |eigentlich |im moment |noch )*(?:gar )?keine[nrs]?(?: kündigungsfrist| frist| erfahrung)?(?=[.,!?]|$)|ohne (?:kündigungsfrist|frist|erfahrung))"
    ),
    at_once=re.compile(
        r"\b(?:sofort|ab sofort|jederzeit|umgehend|unverzüglich|gleich morgen|ab morgen|von heute auf morgen|wann sie (?:möchten|wollen))\b"
    ),
    about=re.compile(
        r"\b(?:etwa|ungefähr|circa|ca|rund|um die|so um|vielleicht|wahrscheinlich|vermutlich|so|glaube(?: ich)?|schätze(?: ich)?|denke(?: ich)?|würde ich sagen|bis zu|mindestens|höchstens|maximal|minimal|mehr als|weniger als"
        r"|nicht mehr als|fast|knapp|gut|nahezu|über|unter|oder so|plus minus|in der größenordnung|irgendwo|ein paar|idealerweise|am liebsten|kommt (?:drauf|darauf) an|je nachdem|verhandelbar|verhandlungsbasis|normalerweise|meistens|eher)\b"
    ),
    follows=re.compile(
        r"^(?:\s*[,.;!?]|\W*$|\W*(?:oder|und|aber|wenn|ich|das|es|vielleicht|bitte|weil|so|ist|wäre|wären|sind|sollten|sollte|müssten|müsste|kann|könnten|je|falls|als|bei|ab|von|inklusive|seit|jetzt|in|im|auf|zu|für|brutto|netto|zum|zur|vor|plus|minimum|mindestens"
        r"|maximal|höchstens|insgesamt|zusammen|danke|ungefähr|eigentlich|wahrscheinlich|dann|mit|ja|genau|stimmt|pro|hätte|habe|hab|bis|würde|schon|bin|lang|frist|kündigungsfrist|waren|etwa|circa|ca|glaube|denke)\b)"
    ),
)
_DAYS: Final = Days(
    months=(
        _month(1, r"januar|jänner|jan"),
        _month(2, r"februar|feber|feb"),
        _month(3, r"märz|maerz"),
        _month(4, r"april|apr"),
        _month(5, r"mai"),
        _month(6, r"juni|juno|jun"),
        _month(7, r"juli|julei|jul"),
        _month(8, r"august|aug"),
        _month(9, r"september|sept?"),
        _month(10, r"oktober|okt"),
        _month(11, r"november|nov"),
        _month(12, r"dezember|dez"),
    ),
    doubtful_months=frozenset(),
    into_month=r"im|ab|von|vom|seit|bis|anfang|ende|mitte",
    weekdays=(
        r"montag",
        r"dienstag",
        r"mittwoch",
        r"donnerstag",
        r"freitag",
        r"samstag|sonnabend",
        r"sonntag",
    ),
    ordinal=r"\.|(?=\.)",
    day_in_month=r"\.? (?:im |des )?|\.(?=\d)|(?=\.\d)\.|\.",
    the=r"(?:am|dem|den|zum|des) ",
    words={
        "today": r"heute(?! vor)",
        "tomorrow": r"(?<!am )(?<!guten )(?<!jeden )(?<!heute )(?<!gestern )(?<!auf )(?<!über)morgen(?! vor)",
        "day_after_tomorrow": r"übermorgen",
    },
    next=r"nächste[nrsm]?|der folgende[nrsm]?",
    this=r"kommende[nrsm]?|diese[nrsm]?",
    after_next=NEVER,
    beyond_next=r"übernächste[nrsm]?",
    periods={"week": r"woche", "month": r"monats?", "year": r"jahr(?:es)?"},
    begin=r"anfang|beginn|zu beginn|am anfang",
    middle=r"mitte",
    end=r"ende",
    last=r"letzte[nrsm]?",
    within=r"in etwa|in|innerhalb von|nach|in ungefähr|in circa|in ca|in rund|in so|in vielleicht|in spätestens|binnen|brauche ich|brauche|dauert|frühestens in",
    from_now=r"von jetzt an|ab jetzt|ab heute|später|von heute an",
    notice=r"(?:kündigungsfrist|frist)",
    week_later=r"in einer woche|in 1 woche|über eine woche|nächste woche|nächster woche",
    week_before_day=NEVER,
    at_once=re.compile(
        r"\b(?:ab sofort|sofort|so bald wie möglich|sobald wie möglich|so schnell wie möglich|schnellstmöglich|umgehend|jederzeit|unverzüglich|wann (?:immer )?sie (?:wollen|möchten|mich brauchen)|gleich)\b|^(?:ab |von )?(?:heute|jetzt)\b"
    ),
    not_then=re.compile(
        r"\b(?:nicht|kann ich nicht|nie|niemals|jede[nrsm]?|immer|außer|statt|anstatt|nicht mehr|keinesfalls)"
        r"(?: (?:schon|am|im|in|an|vor|ab|zum|bis|der|den|dem|erst|unbedingt|gut|so gut))*$"
    ),
    only_until=re.compile(
        r"\b(?:seit|bis(?: zum| ende| mitte| anfang)?|endet|beendet|läuft|ausläuft|gültig bis|abgelaufen|letzte[nrsm]?|geboren|geheiratet|hochzeit|urlaub|ferien|prüfung\w*|operation|abgeschlossen|abschluss|umzug|ziehe|befristet)(?: \w+){0,4}$"
    ),
    otherwise=re.compile(r"^,? oder (?!so\b)"),
    vague=re.compile(
        r"^ (?:nach|vor) (?:der |dem |den |meine[mnr] |ostern|weihnachten|pfingsten|sommer|winter|schul|ferien|prüfung)|^ (?:her|zuvor)\b"
    ),
)
_TIMES: Final = Times(
    morning=r"vormittags?|morgens|früh|(?<=am )morgen|(?<=heute )morgen",
    afternoon=r"nachmittags?|nach dem mittag(?:essen)?",
    evening=r"abends?|nach der arbeit|nach feierabend",
    noon=r"mittags?|mittagszeit|mittagspause",
    am=NEVER,
    pm=NEVER,
    at=r"so gegen|so um|gegen|um|ab",
    o_clock=r"uhr",
    past=r"nach",
    to=r"vor",
    quarter=r"viertel",
    half_past=NEVER,
    half_to=r"halb",
    tonight=r"heute abend",
    minutes=r"minuten?|min",
    hours=r"stunden?|std",
    gone=re.compile(
        r"\b(?:gestern|vorgestern|letzte[nrsm]? (?:woche|monat|jahr|nacht|\w+tag)|vor (?:\d+|eine[rmn]?) (?:minuten?|stunden?|tag\w*|wochen?|monat\w*|jahr\w*))\b"
    ),
)
_CHOOSING: Final = Choosing(
    ordinals=(
        r"erste[nrs]?|1\.|option (?:1|eins|a)|nummer (?:1|eins)|ersteres?",
        r"zweite[nrs]?|2\.|option (?:2|zwei|b)|nummer (?:2|zwei)|letzteres?",
        r"dritte[nrs]?|option (?:3|drei|c)|nummer (?:3|drei)",
        r"vierte[nrs]?|option (?:4|vier|d)|nummer (?:4|vier)",
        r"fünfte[nrs]?|option (?:5|fünf|e)|nummer (?:5|fünf)",
        r"sechste[nrs]?",
        r"siebte[nrs]?",
        r"achte[nrs]?",
    ),
    last=r"(?:die|das|der|den) letzte[nrs]?",
    any=re.compile(
        r"\b(?:egal(?: welche[rsn]?| was| wie)?|ist mir gleich|spielt keine rolle|macht keinen unterschied|(?:mir )?(?:ist|wäre) beides (?:recht|möglich|okay|ok)|beides (?:geht|ginge|möglich|recht|okay|ok|passt)|alle (?:gehen|passen|drei|sind (?:okay|ok|gut|möglich))|alles (?:geht|möglich|recht|okay|ok|passt)"
        r"|wie sie (?:möchten|wollen|es brauchen)|was auch immer|was gerade anfällt|(?:da )?bin (?:ich )?(?:da )?(?:ganz )?(?:flexibel|offen)|ich bin (?:da )?(?:ganz )?(?:flexibel|offen)|keine präferenz|jede[rs]?(?: davon)?)\b"
    ),
    both=re.compile(r"\b(?:beide|beides)\b"),
    neither=re.compile(r"\b(?:keine[rsn]? (?:davon|von (?:beiden|denen)|der)|weder noch|weder)\b"),
    excepting=re.compile(
        r"\b(?:(?:alle|alles|egal was|egal welche|jede[rsn]?)(?: \w+){0,3}? (?:außer|bis auf|nur nicht|nur keine?)|(?:nur|bloß|hauptsache) (?:nicht|keine[nrs]?))\b"
    ),
    refusing=re.compile(
        r"\b(?:nicht|keine[nrsm]?|kein|nie|niemals|ohne|lieber als|statt|anstatt|anstelle von|ungern|als|weniger|hasse|auf keinen fall)(?: (?:die|der|das|den|dem|eine|einen|so|wirklich|gern|gerne|in|im|am|an|zu|mit|viel|unbedingt))*$"
    ),
    idle=frozenset(
        "ein eine einen einem einer der die das den dem des in im am an zu zur zum für und oder mit von vom ist es schicht schichten dienst dienste zeit arbeit arbeiten tag tage jetzt nicht kein keine alle alles jede jeder zwischen zwei woche monat jahr nur auch".split()  # noqa: SIM905
    ),
    endings=r"(?:e|en|er|es|em|n|s)?",
)
_SPOKEN: Final = Spoken(
    numerals=("null", "ein", *(number(value) for value in range(2, 13))),
    and_half="{number}einhalb",
    half="ein halber {unit}",
    about="etwa {value}",
    span="{low} bis {high}",
    nothing="nichts",
    months=MONTHS,
    weekdays=WEEKDAYS,
    day="{weekday}, der {day} {month}",
    day_of_year="{weekday}, der {day} {month} {year}",
    month_of_year="{month} {year}",
    ordinal=tuple(ordinal(day) for day in range(1, 32)),
    statement=lambda _asked, *, agreed: None,  # noqa: ARG005 - where "nicht" or "kein" stands is more than an order
    at_once="ab sofort",
    yes="ja",
    no="nein",
    and_="{first} und {last}",
    either="egal welche",
    ones={"Stunde": "eine Stunde", "Woche": "eine Woche"},
    halves={"Stunde": "eine halbe Stunde", "Woche": "eine halbe Woche", "Jahr": "ein halbes Jahr"},
)
GERMAN_VALUES: Final = Values(
    amounts=_AMOUNTS,
    days=_DAYS,
    times=_TIMES,
    choosing=_CHOOSING,
    spoken=_SPOKEN,
    corrects=re.compile(
        r"[,.;!?\u2013-]+ ?(?:nein|nee)[,.](?= )(?: (?:moment|entschuldigung|ich meine|ich meinte|eher|eigentlich|doch)\b[,.]?)*|(?:^|[,.;!?\u2013-]+|(?<=\d)) ?(?:(?:oh|äh|ähm|ach|also|aber|na),? )?"
        r"(?:(?:nein|nee)(?=[,. ] ?(?:moment|entschuldigung|ich meine|eigentlich|das|es|eher|doch|lieber|der|die|ein|im|am|ab|zum|\d|nicht|\w+tag))|moment|ich meine|ich meinte|entschuldigung|sorry|oder vielmehr|vielmehr|beziehungsweise|korrektur|besser gesagt|eigentlich doch|quatsch|stimmt nicht|falsch)\b[,.]?"
        r"|\b(?:nein,? moment|entschuldigung,? nein|nein,? entschuldigung|ich meinte|oder besser gesagt|besser gesagt|vielmehr|ach quatsch|ach nein)\b[,.]?"
    ),
    negates=re.compile(
        r"\b(?:nicht|kein\w*|nie|statt|anstatt|früher|bin|ich war|nicht mehr)(?: (?:der|die|das|ein|eine|einen|nur|mal|genau|erst|schon))*$"
    ),
    unsure=re.compile(
        r"\b(?:weiß (?:ich )?(?:es |das |jetzt |gerade |noch |leider |ehrlich gesagt |gar )*nicht|nicht sicher|keine ahnung|kann ich (?:jetzt |so |noch |gerade |leider )*nicht (?:sagen|genau sagen)|schwer zu sagen|müsste ich (?:erst )?(?:nachsehen|nachschauen|fragen|klären)|muss ich (?:erst )?(?:noch )?(?:nachsehen|nachschauen|fragen|klären|abklären)"
        r"|jein|ja und nein|kommt (?:drauf|darauf) an|je nachdem|glaube? schon|denke? schon|glaube ich schon|denke ich schon|ich hoffe)\b"
    ),
    agrees=re.compile(
        r"\b(?:(?:habe|hab|kann|könnte|bin|will|würde|mache|besitze|darf) ich(?: schon| auch| gerne?)?(?=[.,!]|$)|(?:das|es|dies)(?: würde| sollte| ist| wäre)? (?:geht|ginge|passt|klappt|möglich|machbar|okay|ok|kein problem)|das (?:kann|könnte|mache|würde|habe|will) ich(?! (?:leider |aber |noch |gar )*(?:nicht|ungern))"
        r"|ich (?:habe|hab|besitze) (?:eine[nrs]?|den|die|das|so eine[nrs]?)\b|ich (?:kann|könnte|würde|mache|arbeite) (?:das|die|gerne?|auch|schon)\b(?! (?:leider |aber |noch |gar )*(?:nicht|ungern))|definitiv|sehr gerne?|vorhanden|ist da|gar kein problem|macht mir nichts aus)\b"
    ),
    refuses=re.compile(
        r"\b(?:noch nicht|eher nicht|leider|zurzeit nicht|im moment nicht|nicht mehr|abgelaufen|unmöglich|geht gar nicht|ungern|schlecht möglich|früher mal)\b"
    ),
    but=r"aber|jedoch|allerdings",
)
