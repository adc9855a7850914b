"""The translations, read from `locales/CODE/LC_MESSAGES/kopdar.po`.

They are compiled in memory: no generated file can be older than its source.
"""

import io
from functools import cache
from gettext import GNUTranslations, NullTranslations
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LOCALES = Path(__file__).resolve().parent.parent / "locales"
SOURCE_LANGUAGE = "en"


def catalogue_path(language: str) -> Path:
    return LOCALES / language / "LC_MESSAGES" / "kopdar.po"


@cache
def load_catalogue(language: str) -> NullTranslations:
    """The language's translations; English is what the code itself says."""
    if language == SOURCE_LANGUAGE:
        return NullTranslations()
    with catalogue_path(language).open("rb") as file:
        catalogue = read_po(file, locale=language)
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return GNUTranslations(compiled)
