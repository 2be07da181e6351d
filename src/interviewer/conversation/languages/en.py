"""English."""

from __future__ import annotations

import re
from typing import Final

from interviewer.conversation.languages.en_prompts import PROMPTS
from interviewer.conversation.languages.en_times import said_time
from interviewer.conversation.languages.en_values import ENGLISH_VALUES
from interviewer.conversation.languages.en_wishes import REPLIES, WISHES
from interviewer.conversation.languages.language import Language, Lines, Words

_LINES: Final = Lines(
    acknowledgements=("Thank you.", "I see, thanks.", "Okay, thank you.", "Got it, thanks."),
    murmurs=("I see.", "Okay.", "All right.", "Right."),
    hello="Hello.",
    hello_name="Hello {name}.",
    disclosure=(
        "I'm the AI interviewer of {company}, a computer program and not a person.",
        "I'd like to talk with you for about {minutes} minutes about the position of {job}.",
        "Our conversation will be recorded and transcribed, so that a recruiter can review it.",
        "Is that all right with you?",
    ),
    identity="Hello, this is an AI assistant calling for {company}. Am I speaking with {name}?",
    who_calls="I'm an AI assistant, a computer program, and I'm calling for {company}. Am I speaking with {name}?",
    is_there="I see. Could {name} come to the phone, or when would be a good time to call back?",
    waits="Thank you, I'll wait.",
    wrong_person="Then I won't disturb you any further. I'm sorry for the trouble. Goodbye.",
    ready="Is now a good time to talk?",
    ready_again="Sorry, would you like to talk now, or shall I call another time?",
    begins="Good, then let's begin.",
    when_else="No problem. When would be a better time for me to call?",
    when_again="Sorry, I didn't get the time. Which day would suit you, and at what time?",
    time_read_back="So that is {time}. Is that right?",
    time_chosen="Good, you will get a call then. Thank you, and goodbye.",
    no_time="Then somebody from the team will find another time with you. Thank you, and goodbye.",
    all_asked="Those were all my questions.",
    invitation="Do you have any questions for me?",
    anything_else="Is there anything else you would like to know?",
    nothing_asked="All right.",
    rating="One last thing. On a scale from one, which is bad, to five, which is good, how was this conversation for you?",
    rated="Thank you for telling me.",
    closing=(
        "A recruiter of {company} will review our conversation and get back to you.",
        "Thank you for your time, and goodbye.",
    ),
    consent_again="Sorry, I just need a clear yes or no. May I record our conversation and go on?",
    consent_explained=(
        "A recruiter will listen to the recording or read it. If you say no, nothing of this call is kept. May I record our conversation and go on?"
    ),
    may_i_record="May I record our conversation and go on?",
    consent_thanks="Thank you. Then let's begin.",
    declined="That's all right. Then I will stop here, and nothing of this call is kept. Thank you, and goodbye.",
    can_you_hear_me="Hello, can you hear me?",
    not_heard="I'm afraid I can't hear you.",
    go_on="Go on, I'm listening.",
    take_your_time="Take your time. I'm listening.",
    move_on="That's all right, let's move on.",
    not_understood="Sorry, I didn't catch that. Could you say it again?",
    not_understood_again="I'm sorry, I still couldn't make that out. Could you say it a little louder?",
    repeat="Of course.",
    for_the_team="I can't answer that one myself, but I'll pass it on to the team and they will get back to you.",
    for_the_team_again=(
        "That's another one for the team. I'll pass it on as well.",
        "I don't know that either, so I'll note it down for them.",
    ),
    looking="Let me see what I can tell you about that.",
    back_to="Coming back to my question.",
    go_on_with="So, my question was:",
    skipped="Of course, we can leave that one out.",
    silent_goodbye="I can't hear you, so I will end the call here. Someone from the team will be in touch. Goodbye.",
    holding="One moment, please.",
    resumed="Sorry, I lost you for a moment.",
    you_were_saying="You were saying?",
    line_down="I can't hear you any more. If you can still hear me, please check your connection.",
    muted="I think your microphone is switched off. Please switch it on when you want to answer.",
    silent_microphone="There is no sound from your microphone at all. Please check whether it is switched off.",
    still_unheard="I still can't hear anything from you.",
    time_short="We're a little short of time, so I'll leave out some of my questions.",
    time_up="Our time is nearly up, so I'll leave my other questions out.",
    rambled="Thank you, that's plenty for this one. Let me go on, so that we get through everything.",
    parts={
        "situation": "Could you tell me a little about the situation?",
        "action": "And what did you do yourself?",
        "result": "And how did it turn out in the end?",
    },
    from_documents="Here is what I have about that.",
    read_back="So that is {value}. Is that right?",
    not_clear="Sorry, I'm not sure I got that.",
    read_back_said="So {said}. Is that right?",
    read_back_yes_no="So your answer is {value}. Is that right?",
    read_back_asked="Then let me ask that once more.",
    read_back_again="Sorry. What would be right, then?",
)
_WORDS: Final = Words(
    harmless=re.compile(
        r"\b(no (problem|worries|objections?|issues?|trouble)|(do not|don't|wouldn't|would not) mind|not a problem"
        r"|not at all|why not|no,? (that's|that is|it's|it is) (fine|okay|ok|all right|alright)|can't complain)\b"
    ),
    yes=re.compile(
        r"\b(yes|yeah|yep|yup|sure|okay|ok|fine|of course|certainly|absolutely|go ahead|all right|alright|agreed?"
        r"|happy to|sounds good|correct|please do|that works|no problem|no worries|no objections?|don't mind|do not mind"
        r"|wouldn't mind|not a problem|not at all|why not|i consent|let's (go|start|do it)|(that's|that is) (right|true|it)|exactly|precisely)\b"
    ),
    no=re.compile(
        r"\b(no|nope|nah|not|don't|do not|rather not|refuse|decline|stop|never|disagree|won't|can't|cannot|wouldn't)\b"
    ),
    prelude=re.compile(
        r"^((um+|uh+|er+m?|hm+|mm+|oh|ah|well|so|okay|ok|yes|yeah|no|sorry|i'm sorry|i am sorry|excuse me|pardon|hey|hi|hello|look|listen|actually|and|but|please"
        r"|right|all right|alright|sure|thanks|thank you|honestly|wait|hold on|hang on|just|maybe|before (i answer|we go on|that|we start))\b[,.!?…]*\s+)+"
    ),
    repeat=re.compile(
        r"^((can|could|would|will|may) (you|i) ([\w']+ ){0,2}(repeat\b|(say|ask|read|hear|have|tell me) (that|it|this|the question|your question|the last (part|bit)) (\w+ )?(again|once more|one more time))"
        r"|(repeat|say) (that|it|the question|your question)( again)?,?( please)?[.?!]*$|(once more|again|one more time),? please|what was (the|your|that) (last )?(question|bit|part)|what (did|were) you (just )?(say|ask|asking|saying)"
        r"|i (didn't|did not|couldn't|could not) (quite |really )*(hear|catch|get|understand) (that|you|the question|what you said|your question|the last (part|bit)|all of (it|that))( (properly|there|very well|clearly|at all|either))*[.?!]*$"
        r"|(i )?(didn't|did not|couldn't) (quite )?(hear|catch) (it|that)[.?!]*$|(pardon|sorry|what|come again|say again|excuse me|how was that)( me)?\?$|come again\b|pardon( me)?[.?!]*$)"
    ),
    skip=re.compile(
        r"^((can|could|may|shall) (we|i) (please |just |maybe )*(skip|pass on|leave (this|that|it) out|move on|go (on )?to the next)|(let's |i'd like to |i want to |i would like to |please )*skip (this|that|it|the question)\b|(the )?next (question|one)(,? please)?[.!]*$"
        r"|(i'd|i would|i) (rather|prefer) not( to)? (answer|say|talk)|(i'd|i would|i) (rather|prefer) not( to)?[.!]*$|i don't (want|wish) to (answer|talk about) (this|that|it)|(i'll |i )?pass( on (this|that)( one| question)?)?[.!]*$|no comment)"
    ),
    question_start=re.compile(
        r"^(and |so |but |well,? |also,? |actually,? |oh,? |um,? |yes,? |okay,? |sorry,? |before (i answer|that|we go on)[^,]*, |(can|may|could) i ask (you )?(something|a question)?,? ?|one (more )?question,? |i have a question,? )*(what|when|where|which|who|why|how|is|are|do|does|did"
        r"|can|could|would|will|should|may|have|has)\b"
    ),
    trailing=re.compile(
        r"(\b(and|or|but|because|if|the|a|an|of|into|um+|uh+|erm|hmm|my|our|your|their|its|every|we|they|i mean|you know"
        r"|let me (think|see))[,.…]*"
        r"|\b(so|to|with|like|that|then|for|in|on|at|by|from|about|as|than|this|these|those|his|her|he|she|i|it|you|there"
        r"|who|which|what|when|where|while|until|before|after|since|although|unless|how|whether|well|is|was|are|were|be|been|am|had|has|have|will|would|could"
        r"|should|can|not|very|really|also|just|some|any|no|other|more|each|two|three|it's|i'm|that's|he's|there's),?"
        # with a full stop they may end: "I don't want that."
        r"|,|\.\.\.|…|-|—)$"
    ),
    asks=re.compile(
        r"^((and|so|but|well|also|actually|oh|um|yes|okay|sorry),? )*((can|could) you tell me (what|how|when|where|who|which|if|whether|more about|something about)|(can|could|may) i ask (what|how|when|where|who|which|if|whether)|i('d| would) like to (know|ask) (what|how|when|where|who|which|if|whether|about)|i('m| am| was) (just )?wondering|i wanted to (know|ask)"
        r"|(what|how (much|many|long|big|large|often|far)|when|where|who) (is|are|do|does|will|would|can) (the|you|your|there|i|it|we|my)\b)"
    ),
    rhetorical=re.compile(
        r"^(how (do|can|should|shall|would|could) (i|you) (put|say|explain|call) |what (do|did|would) (you|they|we) call |what('s| is| was) (it|the word|that|his name|her name)\b"
        r"|(do )?you know( what i mean| that)?\?|who knows|what can i say|why not\?|what else\?|is (that|this) (okay|ok|enough|all right|alright|what you)|does (that|this) (answer|help|make sense)"
        r"|where (do|should|shall) i (start|begin)|what (should|shall|could|can|else) (i|can i|could i) (say|tell|add)|(are|is) (you|it|that) (ok|okay|clear)\?)"
    ),
    speaking=re.compile(
        r"\b(speaking|that's me|that is me|this is (she|he|me|him|her)|it's me|it is me|i am|you are|you're speaking|yes|yeah|yep|yup|correct|right)\b"
    ),
    somebody_else=re.compile(
        r"\b(wrong (number|person)|(no,? )?(this is|i'm|i am|it's) (not (her|him|she|he|them)\b|(his|her|their|the) \w+|\w+'s (wife|husband|brother|sister|mother|father|mum|mom|dad|son|daughter|friend|colleague|partner|flatmate|roommate))"
        r"|(she|he|they)('s| is|'re| are)? ?(not|isn't|aren't|out|away|at work|busy|asleep|in a meeting|on holiday)|(isn't|not) (here|in|home|at home|available)|nobody (here )?(by|of|with) that name|don't know (any|a|who)"
        r"|(she|he|they) (doesn't|does not) (live|work))\b"
    ),
    who_calls=re.compile(
        r"\b(who('s| is| are)? (this|there|calling|you|speaking|it)|what('s| is) (this|it) (about|regarding|for)|what do you want|who do you (want|work)|why are you calling|may i ask who)\b"
    ),
    fetches=re.compile(
        r"\b((one|a|just a) (moment|second|minute|sec)|hold on|hang on|hold the line|i'll (get|fetch|call|bring|put|pass)|let me (get|fetch|call|see if)|here (she|he|they) (is|comes|are)|(she|he)('s| is) (coming|right here|here))\b"
    ),
    not_now=re.compile(
        r"\b(not (right )?now|not (really )?a good time|bad time|(a bit |very |really )?busy|driving|at work|in a meeting|on the (bus|train|road)|call (me )?(back|later|again|another|tomorrow|on|at|in)|another (time|day)|later|some other time|no time|don't have (the )?time|can't talk|cannot talk|inconvenient)\b"
    ),
    nothing_more=re.compile(
        r"\b(no|nope|nothing|none|not (really|at the moment|now|that i)|that's (all|it|everything)|that was (all|it|everything)|i'm (good|fine|all set)|i don't (have|think)|all (good|clear))\b"
    ),
    ratings=(
        re.compile(r"\b(one|1)\b"),
        re.compile(r"\b(two|2)\b"),
        re.compile(r"\b(three|3)\b"),
        re.compile(r"\b(four|for|4)\b"),
        re.compile(r"\b(five|5)\b"),
    ),
    parts={
        "situation": re.compile(
            r"\b(when|while|once|during|last|was|were|had|there|at my|in my|(in|at) the (?!end\b)|ago|one day|at that time|back then|in (19|20)\d\d|customer|team|company|project|shop|warehouse)\b"
        ),
        "action": re.compile(
            r"\bi (\w+ly |then |also |first |just |always |would )?(\w+ed|made|took|told|went|wrote|built|led|ran|said|gave|got|put|set|spoke|kept|brought|found|held|taught|chose|began|did|sat|sent|cut|drew|left|met|showed|call|ask|check|tell|make|take|talk|look|explain)\b|\bwe (\w+ed|made|took|wrote|built|put|set|found|sat)\b|\bmy (part|job|role|task) was\b"
        ),
        "result": re.compile(
            r"\b(in the end|at the end|eventually|finally|as a result|result\w*|outcome|since then|after that|afterwards|from then on|now (we|they|it|he|she|everybody|i)|it (worked|went|helped|paid off|was (fixed|solved|fine|better|successful))"
            r"|(was|were|got) (solved|fixed|resolved|happy|satisfied|better|promoted|finished|delivered|tested)|solved|successful\w*|success|improved|saved|reduced|increased|so that (we|they|it)|never happened again|went (down|up|well)|turned out|on time|learn(ed|t)|back to normal|thanked|calmed down|(they|everybody|everyone|people|colleagues|customers|users)( now| all| still)* (use|using|like|love)d?"
            r"|(was|were|is|are) (still )?(using|running|in use)|every day since|no (more )?(complaints|incidents|problems|errors))\b"
        ),
    },
    sounds=(
        r"m+|m+-?h+m+|h+m+|m+-?m+|mhm+|mm-?hmm*|uh-?huh|uh|um+|er+m?|ah+|oh|aha|huh|ha|hah|haha|heh|ooh|wow|phew|ahem|tsk"
    ),
    listener=(
        r"yeah|yes|yep|yup|ya|right|okay|ok|kay|sure|alright|good|great|nice|cool|fine|perfect|lovely|exactly|true|indeed"
        r"|absolutely|definitely|totally|correct|understood|interesting|really|thanks"
    ),
    listener_phrases=(
        "i see",
        "got it",
        "of course",
        "all right",
        "makes sense",
        "that makes sense",
        "sounds good",
        "thank you",
        "i understand",
        "no problem",
        "that's right",
        "that's true",
        "that's fine",
        "that's good",
        "that's great",
        "that's okay",
        "that's ok",
        "fair enough",
        "go on",
        "go ahead",
        "you know",
    ),
    claims=re.compile(
        r"^((oh|um|uh|yeah|yes|well|okay|ok|but),? )*"
        r"(sorry|wait|stop|pardon|excuse me|hold on|hang on|one (moment|second)|just a (moment|second)|actually|what\?"
        r"|no,? no|hello|repeat|again|please|can you|could you|may i|can i|could i|let me)(?!\w)"
    ),
    closing=re.compile(
        r"\b(that's (about )?(it|all|everything)|that is (about )?(it|all|everything)|that was (it|all|everything)"
        r"|that's all i (have|can|wanted)[^.]*|i have said everything|(i )?hope that (helps|answers)[^.]*|thank you|thanks)"
        r"[.!]?$"
    ),
    in_short=re.compile(
        r"^(yes|yeah|yep|no|nope|sure),? (i|we|he|she|it|they|that|there) (is|am|are|was|were|do|does|did|have|has|can"
        r"|could|will|would|should)( not|n't)?[.!]?$"
    ),
    doubtful=re.compile(
        r"\b(i|who|which|what|whether|when|where|while|until|before|although|unless|how|then|for|to|from|by|at|with|than|as|was|were|would|could"
        r"|should|will|has|had|have|he|she|so|very|some|(and|or|after|because|said|sure) that|(?<!as )well)\.$"
    ),
)
ENGLISH: Final = Language("en", "English", _LINES, _WORDS, PROMPTS, REPLIES, WISHES, said_time, ENGLISH_VALUES)
