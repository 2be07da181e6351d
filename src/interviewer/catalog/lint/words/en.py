"""English word lists; what may not be asked: `en_person`, `en_belonging`, `en_past`; and hard to say: `en_spelling`."""

from __future__ import annotations

import re
from typing import Final

from interviewer.catalog.lint.words import en_belonging, en_past, en_person, en_spelling
from interviewer.catalog.lint.words.lists import Nudge, Words, listed

NAMED: Final = {
    "tag": r"(don't|do not|isn't|aren't|wouldn't|won't|can't|couldn't|shouldn't|haven't|didn't|doesn't|wasn't|weren't)",
    "wh": r"(what|how|why|which|who|when|where)",
    "aux": r"(do|did|does|would|will|could|can|is|are|was|were|have|has|had|should|might)",
    "whom": r"(you|they|it|your|the|he|she|we|i|there|this|that)",
    "tell": r"(tell|describe|explain|give|name|list|walk|talk|share|compare|say|outline|think of)",
    "clause": r"(when|if|because|while|that|who|which|where|after|before|between|both|how|what|why|whether|as)",
}

NUDGES: Final = (
    Nudge(
        listed(
            r"""
            \w+, (<tag> (you|it|they|we|he|she|there)|right|correct|yes|no|agreed|ok|okay)\?$
            """,
            NAMED,
        ),
        "it ends by asking for a yes",
        "Ask openly what the candidate does or thinks.",
    ),
    Nudge(
        listed(
            r"""
            ^(so,? |but |and |well,? )?<tag> (you|it|we|they|that|this|everyone|people|most)\b.*\?$
            """,
            NAMED,
        ),
        "a question that begins with not asks for a yes",
        "Ask it without the not.",
    ),
    Nudge(
        listed(
            r"""
            (would|do|will|can) you (not |also |surely )?agree\b(?! (on|upon|to|with (your|the) (team|customer\
                |supplier)))
            do you (really|actually|honestly|seriously|truly) (think|believe|want|expect)
            you (surely|obviously|clearly|certainly|of course|no doubt) (\w+ )
            you would (surely|obviously|certainly|of course|never)\b
            ^(so,? |and )?(surely|obviously|clearly|of course|naturally|no doubt|certainly),? (you|we|it|the|a|an\
                |that|this|our)\b
            as (we all|everybody|everyone|you) knows?\b(?! (of|about))
            (it is|it's) (obvious|clear|well known|common sense|self-evident) that
            (everybody|everyone) (knows|agrees)
            (we|i) (assume|presume|take it|trust|guess|suppose|imagine|gather|believe|am sure\
                |'m sure)( that)? you\b(?!r\b)
            (can|may) (i|we) assume( that)? you\b
            """
        ),
        "it tells which answer is expected",
        "Take the opinion out of it.",
    ),
    Nudge(
        listed(
            r"""
            ^(most|all|many|every|the best) (good |great |strong |serious |of our )?(people|candidates?|applicants?\
                |\w+ers?\
                |\w+ors?|professionals?|colleagues|leads?) (would |will |usually )?(says?|agrees?|thinks?|finds?\
                |believes?\
                |prefers?|feels?|loves?|likes?)\b
            how (excited|keen|eager|thrilled|passionate|enthusiastic|delighted|honoured) (are|would|were) you
            how much (do|would|did) you (\w+ )?(love|enjoy|adore|hate|dislike|admire)\b
            why (is|are) (our|we|this) (\w+ ){0,3}(the )?(best|greatest|better|leading|right choice)
            what (do|did) you (love|admire|like best|like most) about (us|our|this company|working for us)
            how (bad|terrible|awful|great|wonderful|amazing|difficult|hard) (is|was|are|were) (your|the) (last |old \
                |former \
                |previous |current )?(boss|manager|employer|company|team)
            """
        ),
        "it takes the answer for granted",
        "Ask for what happened, and let the candidate judge it.",
    ),
    Nudge(
        listed(
            r"""
            ^so,? you \w+ (?!.*\b<wh>\b).*\?$
            ^(so,? |and |but )?(you're|you are|you have|you've|you can|you will|you'd|you know|you like|you enjoy\
                |you must|you do\
                |you always|you never)\b(?!.*\b(<wh>|(would|do|did|could|can|will|are|have) you)\b).*\?$
            """,
            NAMED,
        ),
        "it is a statement that only wants a yes",
        "Ask for an example of it.",
    ),
    Nudge(
        listed(
            r"""
            ^(would you say (that )?you are|do you (consider|see|regard) yourself( as)?( to be)?|are you)( (a|an|very\
                |really\
                |generally|always|good))* (team ?players?|hard[- ]?work(er|ing)|reliable|honest|motivated|punctual\
                |trustworthy\
                |dependable|loyal|people person|with people|quick learner|fast learner|self-starter|self-motivated\
                |organi[sz]ed|well[- ]organi[sz]ed|flexible|resilient|committed|passionate|detail[- ]oriented\
                |good listener|listener|proactive|conscientious)\b
            are you willing to (work hard|learn|go the extra mile|do your best)
            """
        ),
        "everybody answers it with yes",
        "Ask for a time when the candidate showed it.",
    ),
)

JOINED: Final = (
    listed(
        r"""
        \w+,? (and|as well as) (also |then |finally )?<wh> <aux> <whom>\b
        \w+,? and (also |then )?(do|did|would|will|could|can|have|are|were) you\b
        ^(please |so |now |then |to start,? |first,? )*(can you |could you \
            |would you )?(please )?<tell>\b.*\band (also |please \
            |then )*(tell|describe|explain|give|name|list|compare|outline) (me|us|why|how|what|your|an?|the|which|one\
            |two|three)\b
        <wh>\b[^?]*(,| and) <wh>\b[^?]*,? and <wh>\b
        ^<tell>\b.*, <wh>\b.*,? and <wh>\b
        <aux> <whom>\b[^?]*\band (who|what|which) \w+ (you|them|it)\b
        and/or\b
        (strengths?|strong points) and (\w+ )?(weakness(es)?|weak points)
        likes and dislikes
        (why|what made you) (\w+ )?(leave|left|leaving) (\w+ ){1,5}(and|to) (join|apply|come|want)
        """,
        NAMED,
    ),
)

JOINED_SENTENCES: Final = (
    listed(
        r"""
        ^(please |so |now |to start,? |first,? )*((can|could|would) you )?(please )?(tell|describe|discuss|explain\
            |give|name)\b.*[.?] (and |then |also )?(<wh>|<aux>) .*\?$
        """,
        NAMED,
    ),
)

JOINED_ANSWERS: Final = (
    listed(
        r"""
        ^(so,? |and |but |now,? )*<aux> <whom> (?!(please )?<tell>\b)(?!(be able to )?<tell> (me\
            |us)\b)((?!\b<clause>\b).)*?[\w']+,? and \
            (?!(so on|the like|more|others?)\b)\w+
        """,
        NAMED,
    ),
)

FIXED_PAIRS: Final = listed(
    r"""
    (health|safety) (and|&) (safety|health)( \w+)?
    terms and conditions
    research and development
    (pros and cons|ups and downs|back and forth|up and running|trial and error|black and white|more and more\
        |again and again)
    (over and over|step by step and|now and then|here and there|on and off|day and night|each and every\
        |first and foremost)
    (pick(ing)? and pack(ing)?|loading and unloading|load and unload|stop and start|cut and paste|copy and paste\
        |drag and drop)
    (food and drink|food and beverage|goods in and goods out|goods in and out|profit and loss|supply and demand\
        |sales and marketing)
    (search and replace|search and rescue|command and control|r and d|p and l|q and a|b and b|m and a|wear and tear)
    (fruit and vegetables|fruit and veg|salt and pepper|knife and fork|hardware and software|arts and crafts)
    (mon|tues|wednes|thurs|fri|satur|sun)days?( (mornings?|evenings?|nights?))?,? and (on )?(mon|tues|wednes|thurs\
        |fri|satur|sun)days?
    (days|nights|mornings|evenings|weekdays|weekends|early|late) and (nights|days|evenings|weekends|late|early\
        |bank holidays)
    (one|two|three|four|five|six|seven|eight|nine|ten|\d+|half|hundred|thousand) and (a half|an? \w+|one|two|three\
        |four|five|six|seven\
        |eight|nine|ten|twenty|thirty|fifty|\d+)
    (you|he|she|they|we|somebody|someone|me) and (your|a|an|the|his|her|their|our|i|me) \w+
    (reading|read) and writ(e|ing)
    (read|speak|written|spoken|speaking) and (write|written|spoken|understand|writing)( \w+)?
    clean(ing)? and tid(y|ying)
    (full,? )?clean and valid
    """
)

JARGON: Final = {
    r"leverag(e|es|ed|ing) (the|our|your|a|an|this|data|technology|ai|existing|resources|people)": "use",
    r"synerg(y|ies|istic)": "working together",
    r"low[- ]hanging fruits?": "what is done easily",
    r"circle back": "come back to it",
    r"touch base": "talk",
    r"deep[- ]div(e|es|ing)": "a close look",
    r"mov(e|ed|ing) the needle": "make a difference",
    r"value[- ]adds?": "use",
    r"paradigm shifts?": "a great change",
    r"core competenc(y|ies)": "what you are good at",
    r"think(ing)? outside (the|of the) box": "find new ways",
    r"operationali[sz](e|ed|ing)": "put into practice",
    r"learnings": "what you learnt",
    r"ideat(e|ed|ing|ion)": "find ideas",
    r"north star": "goal",
    r"(do|did|would|will) you have (the )?bandwidth\b(?! (of|between|for (the|video|calls)))": "have time",
    r"stakeholder (alignment|buy-in|management)": "getting people to agree",
    r"buy-in": "agreement",
    r"(value|sales|talent) funnels?": "the way from first contact on",
    r"best[- ]of[- ]breed": "the best",
    r"boil(ing)? the ocean": "try too much",
    r"drink(ing)? from (a|the) fire ?hose": "learn very much at once",
    r"wear(ing)? (many|multiple|several) hats": "have several tasks",
    r"hit the ground running": "begin quickly",
    r"run(ning)? it up the flagpole": "try it on others",
    r"take it offline": "talk about it later",
    r"going forward": "from now on",
    r"key takeaways?": "what was learnt",
    r"mission[- ]critical": "what the work depends on",
    r"results[- ]driven": "who gets things done",
    r"growth mindset": "wanting to learn",
    r"actionable insights?": "what one can act on",
    r"holistic(ally)?(?= (approach|view|solution|strategy))": "whole",
    r"disruptive innovation": "something new",
    r"kpis?": "figures by which the work is judged",
    r"okrs?": "goals",
    r"ftes?": "full-time people",
    r"smes?\b(?! lending)": "experts",
    r"eod|cob": "the end of the day",
    r"rockstars?|ninjas?|gurus?": "an expert",
    r"upskill(ing|ed)?": "learn",
    r"incentivi[sz](e|ed|ing)": "encourage",
}

WORDS: Final = Words(
    options_ask=("{}?", "are you {}?", "do you have {}?"),
    first_person=re.compile(r"^(yes, )?(i am|i'm|i have|i've got|i've) "),
    topics=(*en_person.TOPICS, *en_belonging.TOPICS, *en_past.TOPICS),
    lawful=en_person.LAWFUL,
    nudges=NUDGES,
    joined=JOINED,
    joined_sentences=JOINED_SENTENCES,
    joined_answers=JOINED_ANSWERS,
    fixed_pairs=FIXED_PAIRS,
    jargon=JARGON,
    said=en_spelling.SAID,
    familiar=en_spelling.FAMILIAR,
    abbreviations=en_spelling.ABBREVIATIONS,
    units=en_spelling.UNITS,
    symbols=en_spelling.SYMBOLS,
)
