"""German, as it is spoken on the telephone with somebody one does not know."""

from __future__ import annotations

import re
from typing import Final

from interviewer.conversation.languages.de_prompts import PROMPTS
from interviewer.conversation.languages.de_times import said_time
from interviewer.conversation.languages.de_values import GERMAN_VALUES
from interviewer.conversation.languages.de_wishes import REPLIES, WISHES
from interviewer.conversation.languages.language import Language, Lines, Words

_LINES: Final = Lines(
    acknowledgements=("Danke schön.", "Alles klar, danke.", "Okay, vielen Dank.", "In Ordnung, danke."),
    murmurs=("Verstehe.", "Okay.", "Alles klar.", "Okay, verstehe."),
    hello="Guten Tag.",
    hello_name="Guten Tag, {name}.",
    disclosure=(
        "Ich bin eine KI, also ein Computerprogramm und kein Mensch, und führe für {company} die ersten Gespräche.",
        "Ich möchte mit Ihnen etwa {minutes} Minuten über die Stelle als {job} sprechen.",
        "Unser Gespräch wird aufgezeichnet und mitgeschrieben, damit jemand aus der Personalabteilung es sich ansehen kann.",
        "Sind Sie damit einverstanden?",
    ),
    identity="Guten Tag, hier ist eine KI-Assistentin, ich rufe für {company} an. Spreche ich mit {name}?",
    who_calls="Ich bin eine KI-Assistentin, also ein Computerprogramm, und rufe für {company} an. Spreche ich mit {name}?",
    is_there="Verstehe. Könnte {name} kurz ans Telefon kommen, oder wann soll ich wieder anrufen?",
    waits="Danke, ich warte.",
    wrong_person="Dann möchte ich nicht weiter stören. Entschuldigen Sie bitte. Auf Wiederhören.",
    ready="Passt es Ihnen gerade?",
    ready_again="Entschuldigung, möchten Sie jetzt sprechen, oder soll ich ein andermal anrufen?",
    begins="Schön, dann fangen wir an.",
    when_else="Kein Problem. Wann darf ich Sie denn anrufen?",
    when_again="Entschuldigung, das habe ich nicht verstanden. An welchem Tag passt es Ihnen, und um wie viel Uhr?",
    time_read_back="Also {time}. Ist das richtig?",
    time_chosen="Gut, dann rufen wir Sie da wieder an. Vielen Dank, und auf Wiederhören.",
    no_time="Dann meldet sich jemand bei Ihnen und macht einen neuen Termin mit Ihnen aus. Vielen Dank, und auf Wiederhören.",
    all_asked="Das waren alle meine Fragen.",
    invitation="Möchten Sie von mir noch etwas wissen?",
    anything_else="Möchten Sie sonst noch etwas wissen?",
    nothing_asked="Alles klar.",
    rating="Eine letzte Sache noch. Wie fanden Sie unser Gespräch, von eins, das wäre schlecht, bis fünf, das wäre gut?",
    rated="Danke für die Rückmeldung.",
    closing=(
        "Bei {company} sieht sich jemand unser Gespräch an und meldet sich dann bei Ihnen.",
        "Vielen Dank für Ihre Zeit, und auf Wiederhören.",
    ),
    consent_again="Entschuldigung, ich brauche da ein klares Ja oder Nein. Darf ich unser Gespräch aufzeichnen und weitermachen?",
    consent_explained=(
        "Jemand aus der Personalabteilung hört sich die Aufnahme an oder liest das Gespräch nach. Wenn Sie Nein sagen, wird von diesem Anruf nichts gespeichert. "
        "Darf ich unser Gespräch aufzeichnen und weitermachen?"
    ),
    may_i_record="Darf ich unser Gespräch aufzeichnen und weitermachen?",
    consent_thanks="Vielen Dank. Dann fangen wir an.",
    declined="Das ist völlig in Ordnung. Dann höre ich hier auf, und von diesem Anruf wird nichts gespeichert. Vielen Dank, und auf Wiederhören.",
    can_you_hear_me="Hallo, können Sie mich hören?",
    not_heard="Ich kann Sie leider nicht hören.",
    go_on="Erzählen Sie ruhig weiter.",
    take_your_time="Lassen Sie sich ruhig Zeit. Ich höre zu.",
    move_on="Das macht nichts, dann gehen wir weiter.",
    not_understood="Entschuldigung, das habe ich nicht verstanden. Könnten Sie es noch einmal sagen?",
    not_understood_again="Tut mir leid, das kam leider wieder nicht richtig an. Könnten Sie ein bisschen lauter sprechen?",
    repeat="Gerne.",
    for_the_team="Das kann ich Ihnen selbst leider nicht beantworten. Ich gebe die Frage aber weiter, und Sie bekommen eine Antwort.",
    for_the_team_again=(
        "Auch das weiß ich leider nicht, ich gebe es ebenfalls weiter.",
        "Das notiere ich ebenfalls, da meldet sich jemand bei Ihnen.",
    ),
    looking="Ich schaue mal, was ich Ihnen dazu sagen kann.",
    back_to="Dann zurück zu meiner Frage.",
    go_on_with="Also, meine Frage war:",
    skipped="Kein Problem, die lassen wir aus.",
    silent_goodbye="Ich höre Sie leider nicht, deshalb beende ich den Anruf jetzt. Jemand von uns meldet sich bei Ihnen. Auf Wiederhören.",
    holding="Einen Moment, bitte.",
    resumed="Entschuldigung, Sie waren kurz weg.",
    you_were_saying="Sie sagten gerade?",
    line_down="Ich höre Sie nicht mehr. Falls Sie mich noch hören, prüfen Sie bitte Ihre Verbindung.",
    muted="Ich glaube, Ihr Mikrofon ist ausgeschaltet. Schalten Sie es bitte ein, wenn Sie antworten möchten.",
    silent_microphone="Von Ihrem Mikrofon kommt gar kein Ton. Prüfen Sie bitte, ob es ausgeschaltet ist.",
    still_unheard="Ich höre leider immer noch nichts von Ihnen.",
    time_short="Die Zeit wird ein bisschen knapp, deshalb lasse ich ein paar Fragen aus.",
    time_up="Unsere Zeit ist fast um, deshalb lasse ich die restlichen Fragen aus.",
    rambled="Danke, dazu haben Sie mir schon viel erzählt. Ich mache mal weiter, damit wir alles schaffen.",
    parts={
        "situation": "Wie war denn die Situation genau?",
        "action": "Und was haben Sie selbst da gemacht?",
        "result": "Und wie ist es am Ende ausgegangen?",
    },
    from_documents="Dazu habe ich Folgendes.",
    read_back="Ich habe also verstanden: {value}. Ist das richtig?",
    not_clear="Entschuldigung, das war mir noch nicht ganz klar.",
    read_back_said="Also: {said}. Ist das richtig?",
    read_back_yes_no="Ihre Antwort ist also {value}. Ist das richtig?",
    read_back_asked="Dann frage ich lieber noch einmal nach.",
    read_back_again="Entschuldigung. Wie ist es dann richtig?",
)
_NOT: Final = r"(?<!nicht )(?<!nicht so )(?<!nicht ganz )(?<!nicht wirklich )(?<!nicht mehr )(?<!weniger )"
_ASKING: Final = r"was|wann|wo|wer|wen|wem|wie|wieso|warum|weshalb|welche[rsnm]?|womit|wofür|wodurch|worum|worin|woran|woher|wohin|inwiefern|inwieweit"
_BEGINS: Final = r"(äh+m*|hm+|also|na ja|naja|und|aber|ja|okay|ok|gut|entschuldigung|sorry),? "
WORDS: Final = Words(
    harmless=re.compile(
        r"\b(kein(e|en|erlei)? (problem|probleme|einwand|einwände|sorge|thema|frage|bedenken|ursache)|nichts dagegen|nicht schlimm|macht (mir )?nichts"
        r"|warum (denn )?nicht|wieso (denn )?nicht|stört mich (gar |überhaupt )?nicht|nichts einzuwenden|(nein|nee|nö),? (das (ist|passt|geht)|ist|passt|geht|alles|kein) (so |schon |das )*(gut|okay|ok|in ordnung|klar|problem))\b"
    ),
    yes=re.compile(
        rf"\b(ja|jo|jawohl|jep|jup|joa|klar|{_NOT}(?:sicher|richtig|gut|okay|ok|in ordnung|einverstanden|korrekt|genau)|natürlich|selbstverständlich|gern|gerne"
        r"|auf jeden fall|unbedingt|absolut|passt(?! (mir |es |das |gerade |jetzt |leider |so |gar |überhaupt )*(nicht|schlecht))|stimmt(?! (so |das |leider |ja |aber )*nicht)|geht klar|machen wir|legen sie los|meinetwegen|von mir aus|können wir machen|können sie machen|dürfen sie"
        r"|kein(e|en)? (problem|einwand|einwände|thema|bedenken)|nichts dagegen|stört mich (gar |überhaupt )?nicht|macht mir nichts aus|warum (denn )?nicht|ich stimme zu|bin dabei|fangen wir an|los geht's|doch)\b"
    ),
    no=re.compile(
        r"\b(nein|nee|nö|nä|ne|(?<!weiß )(?<!weiß es )(?<!weiß das )(?<!weiß ich )(?<!weiß ich noch )(?<!weiß ich gerade )nicht|kein(e|en|er|em|s)?|lieber nicht|niemals|nie|auf keinen fall|keinesfalls|ich lehne (das )?ab|ungern|stopp?)\b"
    ),
    prelude=re.compile(
        r"^((äh+m*|öh+m*|hm+|mh+m*|oh|ah|puh|uff|tja|hach|oje|ach( so)?|na( ja)?|naja|also|so|okay|ok|ja|jo|nein|nee|doch|gut|sorry|entschuldigung|entschuldigen sie( bitte)?|verzeihung|tut mir leid|hey|hi|hallo|guten tag"
        r"|hören sie(?! mich)|eigentlich|und|aber|bitte|klar|alles klar|danke( schön)?|vielen dank|ehrlich gesagt|moment( mal)?|halt|warten sie( mal)?|warte( mal)?|vielleicht|bevor (ich antworte|wir weitermachen|wir anfangen))\b[,.!?…]*\s+)+"
    ),
    repeat=re.compile(
        r"^((können|könnten|würden|kannst|könntest) (sie|du) (\w+ ){0,4}(wiederholen|noch ?mal (sagen|fragen|stellen|vorlesen|erzählen)|noch einmal (sagen|fragen|stellen|vorlesen))"
        r"|(wiederholen sie|sagen sie|fragen sie) (mir |das |es |die frage |bitte )*(noch ?mal|noch einmal|bitte)?[.?!]*$|(bitte )?(noch ?mal|noch einmal),?( bitte| langsam)?[.?!]*$|wie war (noch ?mal |noch einmal )?(die|ihre|das)( letzte)?( frage)?( noch ?mal| gleich| noch einmal)?[.?!]*$"
        r"|was (war|ist) (noch ?mal |noch einmal )?(die|ihre) frage|was (haben|hatten) sie (gerade |eben |jetzt |mich )*(gesagt|gefragt)|(das |die frage |sie )?(habe|hab|hatte) ich (jetzt |gerade |leider |akustisch |das |die frage |sie |es )*(nicht|schlecht) (ganz |richtig |gut |genau )*(verstanden|gehört|mitbekommen|mitgekriegt)[.?!]*$"
        r"|ich (habe|hab|hatte) (jetzt |gerade |leider |akustisch |das |die frage |sie |es |den letzten teil )*(nicht|schlecht) (ganz |richtig |gut |genau )*(gehört|mitbekommen|mitgekriegt|verstanden)[.?!]*$|(wie|was|bitte|wie bitte|entschuldigung|sorry|hä) ?(bitte)?\?$|wie bitte\b|kann ich die frage (noch ?mal|noch einmal|bitte))"
    ),
    skip=re.compile(
        r"^((können|könnten|wollen|sollen|dürfen) wir (\w+ ){0,4}(überspringen|auslassen|weglassen|weitergehen|weitermachen)|(kann|könnte|darf|würde|möchte|will) ich (\w+ ){0,4}(überspringen|auslassen)|(überspringen|lassen) (wir|sie) (das|die|diese)( frage)?( bitte| aus| weg)*[.!]*$"
        r"|(die )?nächste (frage)?(,? bitte)?[.!]*$|(dazu|darauf|da|das|darüber) (möchte|will|würde|mag) ich (lieber |gerne? |jetzt |mich )*(nichts|nicht) (sagen|antworten|beantworten|erzählen|sprechen|reden|äußern)|ich (möchte|will|würde) (das|dazu|darauf|darüber|die frage) (lieber |gerne? |jetzt )*(nichts|nicht) (sagen|antworten|beantworten|erzählen|sprechen)"
        r"|kein kommentar|weiter,? bitte|passe[.!]*$|(die|diese) frage (überspringe|lasse) ich|(die|diese) frage (würde|möchte|will) ich (\w+ ){0,3}(überspringen|auslassen))"
    ),
    question_start=re.compile(
        rf"^({_BEGINS}|eine (kurze )?frage( noch)?[,:]? |ich (habe|hätte) (da )?(noch |mal )*eine frage[,:]? |sagen sie( mal)?,? |ach so,? |darf ich (mal |noch |sie )*(etwas |was )?fragen,? |noch eine frage[,:]? |bevor (ich|wir)[^,]*, |mich würde (noch )?interessieren,? )*((in|mit|bei|zu|ab|von|für|an|auf|um|nach|seit|bis) (welche\w?|wem|was|wie|wann|wo)|{_ASKING}|ist|sind|war|hat|haben|hätten|gibt|gäbe"
        r"|kann|können|könnte|könnten|darf|dürfen|dürfte|muss|müssen|müsste|soll|sollen|sollte|wird|werden|würde|würden|macht|machen|bekommt?|bekommen|kriegt|bieten|bietet|zahlen|zahlt|arbeitet|arbeiten|geht|läuft|fährt|kommt|brauche|brauchen|braucht|wissen sie|stellen sie|übernehmen|findet|liegt)\b"
    ),
    trailing=re.compile(
        r"(\b(und|oder|aber|weil|wenn|dass|sodass|obwohl|damit|denn|ob|äh+m*|öhm?|hm+|mein|meine|meinen|meinem|unser|unsere|ein|einem|dem|den|des|im|vom|zum|zur|beim|sozusagen|beziehungsweise|ich meine|wissen sie|sagen wir( mal)?"
        r"|mal (sehen|überlegen)|moment)[,.…]*"
        r"|\b(der|die|das|eine|einen|einer|ich|wir|man|er|sie|es|mit|für|in|bei|von|nach|auf|über|als|wie|also|dann|so|sehr|auch|noch|nur|wo|was|wer|während|bevor|nachdem|bis|seit|zwei|drei|ihre?|seine?|diese[rsnm]?|jede[rsnm]?|habe ich|war ich|hatte ich|ist|und dann|ja,? also),?"
        r"|,|\.\.\.|…|-|—)$"
    ),
    asks=re.compile(
        rf"^({_BEGINS})*((können|könnten) sie (mir |uns )?(bitte |vielleicht |mal |noch |kurz )*(sagen|erklären|erzählen|verraten),? (ob|{_ASKING})|(darf|dürfte|kann|könnte) ich (mal |noch |sie |kurz )*fragen,? (ob|{_ASKING})|ich (würde|möchte|wollte|hätte) (gerne?|noch|mal|nur)[\w ]{{0,12}}(wissen|gewusst|fragen),? (ob|{_ASKING})"
        rf"|mich würde (mal |noch )?interessieren,? (ob|{_ASKING})|ich frage mich,? (ob|{_ASKING})|was (verdient man|zahlen sie|zahlt ihr|bezahlen sie|für (ein|eine) \w+ (ist|haben|gibt|hat|hätte))\b|wie (viele?|lange?|groß|hoch|weit|oft) (ist|sind|wird|wäre|verdient man|\w+ (ist|sind|hat|haben|gibt|bekommt|wären)) ?(das|der|die|es|man|ich|sie|ihr|denn)\b"
        r"|(wann|wo|wie|wer) (ist|sind|geht|fängt|beginnt|wäre|liegt|läuft|sieht|arbeitet|arbeite) (denn |da |eigentlich )*(das|der|die|es|man|ich|ihre?|sie)\b)"
    ),
    rhetorical=re.compile(
        r"^((wie|was) (soll|kann|könnte) (ich|man) (das |dazu |da |sonst |noch |denn )*(sagen|ausdrücken|erklären|erzählen|nennen)|wie (sagt|nennt|heißt) (man |das |es |der |die )|wie heißt (das|der|die|es)|wissen sie(,? was ich meine)?\?|verstehen sie\?|nicht wahr\?|oder\?|wer weiß|was (denn )?sonst\?|warum (auch )?nicht\?"
        r"|(ist|reicht|passt|war) (das|es) (so |okay |ok |in ordnung |ihnen |genug |alles )*\?|wo (soll|fange|fang) ich (da |denn |bloß |am besten )*(an|anfangen|beginnen)|was war das|wie war das (noch|doch) )"
    ),
    speaking=re.compile(
        r"\b(am apparat|ja|jo|jawohl|genau|richtig|stimmt|das bin ich|bin ich|ich bin es|ich bin's|ich bin das|der bin ich|die bin ich|selbst|persönlich|sie sprechen mit)\b"
    ),
    somebody_else=re.compile(
        r"\b(falsche nummer|falsch verbunden|verwählt|(hier (ist|spricht)|ich bin|am apparat ist) (nur )?(sein|seine|ihr|ihre|der|die) (mann|frau|bruder|schwester|mutter|vater|sohn|tochter|freund|freundin|kollege|kollegin|partner|partnerin|mitbewohner\w*|ehemann|ehefrau)"
        r"|(er|sie|der|die) (ist|sind) (gerade |leider |im moment |heute |zurzeit |momentan |jetzt )*(nicht (da|hier|zu hause|daheim|zuhause)|weg|unterwegs|auf der arbeit|bei der arbeit|in der arbeit|beschäftigt|im urlaub|außer haus)|(die|den|der) gibt es hier nicht|kenne ich nicht|(gibt|gibt's) hier nicht"
        r"|(wohnt|arbeitet) (hier )?nicht( mehr)?( hier)?|hier (gibt|wohnt|heißt) (es )?(kein\w*|niemand))\b"
    ),
    who_calls=re.compile(
        r"\b(wer (ist|sind|spricht|ruft) (da|dort|denn|das|sie|an)\b|mit wem spreche ich|worum geht('s| es)|um was geht('s| es)|was wollen sie|wer sind sie|von welcher firma|warum rufen sie an|weshalb rufen sie an)"
    ),
    fetches=re.compile(
        r"\b((einen |kleinen |nen )?(moment|augenblick|sekunde)|bleiben sie (kurz |bitte )?dran|ich (hole|geb|gebe|rufe|verbinde|reiche|schaue|frage)|(er|sie) kommt (gleich|schon|gerade|sofort)|hier ist (er|sie)|warten sie)\b"
    ),
    not_now=re.compile(
        r"\b((gerade|jetzt|im moment|momentan|heute) (leider |ist (es |das )?|wirklich |gar |überhaupt |eher |passt es (mir )?)*(nicht|schlecht|ungünstig|schwierig|unpassend)|passt (mir |es |das |gerade |jetzt |leider |so |gar |heute )*(nicht|schlecht)|schlechter zeitpunkt|ungünstig|keine zeit|am steuer|im auto|beim fahren|auf der arbeit|bei der arbeit|in einer besprechung"
        r"|in einem meeting|im (bus|zug)|in der bahn|unterwegs|beschäftigt|(rufen sie|könnten sie|können sie)( mich| bitte| doch)* (später|morgen|noch ?mal|wieder|nachher|ein andermal|am|um|in)|(^|lieber |besser |eher |erst |vielleicht |bitte |gerne? |dann )(später|nachher|ein ander(es )?mal)|kann (gerade |jetzt )*nicht (sprechen|reden|telefonieren)|viel zu tun|im stress)\b"
    ),
    nothing_more=re.compile(
        r"\b(nein|nee|nö|nichts( mehr)?|keine( fragen?)?( mehr)?|nicht dass ich wüsste|im moment nicht|gerade nicht|eigentlich nicht|erst ?mal nicht|das war('s| es| alles)|das wär('s| es|e es|e alles)|das ist alles|alles (klar|geklärt|gut|gesagt)|bin (wunschlos|zufrieden)|passt (so|alles)|soweit (alles )?(gut|klar))\b"
    ),
    ratings=(
        re.compile(r"\b(eins|eine|ein|1)\b"),
        re.compile(r"\b(zwei|zwo|2)\b"),
        re.compile(r"\b(drei|3)\b"),
        re.compile(r"\b(vier|4)\b"),
        re.compile(r"\b(fünf|5)\b"),
    ),
    parts={
        "situation": re.compile(
            r"\b(als|damals|während|einmal|war|waren|hatte|hatten|gab|letzte[nsrm]?|letztens|neulich|kürzlich|vor \w+ (tagen|wochen|monaten|jahren)|(an )?einem tag|bei (uns|meiner|meinem|der)|in (meiner|meinem|unserem|unserer|der)|auf (der|meiner|unserer)|kund\w+|team|firma|projekt|lager|station|schicht|dienst|patient\w*|bewohner\w*)\b"
        ),
        "action": re.compile(
            r"\b(ich (habe?|bin|musste|konnte|wollte|war|ging|sprach|rief|nahm|gab|schrieb|hielt|blieb|fuhr|tat|brachte|fand|half|ließ|stand|sah|lief|bat|\w+te)|(habe?|bin|musste|konnte) ich|wir (haben|sind|\w+ten)|meine (aufgabe|rolle) war)\b"
        ),
        "result": re.compile(
            r"\b(am (ende|schluss)|schließlich|letztlich|letztendlich|endlich|ergebnis\w*|seitdem|seither|danach|hinterher|daraufhin|dadurch|heute (ist|sind|machen|haben)|gelöst|geklappt|funktioniert|zufrieden|glücklich|erfolg\w*|gelernt|besser|pünktlich|rechtzeitig|geschafft|verbessert|erledigt|behoben"
            r"|(gut|schlecht) (aus)?gegangen|gut gelaufen|nie wieder|sodass|beruhigt|bedankt)\b"
        ),
    },
    sounds=(
        r"m+|m+-?h+m+|h+m+|m+-?m+|mhm+|mm-?hmm*|ä+h+m*|ö+h+m*|u+h+m*|ah+|ach|oh|aha|huh|ha|hach|haha|hehe|puh|uff|tja|tsk"
    ),
    listener=(
        r"ja|jo|joa|jep|jup|jaja|okay|ok|gut|schön|prima|super|toll|klar|genau|richtig|stimmt|verstehe|verstanden|natürlich"
        r"|sicher|perfekt|interessant|danke|fein|cool|wirklich|echt|eben|absolut"
    ),
    listener_phrases=(
        "alles klar",
        "ach so",
        "ach ja",
        "ja ja",
        "ja klar",
        "ja gut",
        "ja genau",
        "in ordnung",
        "ich verstehe",
        "sehr gut",
        "sehr schön",
        "vielen dank",
        "danke schön",
        "kein problem",
        "das stimmt",
        "das passt",
        "das ist gut",
        "das ist okay",
        "klingt gut",
        "na klar",
        "na gut",
        "weiß ich",
    ),
    claims=re.compile(
        r"^((ach|oh|äh|ähm|ja|okay|ok|aber|also),? )*"
        r"(entschuldigung|entschuldigen sie|sorry|warten sie|warte|moment|stopp?|halt|verzeihung|(einen|einen kleinen|kleinen) (moment|augenblick)|sekunde|eigentlich|was\?|wie bitte|bitte\?"
        r"|nein,? nein|hallo|noch ?mal|wiederholen|können sie|könnten sie|darf ich|kann ich|dürfte ich|könnte ich|lassen sie)(?!\w)"
    ),
    closing=re.compile(
        r"\b(das war('s| es| alles)( eigentlich| so)?|das wär('s| es|e es|e alles)|das ist (eigentlich |so )?alles|mehr (habe ich|fällt mir|kann ich|gibt es|weiß ich)[^.]*|ich habe alles gesagt|ich hoffe,? das (hilft|reicht|beantwortet)[^.]*|danke( schön)?|vielen dank)"
        r"[.!]?$"
    ),
    in_short=re.compile(
        r"^(ja|nein|nee|doch|klar|jo),? (das )?(kann|könnte|habe?|hatte|bin|war|würde|werde|will|möchte|mache?|geht|ginge|passt|stimmt|darf|muss|weiß|kenne|wäre)( (ich|wir|er|sie|es|das|nicht|schon|leider|auch|gerne?|noch|so|mir|mal|möglich|okay|ok|in ordnung))*[.!]?$"
    ),
    doubtful=re.compile(
        r"\b(ich|der|und|dass|weil|wenn|ob|als|wie|für|mit|von|bei|in|im|am|vom|beim|zum|zur|dem|den|des|ein|einem|eines|meiner|meinem|meine|sehr|während|bevor|nachdem|obwohl|damit|denn|welche[rsnm]?|und das|oder das)\.$"
    ),
)
GERMAN: Final = Language("de", "German", _LINES, WORDS, PROMPTS, REPLIES, WISHES, said_time, GERMAN_VALUES)
