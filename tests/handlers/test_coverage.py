"""What is said of a list that is longer than what is shown of it."""

from gettext import NullTranslations

from handlers.coverage import MOST_ROWS, Length, further, longer
from messages.wording import Wording

ENGLISH = Wording("en", NullTranslations(), {})


def said(length: Length) -> list[str]:
    return [ENGLISH.say(text.phrase) for text in further(length)]


def test_no_more_is_promised_than_a_list_can_show() -> None:
    begun = Length(10, 66, None, "ddr", "2030")
    assert said(begun) == ["Listed: 10 of 66. For more: /top ddr 2030 50"]
    ((label, arguments),) = [(ENGLISH.say(b.label), b.arguments) for b in longer(begun)]
    assert (label, arguments) == ("The first 50", "ddr 2030 50")
    longest = Length(MOST_ROWS, 66, None, "ddr", "2030")
    assert (said(longest), longer(longest)) == (["Listed: 50 of 66."], ())


def test_of_a_whole_list_nothing_is_said() -> None:
    for whole in (Length(10, 10, "g20", "ddr", "2016"), Length(10, 3, None, "ddr", "2016")):
        assert (said(whole), longer(whole)) == ([], ())
