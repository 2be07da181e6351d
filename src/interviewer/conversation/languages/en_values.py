"""English amounts, days, times and choices."""

from __future__ import annotations

import re
from typing import Final

from interviewer.conversation.languages.en_statements import statement
from interviewer.conversation.languages.en_times import SMALL
from interviewer.conversation.languages.values import Amounts, Choosing, Days, Spoken, Times, Unit, Values

NEVER: Final = r"(?!)"
_MONTHS: Final = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_WEEKDAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_NUMERALS: Final = SMALL[:13]
_ENDINGS: Final = {1: "st", 2: "nd", 3: "rd", 21: "st", 22: "nd", 23: "rd", 31: "st"}

_AMOUNTS: Final = Amounts(
    units={
        "hours": Unit("time", 1 / 24, "hour", "hours", r"hours?'?", "an hour"),
        "days": Unit("time", 1.0, "day", "days", r"days?'?", "a day"),
        "weeks": Unit("time", 7.0, "week", "weeks", r"week's|weeks?'?|wks?", "a week"),
        "fortnights": Unit("time", 14.0, "fortnight", "fortnights", r"fortnight's|fortnights?'?", "a fortnight"),
        "months": Unit("time", 365.25 / 12, "month", "months", r"month's|months?'?", "a month"),
        "years": Unit("time", 365.25, "year", "years", r"year's|years?'?|yrs?", "a year"),
        "pounds": Unit("money", 1.0, "pound", "pounds", r"pounds?|quid|gbp|sterling", ""),
        "euros": Unit("money", 2.0, "euro", "euros", r"euros?|eur", ""),
        "dollars": Unit("money", 3.0, "dollar", "dollars", r"dollars?|bucks|usd", ""),
        "percent": Unit("part", 1.0, "percent", "percent", r"percent|per cent", ""),
        "kilometres": Unit("distance", 1000.0, "kilometre", "kilometres", r"kilomet(?:re|er)s?|kms?", ""),
        "miles": Unit("distance", 1609.344, "mile", "miles", r"miles?", ""),
    },
    symbols={"£": "pounds", "€": "euros", "$": "dollars", "%": "percent"},
    scales={"k": 1e3, "grand": 1e3, "thousand": 1e3, "million": 1e6},
    grouping=",",
    decimal=".",
    per=r"an?|per|each|every|the|/",
    one=r"an?|another|the full",
    half=r"half (?:of )?(?:an? )?|half-",
    and_half=r" and a half",
    multiples={"a couple of": 2, "a couple": 2, "couple of": 2, "a dozen": 12, "half a dozen": 6, "a pair of": 2},
    joins=r"to|or|and|till|until|maybe|perhaps|up to|-|,|or maybe|or even|,? or|,? maybe|and at most",
    sums=r" and |, | ",
    present=re.compile(
        r"\b(?:currently|at the moment|at present|right now|i earn|i make|i get|i'm on|i am on|i'm paid|i have now)\b"
    ),
    groups=re.compile(r"\d \w+ (?:of|with|times|each) \d"),
    pronouns=re.compile(
        r"\b(?:the|this|that|which|no|every|any|each|another|good|first|second|third|last|present|current|new|old|a long"
        r"|other|early|late) one\b|\bone (?:of|could|can|would|has|needs|is|thing|more|day|time|by|another)\b"
        r"|\b(?:have|need|got|had|having|give|gives|want|is) one(?=[.,!?]|$)"
    ),
    none=re.compile(
        r"^(?:um,? |uh,? |well,? |oh,? )*(?:none|nothing|zero|nil|not any|no notice)\b(?! of that)"
        r"|\b(?:no notice(?: period)?\b|(?:do not|don't|haven't|have not|haven't got|hasn't|doesn't|there isn't|there's not|there's no"
        r"|there is no|i've no|i have no|without)(?: currently| actually| really| to)*(?: have| got| need| give)*(?: to give)?"
        r"(?: one| any| an?)?(?: notice| experience)(?: period)?\b|(?:do not|don't) (?:have|need) (?:one|any)\b|haven't got (?:one|any)\b)"
    ),
    at_once=re.compile(
        r"\b(?:immediately|right away|straight ?away|at once|any ?time|whenever you (?:like|want|need)|with immediate effect"
        r"|tomorrow if|from tomorrow)\b"
    ),
    about=re.compile(
        r"\b(?:about|around|roughly|approximately|approx|maybe|perhaps|probably|something like|or so|ish|i think|i guess"
        r"|i believe|i suppose|up to|at least|at most|more than|less than|not more than|no more than|nearly|almost|close to"
        r"|just over|just under|over|under|above|below|minimum|maximum|give or take|in the region of|somewhere|couple|plus"
        r"|ideally|depends|depending|negotiable|normally|usually)\b"
    ),
    follows=re.compile(
        r"^(?:\s*[,.;!?]|\W*$|\W*(?:or|and|but|if|i|i'd|i'm|i'll|it|it's|that|that's|maybe|perhaps|please|because|so|is|would|will|should|could"
        r"|depending|if|as|at|from|including|since|now|in|on|to|for|notice|of (?:notice|us|them)|before|plus|minimum|maximum|total|altogether|all|sir"
        r"|thanks|thank|ish|sorry|gross|net|though|actually|probably|roughly|then|when|with|right|yes|yeah|then|there|per"
        r"|something)\b)"
    ),
)
_DAYS: Final = Days(
    months=(
        r"january|jan",
        r"february|feb",
        r"march|mar",
        r"april|apr",
        r"may",
        r"june|jun",
        r"july|jul",
        r"august|aug",
        r"september|sept?",
        r"october|oct",
        r"november|nov",
        r"december|dec",
    ),
    doubtful_months=frozenset({5, 3}),
    into_month=r"in|of|from|by|after|before|for|early|late|mid|end of|beginning of|start of|next|this|start|starting|since|until|till|not|or|as of|around|about|during|about mid|mid-",
    weekdays=(
        r"monday|mon",
        r"tuesday|tues?",
        r"wednesday|wed",
        r"thursday|thurs?",
        r"friday|fri",
        r"saturday",
        r"sunday",
    ),
    ordinal=r"st|nd|rd|th",
    day_in_month=r" of | in | ",
    the=r"the ",
    words={
        "today": r"(?<!from )(?<!week )(?<!weeks )today",
        "tomorrow": r"(?<!week )tomorrow",
        "day_after_tomorrow": r"(?:the )?day after tomorrow",
    },
    next=r"next|the following|the coming",
    this=r"this coming|this|coming",
    after_next=r"after next|after that",
    beyond_next=NEVER,
    periods={"week": r"week", "month": r"month", "year": r"year"},
    begin=r"beginning|start|early",
    middle=r"middle|mid|mid-",
    end=r"end|late",
    last=r"last",
    within=r"in about|in|within|after|in around|in roughly|in maybe|in probably|in another|about|not for|takes?|need|needs",
    from_now=r"from now|from today|today|later|'? time|'s time|time|away",
    notice=r"(?:'|'s)? (?:of )?notice(?: period)?",
    week_later=r"week|in a week|next week|a week later",
    week_before_day=r"a week on|a week from|a week after",
    at_once=re.compile(
        r"\b(?:as soon as (?:possible|you (?:like|want|need))|asap|immediately|right away|right now|straight ?away|at once|any ?(?:time|day)"
        r"|whenever (?:you (?:like|want|need)|it suits)|with immediate effect|now)\b|^(?:from )?(?:today|now)\b"
    ),
    not_then=re.compile(
        r"\b(?:not|can't|cannot|couldn't|won't|wouldn't be able to|isn't|never|any|every|each|except|unless it's|instead of|rather than|no longer)"
        r"(?: (?:be|start|do|begin|make|it|able|to|possible|really|really do|work|in|on|for|from|by|the|available|come|at|until the|free))*$"
    ),
    only_until=re.compile(
        r"\b(?:since|until|till|'til|up to|as of last|finish\w*|ends?|ending|ended|expires?|expired|left|moved?|moving|last|runs? (?:out|to)|through"
        r"|complet\w+|graduat\w+|married|wedding|holidays?|vacation|exams?|born|operation|surgery)(?: [\w']+){0,4}$"
    ),
    otherwise=re.compile(r"^,? or (?!so\b)"),
    vague=re.compile(
        r"^(?:'s)?(?: of)? *(?:after|before) (?:an? |the |my |your |you |i |we |christmas|easter|summer|winter|school|holiday|exams?|that i)"
        r"|^ ago\b"
    ),
)
_TIMES: Final = Times(
    morning=r"morning",
    afternoon=r"afternoon|after lunch",
    evening=r"evening|after work",
    noon=r"noon|midday|lunch ?time|12 noon",
    am=r"a\.?m\.?\b",
    pm=r"p\.?m\.?\b",
    at=r"at about|at around|at|around|about|by|from|for|after|to|past",
    o_clock=r"o'? ?clock|sharp|hours",
    past=r"past|after",
    to=r"to|before",
    quarter=r"(?:a )?quarter",
    half_past=r"half past|half",
    half_to=NEVER,
    tonight=r"tonight|this evening",
    minutes=r"minutes?|mins?",
    hours=r"hours?",
    gone=re.compile(r"\b(?:yesterday|ago|last (?:week|month|year|night|\w+day))\b"),
)
_CHOOSING: Final = Choosing(
    ordinals=(
        r"(?:first|1st)(?! (?:two|three|\d))|option (?:1|one|a)|number (?:1|one)|former",
        r"second|2nd|option (?:2|two|b)|number (?:2|two)|latter",
        r"third|3rd|option (?:3|three|c)|number (?:3|three)",
        r"fourth|4th|option (?:4|four|d)|number (?:4|four)",
        r"fifth|5th|option (?:5|five|e)|number (?:5|five)",
        r"sixth|6th",
        r"seventh|7th",
        r"eighth|8th",
    ),
    last=r"last (?:one|option)|the last",
    any=re.compile(
        r"\b(?:either(?: (?:one|of (?:them|those|the two)|way|is|would|works|suits))?|any of (?:them|those|the \w+)|(?:i )?don't mind|do not mind"
        r"|doesn't matter|does not matter|makes no difference|no preference|all of (?:them|those)|all the same|whatever(?: you|'s| is)?|whichever|any(?: one)? (?:is|would be|works)"
        r"|i'm (?:flexible|easy|open)|don't care|all (?:are )?fine|all three|all good)\b"
    ),
    both=re.compile(r"\bboth\b"),
    neither=re.compile(r"\b(?:neither|none of (?:them|those|the)|not any of)\b"),
    excepting=re.compile(
        r"\b(?:(?:any(?:thing|time)?|all(?: of them)?|either|everything|whatever|whichever)(?: \w+){0,3}? (?:but|except|apart from|other than|besides)(?: for)?|(?:just |only )?not)\b"
    ),
    refusing=re.compile(
        r"\b(?:not|no|never|without|can't do|cannot do|couldn't do|can't work|cannot work|couldn't work|don't (?:want|like|do)|do not (?:want|like)|wouldn't (?:want|like)|rather than"
        r"|instead of|than|over|hate|won't do|i'd rather not|prefer not)(?: (?:to|do|the|a|an|so|really|work|on|in|that|any|much|be|have))*$"
    ),
    idle=frozenset(
        "a an the of in on at to for and or with by from is it be one shift shifts time work working day days now then not no all every each other between two week month year".split()  # noqa: SIM905
    ),
    endings=r"(?:s|'s)?",
)
_SPOKEN: Final = Spoken(
    numerals=_NUMERALS,
    and_half="{number} and a half",
    half="half a {unit}",
    about="about {value}",
    span="{low} to {high}",
    nothing="none",
    months=_MONTHS,
    weekdays=_WEEKDAYS,
    day="{weekday}, the {day} of {month}",
    day_of_year="{weekday}, the {day} of {month} {year}",
    month_of_year="{month} {year}",
    ordinal=tuple(f"{day}{_ENDINGS.get(day, 'th')}" for day in range(1, 32)),
    statement=statement,
    at_once="right away",
    yes="yes",
    no="no",
    and_="{first} and {last}",
    either="any of them",
    ones={},
    halves={},
)
ENGLISH_VALUES: Final = Values(
    amounts=_AMOUNTS,
    days=_DAYS,
    times=_TIMES,
    choosing=_CHOOSING,
    spoken=_SPOKEN,
    corrects=re.compile(
        r"[,.;!?\u2013-]+ ?no[,.](?= )(?: (?:wait|sorry|i mean|i meant|rather|actually|make that)\b[,.]?)*|(?:^|[,.;!?\u2013-]+|(?<=\d)) ?(?:(?:oh|uh|um|ah|well|but|so),? )?(?:no(?=[,. ] ?(?:wait|sorry|i mean|actually|it's|it is|make|rather|that's wrong|let me|the|an?\b|in|on|from|\d|not|\w+day))"
        r"|wait|i mean|i meant|sorry|or rather|rather|correction|make (?:that|it)|actually|let me correct|scratch that|that's wrong)\b[,.]?"
        r"|\b(?:no wait|sorry,? no|no,? sorry|i mean|i meant|or rather|make that|scratch that)\b[,.]?"
    ),
    negates=re.compile(
        r"\b(?:not|isn't|wasn't|never|instead of|rather than|used to be|no longer|i was|i'm|i am|aged|turned)(?: (?:the|a|an|just|even|exactly|only))*$"
    ),
    unsure=re.compile(
        r"\b(?:don't know|do not know|not sure|no idea|can't (?:say|tell|remember)|cannot (?:say|tell|remember)|don't remember|have to (?:ask|check|look)"
        r"|need to (?:ask|check|look)|yes and no|yes or no|(?<!don't )(?<!not )(?:think|believe|guess|suppose|hope) so|hard to say|difficult to say|depends)\b"
    ),
    agrees=re.compile(
        r"\b(?:i (?:do|have|can|could|am|will|would|did|hold)(?: hold| have)?(?: (?:one|it|that|so))?(?=[.,!]|$)|(?:that|it|this)(?:'s|'d| would| will| is)? (?:be )?(?:work|works|fine|ok|okay|possible)"
        r"|i (?:have|hold|own|got|already have|already hold|do have|can do|could do|am able|would be able)(?! to\b)(?: not)?(?! any\b)|i've (?:got|had)|i'm (?:able|happy|willing|fine|allowed)|no problem|definitely|for sure|exactly|indeed|that's (?:right|correct|true)|i'd (?:love|like|be (?:happy|fine|able|willing)))\b"
    ),
    refuses=re.compile(
        r"\b(?:not yet|not (?:really|currently|at the moment|right now|any more|anymore|so far|now)|i'm (?:not|afraid)|afraid not|(?:has|have|it) expired|haven't|have not|hasn't|isn't|didn't|doesn't|wasn't|no longer|used to|unfortunately|impossible|couldn't|can't|cannot|never)\b"
    ),
    but=r"but",
)
