"""Any name of a country → the country; a country → the name it is shown by.

An exact name answers, an exact name of several asks which, anything else is at best suggested:
nothing is ever guessed. What the names are is read by `storage.names`.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from ministries.likeness import Likeness
from ministries.spelling import fold, is_unspaced, join

# The longest official name has 70 characters; more is no name, and costs no time.
LONGEST = 120
# Buttons that fit under one question.
SUGGESTED_AT_MOST = 5
# Ministry of Foreign Affairs of the | Kingdom of | Denmark. A bound, since "MFA MFA MFA …" can be
# taken apart in more ways than there is time.
FORMS_AT_MOST = 2
FLAG = re.compile("[\U0001f1e6-\U0001f1ff]{2}")
FLAG_OFFSET = 0x1F1E6 - ord("A")
# "Korea, Republic of", "Iran (Islamic Republic of)": registers put the first word first.
TURNED = re.compile(r"([^,(，（]+)[,(，（]([^,()，（）]+)[)）]?\W*")


@dataclass(frozen=True, slots=True)
class Found:
    """An exact name of one: ISO 3166-1 alpha-2, or EU (the European Union) or XK (Kosovo)."""

    code: str


@dataclass(frozen=True, slots=True)
class SeveralMeant:
    """An exact name of two or more, the likelier one first."""

    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Suggested:
    """No exact name; these one to five may be meant, the likeliest first."""

    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NoCandidate:
    """Nothing like the name of a country."""


NameMatch = Found | SeveralMeant | Suggested | NoCandidate


@dataclass(frozen=True, slots=True)
class Claim:
    """A name, as written, and the code it is said to stand for."""

    name: str
    code: str


@dataclass(frozen=True, slots=True)
class Form:
    """Words that may stand before or after a name without changing it ("Kingdom of").

    `never` are the codes for which they do change it.
    """

    before: tuple[str, ...]
    after: tuple[str, ...]
    never: frozenset[str]


@dataclass(frozen=True, slots=True)
class NameRecord:
    """What the name files say, as written there.

    `shown` by language and code; `several` a name to the codes it means, the last word wherever
    claims differ; `nearby` what is no name of a country but may be said for these.
    """

    shown: Mapping[str, Mapping[str, str]]
    claims: Iterable[Claim]
    several: Mapping[str, tuple[str, ...]]
    nearby: Mapping[str, tuple[str, ...]]
    forms: tuple[Form, ...]


class CountryNames:
    """The index of all names. To read them and fold each takes a while, and is done once, by
    `prepare` or by who first asks. Nothing of it can fail but what `read` raises.
    """

    def __init__(self, read: Callable[[], NameRecord]) -> None:
        self._read = read

    def prepare(self) -> None:
        """Read and fold now what the first match would have to wait for; may run in a thread.
        Raises what `read` raises."""
        self._match("a name like no other")

    @cached_property
    def codes(self) -> frozenset[str]:
        return frozenset(code for names in self._record.shown.values() for code in names)

    @cached_property
    def _record(self) -> NameRecord:
        return self._read()

    @cached_property
    def _exact(self) -> Mapping[str, tuple[str, ...]]:
        return _index(self._record.claims, self._record.several)

    @cached_property
    def _nearby(self) -> Mapping[str, tuple[str, ...]]:
        return {fold(name): codes for name, codes in self._record.nearby.items()}

    @cached_property
    def _forms(self) -> tuple[Form, ...]:
        return tuple(_folded(form) for form in self._record.forms)

    @cached_property
    def _bare_forms(self) -> frozenset[str]:
        # "MFA" and "Republic of" without a name are every country's.
        return frozenset(
            words.strip() for form in self._forms for words in (*form.before, *form.after)
        )

    @cached_property
    def _likeness(self) -> Likeness:
        return Likeness(self._exact)

    @property
    def ambiguous(self) -> Mapping[str, tuple[str, ...]]:
        """Every exact name, folded, with more than one meaning."""
        return {name: codes for name, codes in self._exact.items() if len(codes) > 1}

    def shown(self, language: str) -> Mapping[str, str]:
        """Code → name in one of the ten languages (`en`, `id` …); KeyError for another one."""
        return self._record.shown[language]

    def match(self, text: str) -> NameMatch:
        """What the whole text names. Never raises; a long text costs no more than a short one."""
        return self._match(text.strip())

    def match_exactly(self, text: str) -> Found | SeveralMeant | None:
        """The same without looking for what resembles it, which takes most of the time."""
        match = self._match(text.strip(), is_exact=True)
        return match if isinstance(match, Found | SeveralMeant) else None

    def exactly(self, text: str) -> tuple[str, ...]:
        """The meanings of a name that stands there bare: quick, for reading a text word by word."""
        return self._flagged(text) if FLAG.fullmatch(text) else self._exact.get(fold(text), ())

    def beginning(self, text: str, language: str) -> tuple[str, ...]:
        """The countries with a name, in any language, that begins like this.

        First those whose shown name does, then those with a shown word that does, then the rest;
        each by its shown name in the language. Empty for a text without letters.
        """
        start = fold(text) if len(text) <= LONGEST else ""
        if not start:
            return ()
        shown = {code: fold(name) for code, name in self._record.shown[language].items()}
        found = {
            code: 2
            for name, codes in self._exact.items()
            if name.startswith(start)
            for code in codes
        }
        for code, name in shown.items():
            if name.startswith(start):
                found[code] = 0
            elif f" {start}" in f" {name}":
                found[code] = 1
        return tuple(sorted(found, key=lambda code: (found[code], shown.get(code, code))))

    def _match(self, text: str, *, is_exact: bool = False) -> NameMatch:
        if len(text) > LONGEST:
            return NoCandidate()
        flagged = self._flagged(text)
        if flagged:
            return self._match_with_flags(flagged, FLAG.sub(" ", text))
        folded = fold(text)
        if not folded or len(folded) > LONGEST:  # one character can unfold into eighteen
            return NoCandidate()
        codes = self._exact_codes(folded) or self._turned_codes(text)
        if codes or is_exact:
            return _meaning(codes) if codes else NoCandidate()
        return _suggestion(self._suggested_codes(folded))

    def _flagged(self, text: str) -> tuple[str, ...]:
        """The countries whose flags are in the text, each once."""
        letters = ("".join(chr(ord(c) - FLAG_OFFSET) for c in flag) for flag in FLAG.findall(text))
        return tuple(dict.fromkeys(code for code in letters if code in self.codes))

    def _match_with_flags(self, flagged: tuple[str, ...], rest: str) -> NameMatch:
        """A flag is a name of its own; one beside a name has to agree with it."""
        named: tuple[str, ...] = ()
        match self.match(rest):
            case Found(code):
                named = (code,)
            case SeveralMeant(codes):
                named = codes
            case Suggested() | NoCandidate() if fold(rest):
                return _suggestion(flagged)
        if len(flagged) == 1 and (not named or flagged[0] in named):
            return Found(flagged[0])
        return _suggestion((*flagged, *named))

    def _exact_codes(self, folded: str, layers: int = FORMS_AT_MOST) -> tuple[str, ...]:
        """The meanings of an exact name, bare or within forms ("Kingdom of …"); or none."""
        bare = self._exact.get(folded)
        if bare:
            return bare
        if not layers:
            return ()
        for form in self._forms:
            for rest in _without(form, folded):
                codes = self._exact_codes(fold(rest), layers - 1)
                if len(codes) == 1 and codes[0] not in form.never:
                    return codes
        return ()

    def _turned_codes(self, text: str) -> tuple[str, ...]:
        turned = TURNED.fullmatch(text)
        return self._exact_codes(fold(f"{turned[2]} {turned[1]}")) if turned else ()

    def _suggested_codes(self, folded: str) -> Iterable[str]:
        if folded in self._bare_forms:
            return ()
        nearby = self._nearby.get(folded)
        return nearby or (
            *self._likeness.resembling(folded),
            *self._likeness.contained(folded),
        )


def _index(
    claims: Iterable[Claim], several: Mapping[str, tuple[str, ...]]
) -> dict[str, tuple[str, ...]]:
    """Folded name → its meanings. No claim wins silently: where two differ, both are meant."""
    exact: dict[str, tuple[str, ...]] = {}
    for claim in dict.fromkeys(claims):  # many languages say the same: folded once
        for spelling in _spellings(claim.name):
            codes = exact.get(spelling, ())
            if claim.code not in codes:
                exact[spelling] = (*codes, claim.code)
    for name, codes in several.items():
        exact.update(dict.fromkeys(_spellings(name), codes))
    exact.pop("", None)
    return exact


def _spellings(name: str) -> tuple[str, ...]:
    folded = fold(name)
    joined = join(folded)
    return (folded,) if folded == joined else (folded, joined)


def _folded(form: Form) -> Form:
    """The form as it stands in folded names, with the space that parts it from the name.

    Longer words come first: "People's Republic of" before "Republic of".
    """
    before = {words if is_unspaced(words) else f"{words} " for words in map(fold, form.before)}
    after = {words if is_unspaced(words) else f" {words}" for words in map(fold, form.after)}
    return Form(
        before=tuple(sorted(before, key=len, reverse=True)),
        after=tuple(sorted(after, key=len, reverse=True)),
        never=form.never,
    )


def _without(form: Form, folded: str) -> Iterator[str]:
    """What is left of the name without the form's words, one way at a time."""
    yield from (folded[len(words) :] for words in form.before if folded.startswith(words))
    yield from (folded[: -len(words)] for words in form.after if folded.endswith(words))


def _meaning(codes: tuple[str, ...]) -> NameMatch:
    return Found(codes[0]) if len(codes) == 1 else SeveralMeant(codes)


def _suggestion(codes: Iterable[str]) -> NameMatch:
    distinct = tuple(dict.fromkeys(codes))[:SUGGESTED_AT_MOST]
    return Suggested(distinct) if distinct else NoCandidate()
