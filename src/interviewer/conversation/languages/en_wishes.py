"""English: what candidates say beside their answers, and what is said to that."""

from __future__ import annotations

import re
from typing import Final

from interviewer.conversation.languages.language import Replies, Wishes

REPLIES: Final = Replies(
    other_words="Let me put it another way.",
    as_you_like="Take it in the way that fits your own work best.",
    thinks=("Of course, take your time.", "Sure, no hurry.", "Yes, think about it."),
    aloud="That's fine, just think aloud.",
    goes_back="Of course. What would you like to change or add?",
    corrected="Thank you, I have added that to your answer.",
    is_ai="I'm a computer program, an AI, and not a person.",
    person=(
        "Of course. I'll tell the recruiter that you would like to talk with a person.",
        "Would you like to go on with me until then?",
    ),
    stopped="Of course, then we stop here. What you have told me is kept for the recruiter. Thank you for your time, and goodbye.",
    withdrawn="All right, I stop here, and the recording will be deleted. Thank you for your time, and goodbye.",
    opted_out="I understand. You won't be called again. Goodbye.",
    distressed=(
        "I'm sorry, I understand that this isn't easy just now.",
        "We can take a break, or stop here. Either is perfectly all right.",
        "Would you like to go on?",
    ),
    pause="Take all the time you need. Just tell me when you are ready.",
    rude="I understand that it can be annoying to talk with a computer. I'll keep it short.",
    rude_again=("We can also stop here, if you would rather not talk with me.", "Would you like to go on?"),
    one_language=("I'm sorry, I can hold this interview in English only.", "Would you like to go on in English?"),
    no_language="That's all right. Then I stop here, and I'll tell the recruiter which language you would like. Thank you, and goodbye.",
    slower="Of course, I'll speak more slowly.",
    more_time="Of course. Take as long as you need, for every question.",
    as_text=(
        "I'll tell the team that you would like it in writing. In a browser, you can also read on the screen what I say.",
        "Would you like to go on like this?",
    ),
    bad_line="I'm sorry about the line. It may help to move a little.",
    bad_line_again=("The line still doesn't seem to be good.", "Would you like to go on anyway?"),
    i_hear="Yes, I can hear you.",
    noise="No problem. Could you turn it off, or go somewhere quieter? I'll wait.",
    noisy="There is some noise, so that I can't make out your words. Could you go somewhere quieter?",
    other_voice="Hello. I'm sorry, I can only hold this interview with the candidate alone.",
    instructs="I only ask the questions here. People look at the answers, and they decide.",
    goes_on="Good.",
)

_LANGUAGES = (
    r"(spanish|german|french|italian|polish|portuguese|turkish|arabic|russian|ukrainian|romanian|dutch|hindi|urdu|punjabi|mandarin|cantonese|chinese"
    r"|vietnamese|greek|hungarian|czech|bulgarian|croatian|serbian|farsi|persian|tagalog|my language|another language|a different language)"
)
_PERSON = r"(a |an |the )?((real|actual|live|human) )*(person|human( being)?|recruiter|someone (else|real|human)|somebody (else|real)|human)"
_RELATIVE = (
    r"(wife|husband|brother|sister|mother|father|mum|mom|dad|son|daughter|friend|colleague|co-?worker|partner|flatmate|roommate|neighbou?r|boss"
    r"|girlfriend|boyfriend|cousin)"
)
WISHES: Final = Wishes(
    rephrase=re.compile(
        r"^((can|could|would) you ([\w']+ ){0,2}(rephrase|clarify|explain (that|it|the question|what you mean)|(put|ask|say) (it|that|this|the question) (differently|another way|in (other|different|simpler) words|more simply|in (a|some) (different|other|simpler) way))"
        r"|what (do|did) you mean|how do you mean|what does (that|it) mean|(do|did) you mean\b|like what\?|in what (way|sense)|i('m| am) not (quite |really )?sure (what you mean|(that )?i (understand|get)|what you('re| are) asking)"
        r"|i (don't|do not|didn't) (quite |really )?(understand|follow|get)( (the|your|this|that) question| you| what you mean| what you('re| are) asking)?[.?!]*$|what kind of (example|thing|answer|situation)s? (do|are|would) you"
        r"|(can|could) you give (me )?(an|one) example|should i (talk|tell|start|speak|describe|answer)|what exactly do you (want|mean))"
    ),
    thinks=re.compile(
        r"^(let me (just )?(think|see|have a think|remember|recall)\b.{0,35}$|(just )?give me (a|one|some|half a) (moment|second|minute|sec|time|bit)\b.{0,30}$|(just )?(a|one) (moment|second|sec|minute)(,? please)?[.!…]*$|(hold|hang) on[.!…]*$"
        r"|i (need|have|'ll have) to think( about (that|it|this))?( for a (moment|second|bit|minute))?[.…]*$|that's a (good|hard|difficult|tough|tricky|interesting) (question|one)[.…]*$|(good|tough|tricky|hard) question[.…]*$"
        r"|i('m| am) (just |still )?thinking[.…]*$|(how|where) (do|can|should|shall) i (put|say|start|begin)\b.{0,15}$)"
    ),
    aloud=re.compile(r"^(i('m| am)|let me|i'll|can i|may i)( just)? (think|thinking) (aloud|out loud)\b"),
    goes_back=re.compile(
        r"^(((can|could|may) (i|we)|i('d| would) like to|i want to|let me|i need to|i have to) ([\w']+ )?(go back|come back|return|correct|change|add (something|one thing)|revise|fix)\b|(going|coming) back to (the|my|your|that|what)\b"
        r"|(about|regarding|concerning) (my|the|your) (earlier|previous|last|first|second|third|other) (answer|question)|to correct (myself|my|what)|correction\b|i (made a mistake|was wrong|misspoke|said something wrong) (earlier|before|in (the|my)|about (the|my))"
        r"|i (said|told you)\b.{1,50}\b(earlier|before|but (it's|it is|it was|that's|i meant))|(earlier|before),? i (said|told you)|(what|when) i said (earlier|before|about))"
    ),
    ordinals=(
        re.compile(r"\b(first|one|1) (question|one|answer)\b|\bquestion (one|1)\b"),
        re.compile(r"\b(second|two|2) (question|one|answer)\b|\bquestion (two|2)\b"),
        re.compile(r"\b(third|three|3) (question|one|answer)\b|\bquestion (three|3)\b"),
        re.compile(r"\b(fourth|four|4) (question|one|answer)\b|\bquestion (four|4)\b"),
    ),
    asks_if_ai=re.compile(
        r"^(are you (really |actually |just )?(a |an )?((real|actual|live) )?(person|human( being)?|robot|bot|chat ?bot|machine|computer( program)?|ai|a\.i|artificial|real)\b.{0,40}$"
        r"|(am i|is this|is it|do i|did i) (really |actually |just )?(talking|speaking|talk|speak)? ?(to|with)? ?(a |an )?((real|actual|live) )?(person|human( being)?|robot|bot|chat ?bot|machine|computer|ai|recording|automated|real)\b.{0,40}$"
        r"|(so )?you('re| are) (not |really |just )*(a |an )?((real|actual) )?(robot|bot|chat ?bot|machine|computer|ai|human|person)(,? (right|are you|aren't you|then|or what|huh|or not))*[.?!]*$)"
    ),
    wants_person=re.compile(
        rf"^(((can|could|may) i|i('d| would) (like|rather|prefer)( to)?|i want to|i need to|i prefer to|let me) (please )?(speak|talk) (to|with) {_PERSON}\b( (please|instead|now|about this|from (the|your) (company|team)|at (the|your) company))*[.?!]*$"
        rf"|(put me (through|on) to|(connect|transfer) me (to|with)|(get|give) me) {_PERSON}\b.{{0,20}}$|(is|isn't) there ([\w']+ )?{_PERSON}\b.{{0,30}}(talk|speak|there|instead).{{0,15}}$"
        r"|i (don't|do not) (want|like|wish)( to)? (talk|speak|talking|speaking) (to|with) (a |an |this )?(robot|machine|computer|ai|bot|program).{0,10}$)"
    ),
    stops=re.compile(
        r"^((stop|end|quit)( (here|now|it|please|the (interview|call|conversation)|this (interview|call|conversation)))*[.!]*$|(let's|can we|could we|may we|shall we|i think we should|i suggest we) (please |just )*(stop|end|finish|quit|leave it|break (this )?off)( (here|now|there|this|it|the (interview|call|conversation)|this (interview|call|conversation)|at that|please|for today))*[.?!]*$"
        r"|(i want|i need|i have|i'd like|i would like|i've got|i wish|i really need|i really have) to (stop|end|go|hang up|finish|break off|cancel|(quit|leave) (this|the) (interview|call|conversation))( (here|now|this|it|please|today|early|the (interview|call|conversation)|this (interview|call|conversation)))*[.!]*$"
        r"|i (don't|do not) (want|wish) to (continue|go on|do this|carry on)( (any ?more|any longer|now|with (this|it|the interview|you)|this|the interview))*[.!]*$|i('m| am) (done|finished) with (this|the) (interview|call|conversation)|that's enough (for (me|today)|of this)"
        r"|i('m| am) (going to |gonna )?(hang|hanging) up|(good ?)?bye( now| then)?[.!]*$)"
    ),
    withdraws=re.compile(
        r"^((i|i'd like to|i want to|i would like to|can i|may i|could i) ?(hereby )?(withdraw|revoke|take back) (my )?(consent|agreement|permission|yes)|i (want to |would like to |'d like to )?withdraw[.!]*$|(can you |could you )?(please )?(delete|erase|destroy) (the|this|my|that|all|everything)( (the|my|of))? ?(recording|interview|data|call|conversation|answers?)?( (please|now))*[.?!]*$"
        r"|(can you |could you )?(please )?stop (the )?recording\b|(turn|switch) (off the recording|the recording off)|i (don't|do not) (want|wish) (this |it |to |you |me )*(be |being |to be )?(record|recorded|recording|taped)( me)?\b.{0,20}$|i (no longer|don't|do not) (agree|consent)( to (this|the recording|being recorded|that|it))? any ?(more|longer)[.!]*$|i no longer (agree|consent)\b.{0,25}$"
        r"|i('ve| have)? changed my mind about (the |being |this )?(record|consent)\w*)"
    ),
    no_more_calls=re.compile(
        r"^((don't|do not|never|stop|you must not|i don't want you to) (ever )?(call|calling|phone|phoning|ring|ringing|contact|contacting) (me|us|here|this number)( (again|any ?more|ever|please|at this number|on this number))*[.!]*$"
        r"|(take|remove|delete) (me|my (phone )?(number|name|details))( (off|from) (your|the|this) \w+( list)?)?[.!]*$|i (don't|do not) want (any more|any|more|to (get|receive) (any )?(more )?)( \w+)? ?calls\b.{0,20}$|leave me alone[.!]*$|put me on (the|your) do not call list|unsubscribe)"
    ),
    distressed=re.compile(
        r"^(i('m| am) (going to|gonna|about to|starting to) (cry|faint|throw up|be sick)|i('m| am) (crying|in tears|having a panic attack|panicking)|i (can't|cannot) (do (this|it)|go on|breathe|cope)( any ?more| right now| now)?[.!]*$"
        r"|i('m| am)( just| so| really| very| a bit| a little| too| completely| extremely| feeling| quite| pretty)* (nervous|upset|stressed|anxious|overwhelmed|scared|sad|shaken)( (right now|now|today|at the moment|sorry|about this))*[.!]*$"
        r"|this is (just |all |getting )*(too much|too hard|really hard|very hard)( for me)?( right now| now)?[.!]*$|i (just |have just )?(had|got|received) (some )?(very |really )?(bad|terrible|awful) news\b.{0,20}$|i('m| am) not feeling (so |very )?(well|good|okay)\b.{0,20}$|i feel (so |really |very )?(sick|ill|awful|terrible|dizzy|faint|unwell)\b.{0,20}$"
        r"|my (\w+) (just |has just |has )?(died|passed away) (yesterday|today|last week|last night|this (week|morning)|recently)[.!]*$)"
    ),
    needs_pause=re.compile(
        r"^(((can|could|may) (we|i) (please )?(take|have)|i need|i'd like|i would like|let's take|let me take|a) (a )?(short |quick |little |small )?(break|pause)\b|(a )?(break|pause),? please|(can|could) you wait\b)"
    ),
    rude=re.compile(
        r"^(you('re| are)? (such |just )*(a |an )?((fucking|bloody|damn|total|complete|so|really) )*(stupid|idiot\w*|useless|moron|dumb|asshole|arsehole|a joke|rubbish|garbage|crap|ridiculous|piece of)\b.{0,40}$|f(uck|\*+)\w*\b.{0,30}$|(shut|piss) (up|off)\b.{0,20}$|go to hell|screw (you|this)|(what (a|the) )?(load of )?(bullshit|bollocks|crap)[.!]*$"
        r"|(what a |this )?((stupid|bloody|fucking|damn|dumb|idiotic) )+(question|machine|robot|computer|thing|bot|ai|program|interview|call)s?[.!]*$|this is (so |just |such |really )*(stupid|bullshit|bollocks|ridiculous|a joke|a waste of (my )?time|nonsense)[.!]*$|(you )?idiot[.!]*$)"
    ),
    switches_language=re.compile(
        rf"^((can|could|may|shall) (we|i|you) (please )?([\w']+ ){{0,4}}{_LANGUAGES}\b.{{0,20}}$|do you (also )?(speak|understand|know) {_LANGUAGES}\b.{{0,15}}$|(is|would) (it |this )?(be )?(possible )?(in )?{_LANGUAGES} (possible|okay|ok|fine|better)\b.{{0,10}}$|in {_LANGUAGES},? please"
        rf"|i('d| would) (rather|prefer to|like to) (speak|talk|do (this|it)|answer)( in)? {_LANGUAGES}\b.{{0,15}}$|i (don't|do not|can't|cannot) (really )?(speak|understand) (much |good |any |enough )?english\b.{{0,20}}$|my english (isn't|is not|is (very |really |quite |too )?(bad|poor|weak))\b.{{0,25}}$"
        r"|(sprechen|sprichst) (sie|du)\b|k(ö|o)nnen wir\b|ich (spreche|kann) (kein|nicht|nur)\b|auf deutsch|¿|hablas?\b|habla (usted )?|puedo hablar|podemos hablar|no hablo\b|parlez\b|je ne parle|mówi pan|possiamo parlare|non parlo\b|não falo)"
    ),
    slower=re.compile(
        r"^((can|could|would) you (please |maybe )*(speak|talk|go|say (that|it)|read (that|it)) ([\w']+ ){0,3}(slow|slower|slowly)\b|(speak|talk|go) (a (bit|little) |much )?(slower|more slowly)|(a (bit|little) )?(slower|more slowly),?( please)?[.!?]*$|you('re| are) (talking|speaking|going) ([\w']+ ){0,2}(fast|quick|quickly)\b|(that|it|this) (was|is) (a bit |much |way )?too fast|not so fast)"
    ),
    more_time=re.compile(
        r"^((i('ll| will| would|'d)? (really )?need|(can|could|may) i (please )?(have|get|take)|i('d| would) like) (some |a bit |a little bit |a little |a lot |much )?(more|extra|longer) ?(time)?(,? (to (think|answer|respond|find (my|the) words)|for (this|that|my answers?|each question|the answers?)|please|with the answers?|if (that's|that is|it's) (ok|okay|all right|possible)))*[.?!]*$|((can|could|would|will) you )?(please )?(give|allow) me (some |a bit |a little bit |a little |a lot |much )?(more|extra) time\b.{0,30}$|i (need|take) (longer|some time|more time) (to|before i|until i) (think|answer|respond|speak|find)\b.{0,30}$|i (stutter|stammer|have a (stutter|stammer|speech impediment))\b.{0,30}$)"
    ),
    as_text=re.compile(
        r"^((can|could|may|would) (you|i|we) ([\w']+ ){0,4}(in writing|by (text|chat|e-?mail)|as (a )?text|in (a |the )?chat|write (it|that|this|them) down|text me|type (it|that|my answers?|instead)|read (it|that|the questions?|them)( on (the|my|a) screen)?)[.?!]*( please)?[.?!]*$|i('m| am) (deaf|hard of hearing|hearing[- ]impaired)\b.{0,30}$|i (can't|cannot|don't) hear (so )?well\b.{0,25}$|i('d| would) (rather|prefer to) (write|type|read)\b.{0,25}$)"
    ),
    bad_line=re.compile(
        r"^(you('re| are) (breaking up|cutting out|(very|really|too|so) quiet|hard to hear)\b.{0,20}$|(the|this|my) (line|connection|reception|signal|network|internet)( here)?( is|'s| seems| keeps|'s really| gets) ([\w']+ ){0,2}(bad|poor|terrible|awful|breaking up|weak|dropping|crackling|crackly|unstable|cutting out|breaking)\b.{0,15}$|i (can't|cannot|can hardly|can barely|couldn't) hear you\b.{0,25}$|i have (a |very |really )*(bad|poor) (reception|signal|connection|line)\b.{0,15}$|it('s| is) (crackling|breaking up)\b.{0,15}$|there('s| is) (an |a )?(terrible |bad )?echo\b.{0,20}$)"
    ),
    hears_me=re.compile(r"^((can|do|could) you (still )?hear me|are you (still )?(there|here))\b.{0,10}$"),
    noise=re.compile(
        r"^(((sorry )?(about|for)|excuse) (the|that|my) (background )?(noise|tv|television|radio|dog|music|kids|baby|children)\b.{0,20}$|(let me|i'll|i will|i('m| am) going to|i need to|can i) (just |quickly )*(turn|switch) (off |down |the |my )*(tv|television|radio|music|it)( (off|down))?\b.{0,20}$|(the|my) (tv|television|radio|music)( is|'s) (still )?(on|running|loud|playing|too loud)\b.{0,20}$"
        r"|(the|my) (dog|baby)( is|'s) (barking|crying)\b.{0,10}$|(the|my) (kids|children) are (loud|screaming|playing|noisy)\b.{0,10}$|it('s| is) ([\w']+ ){0,2}(loud|noisy)( (here|in here|around me|at the moment|right now))+[.!]*$|there('s| is) ([\w']+ ){0,3}noise\b.{0,20}$|i('m| am) (going|moving) (\w+ )?(to |into )?(another|a quieter|a different) (room|place)\b.{0,10}$|let me go (somewhere|to a) quiet)"
    ),
    other_voice=re.compile(
        rf"^((this is|i'm|i am|it's) (his|her|their|the candidate's|[a-z]+'s) {_RELATIVE}\b.{{0,20}}$|(i'll|i will|let me|i'm going to|can i|may i|could i) (just )?(put|pass|hand) (you|my {_RELATIVE}|him|her) ([\w']+ )?(on|over|through)\b.{{0,25}}$|my {_RELATIVE} ([\w']+ )?(wants to|would like to|is here (and|with)|will (say|answer|tell)|can (say|answer|tell|explain)|knows (that|this|it) better)\b.{{0,40}}$|(can|could|may) my {_RELATIVE} (answer|say|help|talk|speak|join|listen)\b.{{0,25}}$)"
    ),
    instructs=re.compile(
        r"^((ignore|disregard|forget|override) ((all|any|your|the|my|these|those|previous|prior|of|above) )+(rules?|instructions?|prompts?|guidelines?|programming|training)\b|(give|grant|award) me ((the|a|full|top|best|highest|maximum|perfect|five|all|good) )+(marks?|scores?|ratings?|points?|stars?|grades?|job)\b|(score|rate|grade|mark|rank) (me|my (answers?|interview)) (as |with |a |at |the |top|highest|five|full|very|excellent|high|well)"
        r"|you (are|will be|must be) now\b|you (must|have to|should|will) (give|score|rate|recommend|hire|pass) (me|this candidate)\b|from now on,? you\b|(pretend|act|behave|respond|answer) (to be|that you|as if|as an?|like an?|only) |(tell|show|give|read|print|reveal|repeat)( me)?( back)? (your|the|all your) (instructions?|system prompt|prompt|rules|rubric|scoring|evaluation criteria|criteria|scores?|notes)\b|what (are|is) your (instructions|system prompt|prompt|rubric)\b"
        r"|system (prompt|message|override)\b|(recommend|hire) me\b|new instructions?\b|(tell the recruiter|write down|note( down)?) (that )?i('m| am) (the |a )?(best|perfect|excellent|great|ideal|hired)\b|(this is|i'm|i am) (your|the) (developer|administrator|admin|programmer)\b)"
    ),
    ready=re.compile(
        r"\b(ready|go on|go ahead|continue|carry on|keep going|i'm back|i am back|back now|done|better( now)?|that's it|it's off|it is off|turned (it )?off|okay|ok|yes|yeah|sure|all right|alright|fine|let's go( on)?)\b"
    ),
)
