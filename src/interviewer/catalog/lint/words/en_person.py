"""English questions about who somebody is: age, family, health, sex, looks."""

from __future__ import annotations

from typing import Final

from interviewer.catalog.lint.words.lists import Topic, listed

NAMED: Final = {
    "end": r"(?=\W*($|[?.!,;]|and\b|or\b|now\b|currently\b))",
    "have": r"(have|has|had|got|have got)",
    "kids": r"(kids?|child|children|bab(y|ies)|son|sons|daughters?|toddlers?|grandchildren)",
    "some": r"((a|an|any|some|your|own|small|young|little|other|more|school-age|school-aged|two|dependent|live-in) )*",
    "ill": (
        r"(disabilit(y|ies)|illness(es)?|diseases?|handicaps?|impairments?|(heart|back|knee|eye|hearing) (problem"
        r"|trouble)s?|(medical|health|mental|mental health|chronic|physical|pre-existing|underlying"
        r"|long-term)( or \w+)? (conditions?|problems?|issues?|histor(y|ies)|complaints?|limitations?"
        r"|illness(es)?|disabilit(y|ies)|concerns?)|allergies|diabetes|epilepsy|cancer|hiv|aids|depression"
        r"|anxiety|adhd|autism|dyslexia|asthma)"
    ),
    "well": (
        r"(?! (and|&) safety| checks?\b| endpoints?| care| probes?| monitor\w*| systems?| services?"
        r"| insurance products?)"
    ),
}

TOPICS: Final = (
    Topic(
        name="age",
        severity="error",
        asked_by=listed(
            r"""
        how old (are|were|would|will) (you|your (wife|husband|partner|kids|children))(?! when)
        (what('s| is| was)?|tell \w+|state|give|share|confirm|know) your (current |exact )?age\b(?!( |-)(group\
            |gate|verification|limit))
        (at|of|given|considering|despite|with) your age\b
        is your age\b
        what age (are|were|will) you
        your (date|year|day|month) of birth
        your (birth ?date|birthday|birth year|generation|age,|age and|age or|age\?)
        (when|(in )?(what|which) year) (were you born|is your birthday)
        (when|(in )?(what|which) year) did you (\w+ ){0,2}(finish|leave|graduate|start\
            |complete)\w* (from )?(primary|secondary|high|grammar|middle)? ?(school|college|university)
        are you (\w+ )?(over|under|above|below|older than|younger than|more than|less than) (the age of )?([2-9]\d\
            |twenty|thirty|forty|fifty|sixty)(?! (kilo|kg|miles|minutes|hours|metres|tickets|percent|%))
        are you in your (early |mid |late )?(teens|twenties|thirties|forties|fifties|sixties|[2-6]0s)
        (are|aren't) you (a bit |a little |rather |quite |not )*(too |still |very )?(young|old)\b
        when did you (graduate|(finish|leave) (school|college|university))\b
        how (much longer|many more years) (do|will|would) you (\w+ )?(to )?work\b
        are you a (digital native|millennial|baby boomer|boomer|pensioner|retiree)
        (when|how (soon|many years|long)) (do|will|would|until|before|are) (you )?(\w+ ){0,3}retir(e|ing|ement)\b
        how many (working )?years (do you have|have you got) (left )?(until|before|till|to) (you )?retire
        do you (plan|intend|want|expect) to retire
        (working|reporting|report|work) (for|to|with|under) (\w+ ){0,5}(younger|older) than you
            """
        ),
        reason="age may not decide who is hired (ADEA, Equality Act, Directive 2000/78/EC)",
        remedy='Ask only for a limit that the law sets for the job: "Are you at least eighteen?"',
    ),
    Topic(
        name="family",
        severity="error",
        asked_by=listed(
            r"""
        are you (currently |still |already )?(married|divorced|separated|widowed|pregnant|breastfeeding|unmarried\
            |a (single )?(parent|mother|father|mum|mom|dad)\b(?! company)|in a (stable |serious \
            |steady )?relationship\b)
        are you (currently )?single<end>
        are you (currently )?engaged( to be married|(?=\W*$)|(?= or (married|single)))
        are you (expecting|having|planning) (a |to have (a )?|to have any |any )?(more )?(baby|child|children|kids\
            |family)
        (do|did|will) you (currently |already |also )?<have> <some><kids>\b(?!'s)(?! (in|on) (your|the\
            |this) (class|care|group|study|ward))
        (plan|want|intend|hope|expect|wish|think|thinking|planning|hoping|like|mean)(s|ing)? (on |to |of \
            |about )*(have|having|start|starting|rais(e|ing)|get|getting|becom(e|ing)) (\w+ ){0,2}(<kids>|famil(y\
            |ies)|pregnant|married|parents?)\b(?! (of products|tree|business))
        your (family|marital|relationship|domestic|civil) (plans?|planning|status|state|situation|responsibilit\w+\
            |commitments?|life|obligations?|circumstances|arrangements)
        your (husband|wife|spouse|boyfriend|girlfriend|fianc[eé]e?|wedding|maiden name|marriage|pregnancy|baby\
            |childcare)\b
        your (\w+ )?(kids|children|son|daughter)\b(?!'s (books|ward|class|home|section))
        (does|would|will|is|how does|what does|can|could) your (family|partner) (\w+ )?(work|feel|think|mind|do\
            |agree|earn|support|live|say|cope|manage|move|accept|come)
        (about|have a|with) your family(?=\W*$|,| and\b)
        (do|would) you (currently )?have (a |your own )?family(?=\W*$|,| (and|or|to)\b)
        who (\w+ )?(looks? after|takes? care of|cares? for|minds|watch(es)?) (your |the )?<kids>
        how many <kids> (do you have|have you got|have you)(?=\W*$|,| and\b| at home)
        (do|will|would) you (\w+ )?(have|need) (\w+ )?(family|caring|child ?care|parental\
            |domestic) (responsibilities|commitments|obligations|duties|arrangements|plans)
        are there (any )?(family|caring|child ?care|domestic) (responsibilities|commitments|obligations|duties)
        what (are your )?child ?care (arrangements|plans)
        (plan|intend|expect|going|want|need) (on |to )?(tak(e|ing)|go(ing)? on) (\w+ )?(maternity|paternity\
            |parental)
        (marital|marriage) status\b(?! field)
        do you live (alone|with (your|a) (parents|partner|family|boyfriend|girlfriend))
        who(m)? do you live with
        is there a (mrs|mr|husband|wife|partner)\b
        (are you|do you prefer) (to be called )?(a )?(miss or mrs|mrs or miss|miss, mrs)
        when is (the|your) baby due
        use (any )?(birth control|contracepti\w+)
            """,
            NAMED,
        ),
        reason=(
            "family, marriage and pregnancy may not decide who is hired, and asking is taken for sex discrimination"
        ),
        remedy='Ask for the hours themselves: "Can you work the shifts from six in the morning to two?"',
    ),
    Topic(
        name="health and disability",
        severity="error",
        asked_by=listed(
            r"""
        (do|did|have) you (\w+ )?(have|had|got\
            |suffer(ed)?( from)?) (ever )?<some>(history of )?(\w+ )?<ill>(?! (training|policy|policies|research\
            |patients|experience|benefits|studies|care|support|services|data))
        are you (currently |registered |at all |in any way )?(disabled|handicapped|ill|sick|unwell|healthy\
            |in good (health|shape)|fit and healthy|hiv[- ]positive|diabetic|autistic|dyslexic|epileptic|depressed\
            |blind|deaf|neurodivergent|overweight|an alcoholic|an addict|(taking|on) (any )?(prescription \
            |prescribed )?(medication|medicines?|antidepressants)|in therapy)\b
        your (general |current |physical |mental )?health\b<well>(?! (patients|team|work|training|role|app|product))
        your (disabilit(y|ies)|illness(es)?|medical (history|condition|records?|conditions)|sick( |-)?(leave|days\
            |record)|medications?|prescriptions?|mental illness|impairment|diagnosis|wheelchair\
            |hearing aid)\b(?! (product|service)s?)
        how (many|much) (\w+ ){0,2}(sick days?|days? (\w+ )?(sick|ill)|sick leave|days? of sickness\
            |sickness absences?)(?! does| do customers| did the team)
        how many (days|weeks|shifts|times) (\w+ ){0,4}you (\w+ ){0,4}(sick\b|ill\b|sickness|illness)
        how often (were|are|have) you (been )?(ill|sick|off sick|unwell)
        how often do you (get|fall|call in|go) (ill|sick|off sick)
        (have|were|did) you (ever )?(been )?(hospitali[sz]ed|in hospital|injured|off sick|treated for|diagnosed\
            |see(n)? a (psychiatrist|psychologist|therapist)|in (rehab|therapy))
        have you (ever )?had (a |an |any )?(surger(y|ies)|heart attack|stroke|(nervous )?breakdown|burn-?out\
            |operations?(?=\W*$)|(drug|alcohol|drinking) problems?|accident at work|work(place)? injur(y|ies)\
            |miscarriage)
        (filed|claimed|received|made|applied for) (\w+ ){0,3}(workers'? comp\w*|disability (benefits?|claims?\
            |pension))
        do you (smoke|vape|drink alcohol|drink( much)?(?=\W*$)|take (any )?(prescription |prescribed \
            |regular )?(medication|medicines?|pills|antidepressants)|suffer from|see a (therapist|psychiatrist\
            |psychologist)|(wear|use|need) a (hearing aid|wheelchair|walking stick))
        (do|would) you (\w+ )?(get|become) (depressed|migraines|panic attacks|ill often)
        (is|are) there (any |a )?(health|medical)(-related)? (reasons?|problems?|issues?|conditions?)
        (is|was) anyone in your family (ill|sick|disabled)|your family('s)? (medical|health) history|(illness\
            |disease|cancer)\w* run(s)? in your family
        what('s| is| was| happened| are)? (wrong with|the nature of|to) your (\w+ )?(leg|arm|back|hand|disability|eye\
            |hearing|injury)
        have you (\w+ )?had (any )?((recent|past|serious|major|or) )+(illness(es)?|operations?|surger(y|ies))
        have you (\w+ )?seen a doctor
        your (eye ?sight|hearing|vision) (good|bad|problem|impair\w+)|how (is|good is) your (eye ?sight|hearing)
            """,
            NAMED,
        ),
        reason="health and disability may not be asked about before an offer (ADA; Equality Act, section 60)",
        remedy='Ask for the task itself: "Are you able to lift twenty kilograms, with or without adjustments?"',
    ),
    Topic(
        name="sex and orientation",
        severity="error",
        asked_by=listed(
            r"""
        your (sexual(ity| orientation| preference)?|orientation(?=\W*$)|gender( identity)?\b(?! (pay|equality\
            |policy))|sex\b|sex life)
        are you (a |an |openly )?(gay|lesbian|bisexual|straight\b(?! with| forward|forward| to)|heterosexual\
            |homosexual|queer|trans|transgender|transsexual|male\b|female\b|man\b|woman\b|lgbt\w*)
        (do you (date|sleep with|prefer|like)) (men|women|boys|girls)(?=\W*$| or\b)
        (have you had|are you having|did you have) (a |any )?(gender reassignment|sex change|hormone)
        as an? (young |single |working )?(woman|man|mother|father|mum|mom|girl|lady|gay man|lesbian),? (how|what\
            |do|would|can|could|are|will|why)
        (mind|comfortable|cope|manage) (\w+ ){0,3}(only|all) (men|women|male|female)
        (feel about|comfortable|mind|cope with) (supervising|leading|managing|directing) (men|women)\b
        (working|work|report|reporting) (for|under|to) a (woman|man|female|male)
            """
        ),
        reason=(
            "sex and sexual orientation may not decide who is hired (title VII, Equality Act, Directives "
            "2006/54/EC and 2000/78/EC)"
        ),
        remedy="Leave it out: no task of the job depends on it.",
    ),
    Topic(
        name="body",
        severity="warning",
        asked_by=listed(
            r"""
        how tall are you
        how much do you weigh\b
        your (height|body weight|weight(?=\W*$| and\b)|body mass|waist|dress size|eye colou?r|hair colou?r|tattoos\
            |looks)\b
        do you (\w+ )?have (any )?(visible )?(tattoos|piercings)
            """
        ),
        reason="height, weight and looks keep out sexes and origins more than others, and few jobs depend on them",
        remedy="Ask for the task that needs it, or leave it out.",
    ),
)
LAWFUL: Final = listed(
    r"""
    with or without (\w+ )?(adjustments?|accommodations?)
    (legally |already )?(entitled|authori[sz]ed|eligible|allowed|permitted|right|permission\
        |permit) to work in [\w .]+
    are you (\w+ )?(at least|over|above|older than) (the age of )?(16|18|21|sixteen|eighteen\
        |twenty-one)( years (old|of age))?
    (old enough|of (the )?legal age|the minimum age)
    """
)
