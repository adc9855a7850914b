"""One spelling for the many ways to type the same name.

Folding decides what is *exact*: it forgives case, accents, width, punctuation, articles and the
spellings that writers of Arabic, Thai, Japanese or Korean leave to taste. It forgives no letter;
a wrong one is for `likeness`.
"""

import re
import unicodedata
from itertools import groupby

# Accents of Latin, Greek and Cyrillic; vowel points of Hebrew and Arabic. Other combining marks
# are vowels or voicing (Thai, Devanagari, kana) and make another word.
MARKS = re.compile(
    "[\u0300-\u036f\u0483-\u0487\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed]"
)

# Letters that Unicode does not take apart.
UNDIVIDED = {
    "ø": "o", "ł": "l", "đ": "d", "ð": "d", "ı": "i", "ə": "e", "æ": "ae", "œ": "oe", "þ": "th",
}  # fmt: skip
# Letters that writers of Arabic and Persian exchange, and the stretching of a word.
EXCHANGED = {
    "ى": "ي", "ی": "ي", "ئ": "ي", "ؤ": "و", "ک": "ك", "ة": "ه", "ٱ": "ا", "ء": None, "ـ": None,
}  # fmt: skip
# Apostrophes and what looks like one, stops, middle dots, and the Thai sign of abbreviation.
SILENT = "'’‘ʻʼʿʾ`´.·・･ㆍ゠ฯ"
# Soft hyphen, zero width and direction marks: pasted along, never seen.
UNSEEN = "\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff"
HIRAGANA = range(0x3041, 0x3097)
KATAKANA_OFFSET = 0x60

LETTERS = str.maketrans(
    UNDIVIDED
    | EXCHANGED
    | dict.fromkeys(SILENT)
    | {chr(letter): chr(letter + KATAKANA_OFFSET) for letter in HIRAGANA}
    | {"&": " "}
)
UNSEEN_MARKS = re.compile(f"[{UNSEEN}]+")

# Scripts written without spaces, or with spaces at will: a space beside them says nothing.
UNSPACED = "\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff\u3005-\u9fff\uac00-\ud7af\uf900-\ufaff"
NEEDLESS_SPACE = re.compile(f"(?<=[{UNSPACED}]) +| +(?=[{UNSPACED}])")
# Vowel signs of Indic scripts are no letters to `\w`, hence the ranges.
BETWEEN_WORDS = re.compile("(?:[^\\w\u0900-\u109f\u1780-\u17ff]|_)+")

FRENCH_ELISION = re.compile(r"\b([ld])['’‘ʼ`´](?=\w)")
# Arabic writes the article onto the word; it goes where a word of three letters stays.
ARABIC_ARTICLE = re.compile(r"\bال(?=\w{3})")
# Articles are dropped at the head: "la France", but not out of "Rio de la Plata".
ARTICLES = frozenset({"the", "le", "la", "les", "l", "el", "los", "las"})
DROPPED_ANYWHERE = frozenset({"the", "and", "dan", "et", "y"})
SAME_WORD = {"saint": "st", "sainte": "st", "ste": "st"}


def fold(text: str) -> str:
    """The text's common spelling, words apart by one space; empty when no letter is in it.

    >>> fold("The Republic of CÔTE-D’IVOIRE!")
    'republic of cote d ivoire'
    """
    letters = unicodedata.normalize("NFKD", UNSEEN_MARKS.sub("", text)).casefold()
    letters = unicodedata.normalize("NFC", MARKS.sub("", letters))
    letters = FRENCH_ELISION.sub(r"\1 ", letters).translate(LETTERS)
    spaced = NEEDLESS_SPACE.sub("", BETWEEN_WORDS.sub(" ", letters).strip())
    return " ".join(_needed(_join_initials(ARABIC_ARTICLE.sub("", spaced).split())))


def join(folded: str) -> str:
    """A folded name as somebody in a hurry types it: `timorleste`."""
    return folded.replace(" ", "")


def is_unspaced(folded: str) -> bool:
    """Whether the words of its script stand without spaces, so that any letter may end one."""
    return bool(re.match(f"[{UNSPACED}]", folded))


def _needed(words: list[str]) -> list[str]:
    """The words without articles and "and"; all of them when there is nothing else ("la")."""
    start = 1 if words and words[0] in ARTICLES else 0
    needed = [SAME_WORD.get(word, word) for word in words[start:] if word not in DROPPED_ANYWHERE]
    return needed or words


def _join_initials(words: list[str]) -> list[str]:
    """`u s a` as `usa`."""
    if len(words) < 2:
        return words
    joined: list[str] = []
    for is_initial, run in groupby(words, key=lambda word: len(word) == 1 and word.isascii()):
        letters = list(run)
        joined += ["".join(letters)] if is_initial else letters
    return joined
