"""The languages Kopdar speaks. A new one is a line here and a catalogue under `locales/`."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Language:
    """`locale` is the CLDR locale for numbers, dates and lists; `name` the language's own name."""

    code: str
    locale: str
    name: str


# British forms: a ministry writes the day before the month and no comma before "and".
LANGUAGES = (
    Language("en", "en_GB", "English"),
    Language("id", "id", "Bahasa Indonesia"),
)

BY_CODE = {language.code: language for language in LANGUAGES}

# Platforms and older systems still send the code that Indonesian had until 1989.
FORMER_CODES = {"in": "id"}


def spoken(tag: str | None) -> str | None:
    """The code of the language we speak for a platform's tag (`id-ID`, `en_US`), or None."""
    if not tag:
        return None
    code = tag.replace("_", "-").split("-")[0].casefold()
    code = FORMER_CODES.get(code, code)
    return code if code in BY_CODE else None
