"""Verbs of objectives: which can be observed, which cannot, and what to write instead (PLN-2)."""

from django.core.exceptions import ValidationError

SUGGESTED_VERBS = {
    "competence": ["apply", "compare", "demonstrate", "develop", "formulate", "interpret", "plan", "select"],
    "performance": ["adopt", "counsel", "document", "implement", "perform", "prescribe", "refer", "screen"],
    "patient": ["decrease", "improve", "increase", "prevent", "reduce"],
}
OBSERVABLE_VERBS = frozenset(
    """
    access achieve adapt address adjust administer adopt advocate align allocate analyse analyze anticipate apply appraise
    arrange assemble assess assign audit avoid build calculate care categorise categorize change choose classify coach
    collaborate collect combine communicate compare complete compose conduct connect construct consult contrast
    contribute coordinate counsel create critique debrief decide decrease define defend delegate deliver demonstrate
    deprescribe describe design detect determine develop devise diagnose differentiate direct disclose discontinue
    discriminate discuss distinguish document draft educate elicit eliminate embed employ engage enrol enroll ensure
    establish estimate evaluate examine execute explain facilitate follow formulate generate give guide identify
    illustrate implement improve incorporate increase individualise individualize initiate inspect integrate interpret
    interview investigate justify label lead list locate maintain manage map measure mentor minimise minimize mitigate
    model modify monitor name negotiate obtain offer operate optimise optimize order organise organize outline
    participate perform place plan practice practise predict prepare prescribe present prevent prioritise prioritize
    propose protect provide rank rate reassess recognise recognize recommend reconcile record redesign reduce refer
    relate report request respond restructure resuscitate review revise schedule screen select separate shorten simulate
    solve start stop strengthen structure suggest summarise summarize supervise support synthesise synthesize tailor
    taper teach test titrate track train transfer transform translate treat triage use utilise utilize vaccinate
    validate verify weigh write
    """.split()
)
UNOBSERVABLE = {
    "understand": "explain, interpret or apply",
    "know": "list, describe or recall and use",
    "learn": "demonstrate, apply or perform",
    "appreciate": "assess, justify or weigh",
    "be": "describe, recognize or respond to",
    "become": "describe, recognize or respond to",
    "believe": "justify or defend",
    "comprehend": "explain or summarize",
    "familiarize": "identify, select or use",
    "gain": "apply or demonstrate",
    "grasp": "explain or apply",
    "increase knowledge": "apply or explain",
    "realize": "identify or recognize",
    "think": "analyze or evaluate",
}


LEVELS = {"competence": "competence", "performance": "performance", "patient": "patient outcomes"}
# What people write before the verb of an objective: “to better reduce”.
_BEFORE_THE_VERB = {"to", "better", "further", "more", "fully"}
# What people write around the verb they mean: “be able to”, “learn about”, “gain knowledge of”.
_AROUND = {"able", "to", "about", "how", "of", "with", "knowledge", "understanding", "familiar", "aware"}


def starts_with_observable_verb(text: str, change: str = "") -> None:
    """Raise ValidationError unless `text` begins with a verb that can be observed.

    What is suggested instead fits the level of outcome, where `change` names one.
    """
    words = text.strip().lower().split()
    if not words:
        return
    if words[0] == "to" and len(words) > 1:
        while len(words) > 1 and words[0] in _BEFORE_THE_VERB:
            del words[0]
        if (verb := words[0].strip(".,;:")) in OBSERVABLE_VERBS:
            raise ValidationError(f"Leave out “to”: begin with “{verb.capitalize()}”.", code="unknown_verb")
    verb = words[0].strip(".,;:")
    if suggestion := UNOBSERVABLE.get(verb):
        fitting = suggestion if change in {"", "competence"} else _some(change)
        raise ValidationError(
            f"“{words[0].capitalize()}” cannot be observed in a learner. "
            f"Begin with a verb that can, such as {fitting}{_since(change)}.",
            code="unobservable_verb",
        )
    if verb not in OBSERVABLE_VERBS:
        fitting = _some(change) if change else "apply, diagnose, prescribe or reduce"
        raise ValidationError(
            f"Begin with an observable verb, such as {fitting}, instead of “{words[0]}”{_since(change)}.",
            code="unknown_verb",
        )


def begin_with(verb: str, text: str) -> str:
    """`text` with `verb` in place of the verb it begins with, or before it: “Understand sepsis” → “Interpret sepsis”."""
    words = text.split()
    first = words[0].lower().strip(".,;:") if words else ""
    if first in UNOBSERVABLE or first in OBSERVABLE_VERBS:
        replaced = first in UNOBSERVABLE
        del words[0]
        while replaced and words and words[0].lower() in _AROUND | UNOBSERVABLE.keys():
            del words[0]
    return " ".join([verb.capitalize(), *words])


def _some(change: str) -> str:
    *first, last = SUGGESTED_VERBS[change][:4]
    return f"{', '.join(first)} or {last}"


def _since(change: str) -> str:
    return f", since it is designed to change {LEVELS[change]}" if change else ""
