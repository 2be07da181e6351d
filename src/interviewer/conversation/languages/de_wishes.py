"""German: what candidates say beside their answers, and what is said to that."""

from __future__ import annotations

import re
from typing import Final

from interviewer.conversation.languages.language import Replies, Wishes

REPLIES: Final = Replies(
    other_words="Ich frage mal anders.",
    as_you_like="Verstehen Sie die Frage ruhig so, wie sie am besten zu Ihrer Arbeit passt.",
    thinks=("Natürlich, lassen Sie sich Zeit.", "Klar, kein Stress.", "Ja, überlegen Sie ruhig."),
    aloud="Gerne, denken Sie einfach laut.",
    goes_back="Natürlich. Was möchten Sie ändern oder ergänzen?",
    corrected="Danke, das habe ich bei Ihrer Antwort ergänzt.",
    is_ai="Ich bin ein Computerprogramm, eine KI, und kein Mensch.",
    person=(
        "Natürlich. Ich gebe weiter, dass Sie lieber mit einem Menschen sprechen möchten.",
        "Möchten Sie bis dahin mit mir weitermachen?",
    ),
    stopped="Natürlich, dann hören wir hier auf. Was Sie mir erzählt haben, bleibt für die Personalabteilung erhalten. Vielen Dank für Ihre Zeit, und auf Wiederhören.",
    withdrawn="In Ordnung, ich höre auf, und die Aufnahme wird gelöscht. Vielen Dank für Ihre Zeit, und auf Wiederhören.",
    opted_out="Das verstehe ich. Wir rufen Sie nicht mehr an. Auf Wiederhören.",
    distressed=(
        "Das tut mir leid. Ich verstehe, dass das gerade nicht leicht ist.",
        "Wir können eine Pause machen oder hier aufhören, beides ist völlig in Ordnung.",
        "Möchten Sie weitermachen?",
    ),
    pause="Nehmen Sie sich so viel Zeit, wie Sie brauchen. Sagen Sie einfach Bescheid, wenn es weitergehen kann.",
    rude="Ich verstehe, dass es nerven kann, mit einem Computer zu sprechen. Ich mache es kurz.",
    rude_again=(
        "Wir können auch hier aufhören, wenn Sie nicht mit mir sprechen möchten.",
        "Möchten Sie weitermachen?",
    ),
    one_language=(
        "Es tut mir leid, ich kann dieses Gespräch nur auf Deutsch führen.",
        "Möchten Sie auf Deutsch weitermachen?",
    ),
    no_language="Das ist völlig in Ordnung. Dann höre ich hier auf und gebe weiter, welche Sprache Ihnen lieber ist. Vielen Dank, und auf Wiederhören.",
    slower="Natürlich, ich spreche langsamer.",
    more_time="Natürlich. Nehmen Sie sich bei jeder Frage so viel Zeit, wie Sie brauchen.",
    as_text=(
        "Ich gebe weiter, dass Sie es lieber schriftlich hätten. Im Browser können Sie auch auf dem Bildschirm mitlesen, was ich sage.",
        "Möchten Sie so weitermachen?",
    ),
    bad_line="Die Verbindung ist leider nicht gut. Vielleicht hilft es, wenn Sie sich ein Stück bewegen.",
    bad_line_again=("Die Verbindung ist leider immer noch schlecht.", "Möchten Sie trotzdem weitermachen?"),
    i_hear="Ja, ich höre Sie.",
    noise="Kein Problem. Könnten Sie das kurz ausmachen oder irgendwo hingehen, wo es ruhiger ist? Ich warte.",
    noisy="Bei Ihnen ist es etwas laut, deshalb verstehe ich Sie schlecht. Könnten Sie irgendwo hingehen, wo es ruhiger ist?",
    other_voice="Guten Tag. Es tut mir leid, das Gespräch kann ich nur mit der Person führen, die sich beworben hat.",
    instructs="Ich stelle hier nur die Fragen. Die Antworten sehen sich Menschen an, und die entscheiden auch.",
    goes_on="Schön.",
)

_LANGUAGES: Final = (
    r"(englisch|spanisch|französisch|italienisch|polnisch|portugiesisch|türkisch|arabisch|russisch|ukrainisch|rumänisch|niederländisch|holländisch|hindi|chinesisch"
    r"|vietnamesisch|griechisch|ungarisch|tschechisch|bulgarisch|kroatisch|serbisch|bosnisch|albanisch|kurdisch|persisch|farsi|dari|tagalog|meiner (mutter)?sprache|einer anderen sprache|eine andere sprache)"
)
_PERSON: Final = r"((einem|einen|ein|jemand(em|en)?|dem|der|den|einer) )?((echten?|echter|richtigen?|richtiger|realen?|lebenden|wirklichen) )*(menschen?|person|mitarbeiter(in)?|personaler(in)?|jemand(em|en)|kollegen|aus der personalabteilung)"
_RELATIVE: Final = r"(mann|frau|bruder|schwester|mutter|vater|mama|papa|sohn|tochter|freund|freundin|kollege|kollegin|partner|partnerin|mitbewohner|mitbewohnerin|nachbar|nachbarin|chef|chefin|cousin|cousine)"
_MACHINE: Final = r"(roboter|bot|chat ?bot|maschine|computer(programm|stimme)?|ki|k\.i|künstliche intelligenz|automat|bandansage|programm)"
_FILL: Final = r"(bitte |mal |kurz |vielleicht |etwas |ein bisschen |ein wenig |lieber |jetzt |auch |noch |gerne? |eben |da |das |sie |mir |wirklich |denn |eigentlich |hier |einfach |gerade |ganz |doch |überhaupt )*"
WISHES: Final = Wishes(
    rephrase=re.compile(
        rf"^((können|könnten|würden) sie {_FILL}(anders (formulieren|ausdrücken|sagen|fragen)|umformulieren|erklären(,? was sie (damit )?meinen)?[.?!]*$|genauer (sagen|erklären|fragen)|erläutern|in anderen worten|ein beispiel (geben|nennen))|was meinen sie|wie meinen sie|was (heißt|bedeutet) (das|denn das)|meinen sie\b"
        rf"|inwiefern\?|in welche[rmn] (hinsicht|sinne?)|(ich bin mir|da bin ich mir|ich bin) {_FILL}nicht {_FILL}sicher,? (was sie|ob ich|wie sie)|(ich (verstehe|versteh|habe|kapiere)|(die frage|das) (verstehe|versteh|habe) ich) {_FILL}(die frage |ihre frage )?nicht( ganz| richtig| so ganz| wirklich)*( verstanden)?[.?!]*$"
        r"|was (genau )?(möchten|wollen) sie (da |genau |denn )*(wissen|hören)|was für ein beispiel|soll ich (da |jetzt |ihnen |eher )*(von|erzählen|etwas|was|beschreiben|anfangen))"
    ),
    thinks=re.compile(
        rf"^((lassen sie mich|lass mich|da muss ich|ich muss|muss ich|ich müsste|da müsste ich) {_FILL}(\w+ )?(überlegen|nachdenken|nachgrübeln|erinnern)\b.{{0,25}}$|mal (überlegen|sehen|schauen|nachdenken)[.…]*$|(geben sie mir )?{_FILL}((einen|nen|eine|ne|kleinen|kurzen) )*(moment|augenblick|sekunde|sekündchen|minute),?( bitte| mal| zum nachdenken| zeit)*[.!…]*$"
        r"|(das ist )?(eine )?(sehr |echt |wirklich )*(gute|schwierige|schwere|interessante) frage[.…]*$|ich (überlege|denke) (gerade|noch|kurz|nach)( nach)?[.…]*$|überleg(e)?[.…]*$|wie (soll|kann|fange?) ich (das |da )?(sagen|ausdrücken|an|anfangen)\b.{0,15}$|wo (soll ich|fange? ich)\b.{0,20}$)"
    ),
    aloud=re.compile(
        r"^(ich|lassen sie mich|darf ich|kann ich)( jetzt| nur| mal| gerade| hier)* (laut denken|(denke?|überlege?) (\w+ )?laut|laut (nachdenken|überlegen))\b"
    ),
    goes_back=re.compile(
        rf"^(((kann|könnte|darf|dürfte) ich|können wir|ich (möchte|würde|will|muss|wollte)) {_FILL}((zur|zu der|auf die|bei der|zu meiner) (\w+ )?(frage|antwort) {_FILL}(zurück|etwas|was)|(etwas|was) (korrigieren|ergänzen|richtigstellen|ändern|hinzufügen|nachtragen)|zurück (zur|zu)|zurückkommen|(meine|die) (\w+ )?antwort {_FILL}(ändern|korrigieren|ergänzen)|mich korrigieren|korrigieren|ergänzen|(zur|zu der|zu meiner|bei der) (\w+ )?(frage|antwort)\b)"
        r"|(noch ?mal )?zurück (zur|zu) (\w+ )?(frage|antwort)|(zu|bei|wegen) (meiner|der|ihrer) (vorigen|letzten|ersten|zweiten|dritten|anderen|vorherigen) (antwort|frage)|korrektur\b|ich (habe|hab) (vorhin|vorher|eben|da vorhin|mich vorhin|mich vorher|mich eben) .{0,50}(gesagt|vertan|versprochen|geirrt)\b"
        r"|(vorhin|vorher) (habe|hab) ich .{0,50}gesagt|ich (sagte|meinte) (vorhin|vorher|eben)\b|ich habe mich (vorhin|vorher|bei \w+ \w+) (vertan|versprochen|geirrt))"
    ),
    ordinals=(
        re.compile(r"\b(ersten?|1\.) (frage|antwort)\b|\bfrage (eins|1)\b"),
        re.compile(r"\b(zweiten?|2\.) (frage|antwort)\b|\bfrage (zwei|2)\b"),
        re.compile(r"\b(dritten?|3\.) (frage|antwort)\b|\bfrage (drei|3)\b"),
        re.compile(r"\b(vierten?|4\.) (frage|antwort)\b|\bfrage (vier|4)\b"),
    ),
    asks_if_ai=re.compile(
        rf"^((sind|bist) (sie|du) {_FILL}((ein|eine|so ein|so eine|nur ein|nur eine) )?((echter?|richtiger?|reale?|echte) )?({_MACHINE}|mensch|person|echt)\b.{{0,40}}$"
        rf"|(spreche|rede|telefoniere) ich {_FILL}mit ((einem|einer|dem|der|ner|nem) )?((echten?|richtigen?) )?({_MACHINE}|menschen|person)\b.{{0,40}}$|(ist|war) (das|hier|es) {_FILL}((ein|eine) )?({_MACHINE}|aufnahme|mensch|echter mensch|echte person)\b.{{0,40}}$"
        rf"|(sie|du) (sind|bist) (ja |also |doch |gar |nicht |kein |wohl )*((ein|eine|kein|keine) )?((echter?|richtiger?) )?({_MACHINE}|mensch|echt)(,? (oder|oder nicht|oder was|stimmt's|richtig|gell))*[.?!]*$)"
    ),
    wants_person=re.compile(
        rf"^(((kann|könnte|darf|dürfte) ich|ich (möchte|würde|will|muss)) {_FILL}mit {_PERSON}\b {_FILL}(sprechen|reden|telefonieren).{{0,20}}$|(verbinden sie mich|stellen sie mich durch|geben sie mir) {_FILL}(mit |zu )?{_PERSON}\b.{{0,20}}$|(gibt|gibt's|ist) (es )?{_FILL}(keinen|kein|nicht|niemanden) {_FILL}{_PERSON}?\b.{{0,30}}(sprechen|reden|da)\b.{{0,10}}$"
        rf"|ich (möchte|will|würde|mag) {_FILL}nicht {_FILL}mit (einem|einer|so einem|so einer|der|dem) {_MACHINE}\b {_FILL}(sprechen|reden).{{0,10}}$|(mit|zu) (einem|einer) {_MACHINE}\b {_FILL}(möchte|will|rede|spreche) ich {_FILL}nicht.{{0,15}}$)"
    ),
    stops=re.compile(
        rf"^((stopp?|schluss|aufhören|abbrechen|ende|auflegen)( (bitte|jetzt|hier|damit))*[.!]*$|(können|könnten|wollen|sollten|lassen sie uns|lass uns) (wir )?{_FILL}((das|den|dieses|diesen) (gespräch|interview|anruf|telefonat) )?{_FILL}(aufhören|abbrechen|beenden|schluss machen|stoppen)( bitte)?[.?!]*$"
        rf"|ich (möchte|will|muss|würde) {_FILL}((das|den|dieses|diesen) (gespräch|interview|anruf|telefonat) |an dieser stelle |hier )*{_FILL}(aufhören|abbrechen|beenden|schluss machen|auflegen|stoppen|gehen|los)[.!]*$|ich (möchte|will|kann) {_FILL}nicht (mehr )?{_FILL}(weitermachen|weiterreden|weiter machen|weitersprechen|mehr)[.!]*$|(das )?reicht( mir)?( jetzt| hier)?[.!]*$|mir reicht('s| es)( jetzt)?[.!]*$"
        r"|ich lege (jetzt )?auf|(hören|brechen) (wir|sie) (das |bitte |hier |jetzt )*(auf|ab)[.!]*$|ich breche (das |hier |jetzt )*ab|(auf wiederhören|auf wiedersehen|tschüss?|ciao|wiederhören)( dann)?[.!]*$)"
    ),
    withdraws=re.compile(
        rf"^(ich (möchte|will|würde) {_FILL}(meine|die) (einwilligung|zustimmung|zusage|einverständnis) {_FILL}(zurückziehen|widerrufen|zurücknehmen)|ich (widerrufe|ziehe) {_FILL}(hiermit )?(meine|die) (einwilligung|zustimmung|zusage)|(hiermit )?(widerrufe|ziehe) ich (meine|die) (einwilligung|zustimmung)|ich (möchte|will) {_FILL}(alles |meine zustimmung )?widerrufen"
        rf"|((können|könnten) sie {_FILL}|bitte )?(löschen sie )?{_FILL}(die |alles|diese |das |meine )(aufnahme|aufzeichnung|gespräch|daten|antworten)?( wieder| bitte| sofort)* ?(löschen|zu löschen)[.?!]*$|löschen sie {_FILL}(die |alles|diese |das |meine )(aufnahme|aufzeichnung|gespräch|daten|antworten)?( wieder| bitte| sofort)*[.!]*$"
        rf"|((können|könnten) sie {_FILL})?(die )?(aufnahme|aufzeichnung) {_FILL}(stoppen|beenden|ausmachen|abbrechen|ausschalten)|ich (möchte|will) {_FILL}nicht( mehr)?,? {_FILL}(dass (das |sie |ich |es )+.{{0,15}}(aufnehmen|aufgenommen|aufgezeichnet|aufzeichnen)|(aufgenommen|aufgezeichnet) werden).{{0,15}}$|ich bin {_FILL}(doch )?nicht (mehr|länger) (damit )?einverstanden.{{0,30}}$"
        r"|ich (habe|hab) es mir (mit der aufnahme |wegen der aufnahme )?anders überlegt (mit|wegen) der (aufnahme|aufzeichnung))"
    ),
    no_more_calls=re.compile(
        rf"^((rufen sie|ruft|kontaktieren sie) (mich|uns|hier|diese nummer) {_FILL}(nie|nicht) (mehr|wieder|noch ?mal)( wieder| mehr)?( an)?[.!]*$|(löschen|nehmen|streichen) sie (bitte )?(mich|meine (telefon|handy)?nummer|meine kontaktdaten)( bitte)?( aus| von)?( ihrer| der)?( \w+)?( \w+)?[.!]*$|ich (möchte|will) {_FILL}(keine|nicht mehr|nie wieder|nie mehr) {_FILL}(anrufe|angerufen).{{0,25}}$"
        r"|lassen sie mich in ruhe[.!]*$|ich (möchte|will) (von ihnen )?(nie wieder|nicht mehr) (angerufen|kontaktiert) werden)"
    ),
    distressed=re.compile(
        rf"^(ich (muss|fange?) {_FILL}(gleich )?(weinen|heulen|brechen|mich übergeben|an zu weinen|an zu heulen)[.!]*$|ich (weine|habe eine panikattacke|bekomme keine luft|kriege keine luft)|ich (kann|schaffe) {_FILL}nicht mehr[.!]*$|(das|ich) (schaffe|pack|packe|kann) (ich |das )?(jetzt |gerade |so |einfach )*nicht( mehr)?[.!]*$"
        r"|ich bin (gerade |so |sehr |wirklich |total |etwas |ziemlich |echt |ein bisschen |völlig |ganz |jetzt |heute |grad )*(nervös|aufgeregt|gestresst|überfordert|fertig|traurig|durcheinander|am ende|verzweifelt|neben der spur)( gerade| heute| jetzt| im moment| sorry| entschuldigung)*[.!]*$|das ist (mir )?(gerade |jetzt |alles |einfach |etwas |ein bisschen )*(zu viel|zuviel|zu schwer|zu schwierig)( gerade| für mich| jetzt)*[.!]*$"
        r"|ich (habe|hab) (gerade |eben )(eine )?(ganz |sehr )?(schlimme|schlechte|furchtbare) (nachricht|nachrichten)\b.{0,20}$|mir (geht es|geht's) (gerade |heute |im moment |wirklich |leider )*(nicht (so |sehr )?gut|schlecht|nicht besonders)\b.{0,20}$|mir ist (gerade |so |ganz )*(schlecht|schwindlig|schwindelig|übel)[.!]*$|(meine|mein) \w+ ist (gerade |gestern |heute |letzte woche |vor kurzem |diese woche )+(gestorben|verstorben)[.!]*$)"
    ),
    needs_pause=re.compile(
        rf"^(((kann|könnte|dürfte|darf) ich|(können|könnten) wir) {_FILL}(eine |ne )?(kleine |kurze )?(pause|unterbrechen)\b|ich (brauche?|bräuchte|hätte) {_FILL}(eine |ne )?(kleine |kurze )?pause\b|(eine |ne )?(kleine |kurze )?pause,? bitte|(können|könnten) sie {_FILL}warten\b|(machen wir )(eine )?(kurze )?pause)"
    ),
    rude=re.compile(
        r"^((sie|du) (sind|bist)?( ja| doch| echt| so| total| wirklich| einfach)*( (ein|eine|der|die|das))? ?(verdammte[rs]? |blöde[rs]? |dumme[rs]? |total |so )*(dumm|blöd|bescheuert|bekloppt|idiot\w*|nutzlos|unfähig|lächerlich|schwachsinn|witz|dreck\w*|scheiß\w*|arschloch|trottel|depp|vollidiot)\b.{0,40}$|(scheiße?|fuck|verdammt|leck mich|verpiss dich|halt('s maul| die klappe| den mund)|halten sie (die klappe|den mund)|fick\w*)\b.{0,30}$"
        r"|((so |was für |das ist (doch |ja )?)?(ein|eine) |das ist (doch |ja )?)?((verdammte[rs]?|blöde[rs]?|dumme[rs]?|bescheuerte[rs]?|scheiß|idiotische[rs]?) ?)+(frage|maschine|roboter|computer|ding|ki|programm|gespräch|anruf|bot)?[.!]*$|(was für ein |so ein |das ist (doch |ja |alles |echt |einfach )*)(schwachsinn|blödsinn|quatsch|unsinn|bullshit|zeitverschwendung|lächerlich|bescheuert|dumm|ein witz|verarsche|mist)[.!]*$|(du )?(idiot|arschloch|depp|trottel)[.!]*$)"
    ),
    switches_language=re.compile(
        rf"^((können|könnten|kann|könnte|dürfen|darf|wollen) (wir|ich|sie|man) {_FILL}([\w']+ ){{0,3}}?(auf |in )?{_LANGUAGES}\b.{{0,20}}$|(sprechen|verstehen|können) sie {_FILL}{_LANGUAGES}\b.{{0,15}}$|(geht|ginge|ist|wäre) (das |es )?{_FILL}auf {_LANGUAGES}\b.{{0,15}}$|(auf|in) {_LANGUAGES},? bitte"
        rf"|ich (möchte|würde|will) {_FILL}(auf |in )?{_LANGUAGES} (sprechen|reden|antworten|weitermachen)\b.{{0,15}}$|ich (spreche|verstehe|kann) {_FILL}(nicht (so |sehr )?(gut |viel )?|kein |kaum |wenig |nur wenig |schlecht )deutsch\b.{{0,20}}$|mein deutsch ist {_FILL}(nicht (so |sehr )?gut|schlecht|schwach)\b.{{0,25}}$"
        r"|(can|could|may) (we|i|you) .{0,20}english|do you speak english|i (don't|do not) (speak|understand) german|in english\b|¿|hablas?\b|habla (usted )?|no hablo\b|parlez\b|je ne parle|mówi pan|czy mówi|türkçe|non parlo\b|вы говорите)"
    ),
    slower=re.compile(
        rf"^((können|könnten|würden) sie {_FILL}(langsamer|langsam|nicht so schnell|deutlicher)( bitte)? ?(sprechen|reden|machen|sagen)?\b.{{0,15}}$|(sprechen|reden) sie {_FILL}(langsamer|nicht so schnell)|(bitte )?(etwas |ein bisschen |ein wenig |viel |noch )*langsamer,?( bitte)?[.!?]*$|sie (sprechen|reden) {_FILL}(so |zu |sehr |viel zu |ziemlich )*schnell\b|das (war|ist|ging) (mir |jetzt |etwas |ein bisschen |viel )*zu schnell|nicht so schnell)"
    ),
    more_time=re.compile(
        rf"^(ich (brauche?|bräuchte|hätte) {_FILL}(etwas |ein bisschen |ein wenig |viel |gerne )*(mehr|länger) ?(zeit)?( zum (nachdenken|antworten|überlegen|sprechen)| für (die|meine|jede) \w+|,? bitte)*[.?!]*$|((können|könnten|würden) sie mir {_FILL}|(geben|lassen) sie mir {_FILL})(etwas |ein bisschen |ein wenig )*mehr zeit( zum nachdenken|,? bitte| geben| lassen)*[.?!]*$|(kann|könnte|darf|dürfte) ich {_FILL}(etwas |ein bisschen |ein wenig )*(mehr|länger) zeit( haben| bekommen| zum nachdenken| bitte)*[.?!]*$|ich brauche {_FILL}(länger|zeit)(,? (um|bis|zum) .{{0,35}})?[.!]*$|ich (stottere|habe eine sprachstörung)\b.{{0,30}}$)"
    ),
    as_text=re.compile(
        rf"^((kann|könnte|darf|dürfte|können|könnten|geht|ginge|würde) (ich|sie|wir|das|man)( das| die fragen| es| mir das| mir die fragen)? {_FILL}(schriftlich|per (mail|e-?mail|text|chat|sms)|als text|im chat|schreiben|tippen|lesen|aufschreiben)\b.{{0,25}}$|ich (bin|höre) {_FILL}(schwerhörig|gehörlos|taub|schlecht|nicht (so )?gut)\b.{{0,25}}$|ich (möchte|würde|hätte) {_FILL}(es |das |die fragen )*{_FILL}(schriftlich|lesen|schreiben|tippen)\b.{{0,25}}$)"
    ),
    bad_line=re.compile(
        rf"^(sie (sind|klingen) {_FILL}(sehr |so |ziemlich |total )*(leise|abgehackt|weit weg|schlecht zu (hören|verstehen)|kaum zu (hören|verstehen))\b.{{0,20}}$|sie (brechen|waren) {_FILL}(immer wieder )?(ab|weg)\b.{{0,15}}$|(die|meine|das|mein|der) (verbindung|leitung|empfang|netz|internet|signal)( hier)? (ist|wird|bricht|war) {_FILL}(sehr |so |ziemlich |total |echt |immer |gerade )*(schlecht|schwach|miserabel|ab|weg|abgehackt|instabil|nicht (so )?gut)\b.{{0,15}}$"
        rf"|ich (kann|höre|verstehe) sie {_FILL}(kaum|nicht|schlecht|ganz schlecht|nur schlecht|sehr schlecht|so schlecht)( gut| mehr| richtig| hören| verstehen)*\b.{{0,15}}$|ich (habe|hab) {_FILL}(schlechten|kaum|keinen|sehr schlechten) (empfang|netz)\b.{{0,15}}$|es (knackt|rauscht|hallt|knistert)\b.{{0,15}}$|da ist ein echo\b.{{0,15}}$)"
    ),
    hears_me=re.compile(
        r"^((können|hören|verstehen) sie mich( noch| überhaupt| hören| verstehen)*|sind sie (noch )?(da|dran))\b.{0,10}$"
    ),
    noise=re.compile(
        rf"^((entschuldigung|entschuldigen sie|sorry) (für|wegen) (den|dem|die|der|das) (lärm|krach|fernseher|radio|hund|musik|kinder|baby)\b.{{0,20}}$|(ich (mache?|muss|stelle|schalte)|lassen sie mich|kann ich) {_FILL}(den|die|das) (fernseher|radio|musik|tv|fenster) {_FILL}(aus|leiser|ausmachen|ausschalten|leiser machen|leiser stellen|zu|zumachen)\b.{{0,10}}$|(der|die|das|bei mir läuft der|hier läuft der|bei mir läuft das|bei mir läuft) ?(fernseher|radio|musik)( ist| läuft)?( noch| so| zu| gerade| im hintergrund)*( laut| an)?[.!]*$"
        rf"|(der|mein) hund bellt\b.{{0,10}}$|das baby (schreit|weint)\b.{{0,10}}$|die kinder sind {_FILL}(laut|so laut)\b.{{0,10}}$|(hier ist es|es ist hier|es ist) {_FILL}(so |sehr |ziemlich |etwas )*laut( hier| gerade| bei mir)*[.!]*$|ich gehe {_FILL}(in ein anderes zimmer|nach draußen|nach nebenan|raus|woanders hin|wo es ruhiger ist)\b.{{0,15}}$)"
    ),
    other_voice=re.compile(
        rf"^((hier (ist|spricht)|ich bin) (sein|seine|ihr|ihre|der|die) {_RELATIVE}\b.{{0,25}}$|(ich (gebe?|reiche|hole)|kann ich|darf ich) {_FILL}(ihnen |sie )?(mal )?(an )?(meinen|meine|meiner|meinem) {_RELATIVE}\b.{{0,25}}$|(mein|meine) {_RELATIVE} (möchte|will|würde|kann|weiß|hört|sagt) {_FILL}(ihnen |das |was |etwas |dazu |mit |besser |jetzt )*(sagen|antworten|beantworten|mitreden|mithören|erklären|besser|sprechen|mit)?[.!]*$|(kann|darf|dürfte|könnte) (mein|meine) {_RELATIVE} {_FILL}(antworten|mithören|mitreden|was sagen|helfen|dazukommen).{{0,15}}$)"
    ),
    instructs=re.compile(
        r"^((ignorier(en|e)?|vergiss|vergessen|missachten?)( sie)? ((alle?|deine|ihre|die|diese|meine|bisherigen|vorherigen|obigen) )+(regeln?|anweisung(en)?|instruktionen|vorgaben|prompts?|programmierung)\b|(geben sie|gib|gebt) mir ((die|eine|volle|beste|bestmögliche|höchste|maximale|fünf|alle|den|gute) )+(punktzahl|punkte|bewertung|note|sterne|job|stelle)\b|(bewerten sie|bewerte|benoten sie) (mich|meine antworten?|das) (mit|als|sehr|gut|am|hoch|fünf|voll)"
        r"|(sie sind|du bist) (jetzt|ab jetzt|ab sofort|von nun an)\b|ab (jetzt|sofort),? (sind sie|bist du|müssen sie)|(sie müssen|du musst|sie sollen|du sollst) (mir|mich|diesen bewerber|die bewerberin) .{0,40}(geben|empfehlen|einstellen|bewerten)|tun sie so,? als|tu so,? als|(sagen sie|zeigen sie|nennen sie|verraten sie|lesen sie|sag|zeig|nenn|verrate) mir (ihre|deine|die) (anweisungen|instruktionen|regeln|prompt|systemprompt|bewertung|bewertungskriterien|kriterien|punkte|notizen)\b"
        r"|(was|wie) (sind|ist|lautet|lauten) (ihre|deine|ihr|dein) (anweisungen|instruktionen|prompt|systemprompt|bewertungskriterien)\b|system ?prompt\b|neue anweisung(en)?\b|(empfehlen|stellen) sie mich( ein)?\b|(schreiben sie|notieren sie|sagen sie der personalabteilung)( bitte)?( auf)?,? dass ich (der|die|ein|eine|perfekt|der beste|sehr gut)|(ich bin|hier (ist|spricht)) (ihr|dein|der|die) (entwickler(in)?|administrator(in)?|admin|programmierer(in)?)\b)"
    ),
    ready=re.compile(
        r"\b(bereit|weiter|weitermachen|geht (wieder|weiter|schon)|bin (wieder )?da|wieder da|fertig|erledigt|besser( jetzt)?|ist aus|ausgemacht|kann losgehen|okay|ok|ja|gut|klar|alles klar|gerne?|los|machen wir weiter|von mir aus)\b"
    ),
)
