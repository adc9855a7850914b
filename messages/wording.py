"""From `Phrase` to words in one language: catalogue, numbers, dates, ordinals, lists, names."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from gettext import NullTranslations
from typing import assert_never

from babel import Locale
from babel.dates import format_date, format_skeleton, format_time, format_timedelta
from babel.lists import format_list
from babel.numbers import format_decimal

from messages.language import BY_CODE
from messages.phrase import (
    CountryName,
    LanguageName,
    Listed,
    Moment,
    Month,
    Ordinal,
    Phrase,
    Span,
    Value,
    context_phrase,
    phrase,
)

# One form per CLDR ordinal category; a language that knows fewer translates only `other`.
ORDINAL_FORMS = {
    "one": context_phrase("ordinal one", "{number}st"),
    "two": context_phrase("ordinal two", "{number}nd"),
    "few": context_phrase("ordinal few", "{number}rd"),
    "other": context_phrase("ordinal other", "{number}th"),
}


class Wording:
    """Speaks one language. `country_names` are the names the home ministry uses in it."""

    def __init__(
        self,
        language: str,
        translations: NullTranslations,
        country_names: Mapping[str, str],
        spell: Callable[[str], str] = str,
    ) -> None:
        self.language = language
        self.locale = Locale.parse(BY_CODE[language].locale)
        self._translations = translations
        self._country_names = country_names
        self._spell = spell

    def respelled(self, spell: Callable[[str], str]) -> "Wording":
        """Says the same, each text as `spell` returns it: what it returns it leaves as it is."""
        return Wording(self.language, self._translations, self._country_names, spell)

    def say(self, phrase: Phrase) -> str:
        """The phrase in words, without markup; whoever shows it escapes it."""
        values = {name: self._show(value) for name, value in phrase.values.items()}
        return self._spell(self._template(phrase).format(**values))

    def _template(self, phrase: Phrase) -> str:
        known = self._translations
        match phrase:
            case Phrase(text=text, plural=str() as plural, context=None):
                return known.ngettext(text, plural, phrase.count)
            case Phrase(text=text, plural=str() as plural, context=str() as context):
                return known.npgettext(context, text, plural, phrase.count)
            case Phrase(text=text, context=str() as context):
                return known.pgettext(context, text)
            case _:
                return known.gettext(phrase.text)

    def _show(self, value: Value) -> str:
        match value:
            case str():
                return value
            case Decimal():
                return format_decimal(value, _with_digits_of(value), locale=self.locale)
            case int():
                return format_decimal(value, locale=self.locale)
            case date():
                return format_date(value, "long", locale=self.locale)
            case Phrase():
                return self.say(value)
            case CountryName(code):
                return self._country_names.get(code, code)
            case LanguageName(code):
                return str(self.locale.languages.get(code, code))
            case Ordinal(number):
                form = ORDINAL_FORMS.get(self.locale.ordinal_form(number), ORDINAL_FORMS["other"])
                return self.say(Phrase(form.text, {"number": number}, context=form.context))
            case Month(year, number):
                return format_skeleton("yMMMM", date(year, number, 1), locale=self.locale)
            case Moment(at):
                return self._moment(at)
            case Span(length):
                return format_timedelta(length, locale=self.locale)
            case Listed(items, is_choice):
                shown = [self._show(item) for item in items]
                return format_list(shown, "or" if is_choice else "standard", self.locale)
            case _:
                assert_never(value)

    def _moment(self, at: datetime) -> str:
        """Monday, 23 November 2026, 09:00 (Jakarta time)."""
        told = phrase(
            "{day}, {time} ({zone} time)",
            day=format_date(at, "full", locale=self.locale),
            time=format_time(at, "short", locale=self.locale),
            zone=city_of(at),
        )
        return self.say(told)


def city_of(at: datetime) -> str:
    """The city that the zone is called after, or its abbreviation: Jakarta, UTC."""
    zone = getattr(at.tzinfo, "key", None) or at.tzname() or ""
    return str(zone).rpartition("/")[2].replace("_", " ")


def _with_digits_of(number: Decimal) -> str:
    """A pattern that shows as many decimals as the number has: 43.30 is not 43.3."""
    exponent = number.as_tuple().exponent
    decimals = -exponent if isinstance(exponent, int) and exponent < 0 else 0
    return "#,##0." + "0" * decimals if decimals else "#,##0"
