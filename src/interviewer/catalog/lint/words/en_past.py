"""English questions about somebody's past and purse: arrests, convictions, pay, possessions."""

from __future__ import annotations

from typing import Final

from interviewer.catalog.lint.words.lists import Topic, listed

TOPICS: Final = (
    Topic(
        name="arrests",
        severity="error",
        asked_by=listed(
            r"""
        (have|were) you (ever )?(been )?(arrested|detained|in (jail|prison|custody)|in trouble with the (law\
            |police)|charged (with (a|any) (crime|offen[cs]e|felony|misdemeano\w+)|by the police)|charged(?=\W*$))
        (any|your|an) arrests?\b
        have you (ever )?had (any )?trouble with the (law|police)
            """
        ),
        reason=(
            "an arrest proves nothing, and asking hits some groups far more than others (title VII; forbidden in "
            "many states)"
        ),
        remedy="Leave it out; where the law wants a record checked, say that it is checked after the offer.",
    ),
    Topic(
        name="convictions",
        severity="warning",
        asked_by=listed(
            r"""
        (have|were) you (ever )?(been )?(convicted|found guilty|sentenced)
        do you have (a |any )?(unspent )?(criminal|police) (record|convictions?|background|history)
        your (criminal|police) (record|history|background)
        do you have (any )?(unspent )?convictions\b(?! about| that)
            """
        ),
        reason="many places forbid it before an offer (ban-the-box laws), and spent convictions need not be told",
        remedy="Say that a record is checked after the offer, and only where the job needs it.",
    ),
    Topic(
        name="military discharge",
        severity="warning",
        asked_by=listed(
            r"""
        (dis)?honou?rabl[ey] discharged?
        your (military )?discharge\b|(what|which) (type|kind) of discharge
            """
        ),
        reason="how somebody left the forces may have to do with health or orientation, and some states forbid to ask",
        remedy="Ask what was learnt there that the job needs.",
    ),
    Topic(
        name="pay history",
        severity="warning",
        asked_by=listed(
            r"""
        your (current|last|previous|present|past|former|existing|most recent|old)( or \w+)? (\w+ )?(salary\
            |salaries|pay\b|wages?|compensation|income|earnings|package|bonus|remuneration|payslip)
        your (salary|pay|wage|compensation|earnings|income) (history|at (your|the))
        (salary|pay|compensation|wage) history\b(?! table)
        (how much|what) (do|did|are|were|have|was|is) you(r salary)? (currently |now |previously )?(earn(ing\
            |ed)?\b|paid\b|getting paid|being paid|get paid|on now|making (now|currently))
        how much (do|did) you (currently |now )?make(?=\W*$| (a|per|an|in your|at your|now|today|there)\b)
        (what|how much) (were|are) you (being )?paid
        (what|how much) (did|does) your (last|current|previous|present|former) (job|employer|company) pay
            """
        ),
        reason=(
            "the European Union (Directive 2023/970) and many states of the United States forbid to ask what "
            "somebody earned"
        ),
        remedy='Tell the range and ask "What pay do you expect for this job?"',
    ),
    Topic(
        name="money and possessions",
        severity="warning",
        asked_by=listed(
            r"""
        (been|gone|filed for|filed|declared) (for )?bankrupt(cy)?\b
        your (credit (score|rating|history)|debts?\b(?! collection)|mortgage|personal finances|bank balance)
        are you (\w+ )?in (\w+ )?debt\b
        do you have (any |large )?(debts?|a mortgage|loans to pay)
        do you (own|have) (a |your own |your )?(car\b|house\b|home of your own|own car|own house)(?! (licence\
            |insurance|keys))
        do you (own or rent|rent or own)
        (your )?wages (been )?garnished
            """
        ),
        reason="money and possessions say nothing about the work, and asking keeps out some groups more than others",
        remedy='Ask for what the job needs: "Can you be at the depot at five in the morning?"',
    ),
)
