"""English questions about where somebody belongs: religion, origin, politics."""

from __future__ import annotations

from typing import Final

from interviewer.catalog.lint.words.lists import Topic, listed

NAMED: Final = {
    "end": r"(?=\W*($|[?.!,;]|and\b|or\b|now\b|currently\b))",
    "tongue": (
        r"(english|german|french|spanish|italian|polish|turkish|russian|arabic|chinese|mandarin|hindi|urdu"
        r"|portuguese|dutch|romanian|ukrainian|greek|hebrew|japanese|korean)"
    ),
    "people": (
        r"(american|british|english|german|french|spanish|italian|polish|turkish|russian|arab|chinese|indian"
        r"|pakistani|african|asian|mexican|hispanic|latin[oax]|black|white|caucasian|jewish|roma|irish|romanian"
        r"|ukrainian|european|foreign|syrian)"
    ),
    "faith": (
        r"(christians?|muslims?|jews?|jewish|catholics?|protestants?|hindus?|buddhists?|sikhs?|atheists?|mormons?"
        r"|evangelicals?|orthodox|baptists?)"
    ),
    "party": (
        r"(republicans?|democrats?|conservatives?|liberals?|socialists?|communists?|left-wing|right-wing|tory|greens)"
    ),
}

TOPICS: Final = (
    Topic(
        name="religion",
        severity="error",
        asked_by=listed(
            r"""
        your (religion|religious|faith\b(?! in\b)|church|mosque|synagogue|denomination|creed|sabbath|prayers?\b)
        your (personal |spiritual )?beliefs?\b(?! (about|on|in|that)\b)
        (what|which) (religion|faith|church|denomination|mosque|parish)\b(?! (clients|customers))
        are you (an? |a practi[sc]ing |practi[sc]ing |very |at all |still )*(religious\b(?! about)|<faith>\
            |spiritual|(a )?believer\b(?! in\b)|churchgoer|baptised|confirmed in)
        do you (\w+ )?(pray\b|believe in (god|a god|allah|heaven)|go to (a )?(church|mosque|synagogue|temple)\
            |attend (a |any )?(church|mosque|synagogue|temple|religious|mass)|practi[sc]e (a |any )?(religion\
            |faith)|follow (a |any )?(religion|faith)|belong to (a |any )?(church|religio\w+|mosque|faith)\
            |observe (any )?(religious|the sabbath|ramadan|lent|shabbat|fasting)|fast( during| in|(?=\W*$))\
            |celebrate (christmas|ramadan|eid|hanukkah|easter|religious|diwali)|have (a |any )?(religion|religious\
            |faith\b(?! in))|wear (a |the )?(headscarf|hijab|turban|kippah|burka|veil))
        (which|what) (\w+ )?holidays do you (\w+ )?(observe|celebrate|keep)
        (take off|remove|without) (your|the) (headscarf|hijab|turban|kippah|veil|cross)
        (any|for|on) religious (grounds|reasons|holidays|obligations|practices?|days?)(?=.*\byou\b)
        you (\w+ ){0,6}(for|on|because of) (any )?religious (grounds|reasons|holidays|obligations|practices?|days?)
            """,
            NAMED,
        ),
        reason="religion and belief may not decide who is hired (title VII, Equality Act, Directive 2000/78/EC)",
        remedy='Ask for the times that the job needs: "Can you work one Saturday in three?"',
    ),
    Topic(
        name="origin",
        severity="error",
        asked_by=listed(
            r"""
        where (are|were) you ((really|originally|actually|born|truly) ?(and raised )?(from)?\
            |from\b)(?! (in your career|with this|on this|in the process))
        where do you (really |originally |actually )?come from(?! professionally)
        where (is|are|was|were|do|does|did) your (\w+ )?(family|parents?|mother|father|name|surname|accent\
            |grandparents|ancestors|people) (\w+ ){0,2}(from|born|come from)
        (what|which) (country|nation|part of the world) (are|were|do|did|is your|was your) (you |family |your \
            |parents |name )*(\w+ )?(from|born|come)
        your (nationalit(y|ies)|citizenships?|ethnic\w*|race\b(?! (condition|detector|track|team))|ancestry\
            |heritage|(native|first|home|mother) (language|tongue)(?! model)|mother tongue|country of (origin\
            |birth)|national origin|birthplace|place of birth|birth country|skin( colou?r)?\b(?! care)\
            |immigration status|accent|immigrant background|migration background|ethnic origin|residence status)\b
        is <tongue> your (native|first|home|mother|own)
        are you (a |an )?(native|born) (<tongue> )?speaker|are you a native\b(?! app)
        (speak|speaking) (<tongue> )?(without (an |any )?accent|accent-free|like a native)
        (what|which) languages? (do|did|does) you(r family)? (speak|use) at home
        (what|which) languages? (do|does|did) your (parents|family)
        how (did|have) you (learn(ed|t)?|come|came) (to )?(speak )?<tongue>
        are you (a |an )?(<people>|u\.?s\.?|eu|uk)( or <people>)?( citizen| national| person)?<end>
        are you (a |an )?(\w+ )?(citizen|immigrant|foreigner|migrant|refugee|asylum seeker\
            |naturali[sz]ed)\b(?! develop| scien)
        (were|was) (you|your (parents|mother|father)) born
        do you (have|hold) (a |an )?((british|american|german|us|u\.s\.|eu|european|uk|foreign|second\
            |irish) passport|green card|dual (citizenship|nationality)|(us|u\.s\.|british|german|eu\
            |eu) (citizenship|nationality))
        (what|which) (race|ethnicity|ethnic group|nationality|citizenship\
            |passport)\b(?! conditions?)(?! (requirements|rules|clients|customers))
        do you (consider|identify|see|regard) yourself (as )?(a |an )?<people>\b
        where did you grow up
        (get along|get on|work|deal) (\w+ )?with people of (other|different|another) (races?|origins?\
            |nationalit(y|ies)|colou?rs?)
        what (kind|sort|type) of passport|which passport do you
        when did you (come|move|immigrate|emigrate|arrive) (to|in|into) (this country|the (us|uk|states|country\
            |eu)|germany|england|britain|america)
            """,
            NAMED,
        ),
        reason=(
            "origin, nationality and native language may not decide who is hired (title VII, Equality Act, "
            "Directive 2000/43/EC)"
        ),
        remedy=(
            'Ask "Are you entitled to work in this country?", or "Do you speak German well enough to advise customers?"'
        ),
    ),
    Topic(
        name="politics and unions",
        severity="error",
        asked_by=listed(
            r"""
        (who|whom|which party|what party|how) (\w+ )?(did|do|would|will|have) you (\w+ )?vote[d]?\b(?! on\b)
        (what|which) (political )?party (do|did|are|would) you\b
        (what|which) (clubs?|societ(y|ies)|social organi[sz]ations?)\b(.*\byou\b)
        do you belong to (a|any) (club|society|social organi[sz]ation)
        have you (ever )?(been|gone) on strike
        your (political|politics|party (membership|affiliation)|(trade |labou?r )?union\b(?! (type|query|find|all)))
        are you (a |an |in a |in the |still in a )?(registered )?(<party>\b|politically|unioni[sz]ed|(trade \
            |labou?r )?union( member)?\b)
        (are|were|have) you (ever )?(been )?(a )?(member of|in|active in|involved in|organi[sz]ing) (a |an |any \
            |the |your )?(\w+ )?(political part(y|ies)|trade unions?|labou?r unions?|unions?\b|politics|political\
            |strikes?\b)
        do you (\w+ )?(support|belong to|vote|sympathi[sz]e with|follow|pay dues to) (for )?(a |an |any \
            |the )?(\w+ )?(political|part(y|ies)\b|(trade |labou?r )?unions?\b|government|president|brexit\
            |conservatives|democrats|republicans|labour\b)
        (what do you think|what is your opinion|what are your views|how do you feel) (of|about\
            |on) (the )?(government|(prime )?minister|president\b(?! of (the |our )?company)|brexit|trade unions\
            |labou?r unions|unions\b|abortion|immigration\b(?! (rules|law|forms))|elections?|politics)
        have you (ever )?(joined|been in|gone on|taken part in) (a |an |any )?(trade union|union|strike|protest)\b
            """,
            NAMED,
        ),
        reason="political views and union membership are private, and deciding by them is forbidden in most places",
        remedy="Leave it out: no task of the job depends on it.",
    ),
)
