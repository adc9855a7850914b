"""How Kopdar introduces itself, from the registry of commands: one introduction a language."""

from collections.abc import Mapping

from config.settings import Settings
from handlers.command import Access, Command
from handlers.registry import COMMANDS
from messages.catalogue import load_catalogue
from messages.introduction import Audience, Introduction, Menu, MenuEntry
from messages.language import LANGUAGES
from messages.phrase import phrase
from messages.request import ChatId
from messages.wording import Wording

OPEN_TO = {
    Audience.EVERYONE: {Access.EVERYONE},
    Audience.GROUPS: {Access.EVERYONE},
    Audience.ALLOWED: {Access.EVERYONE, Access.ALLOWED},
    Audience.ALLOWED_GROUPS: {Access.EVERYONE, Access.ALLOWED},
    Audience.ADMINISTRATORS: set(Access),
}
IN_GROUPS = {Audience.GROUPS, Audience.ALLOWED_GROUPS}


def introductions(settings: Settings) -> tuple[Introduction, ...]:
    """The language of the settings comes first: who speaks none of them is shown that one."""
    codes = sorted(
        (language.code for language in LANGUAGES), key=lambda code: code != settings.language
    )
    return tuple(_introduction(code) for code in codes)


def _introduction(language: str) -> Introduction:
    # No country is named here: its names would have to be loaded before the first poll.
    words = Wording(language, load_catalogue(language), {})
    return Introduction(
        language=language,
        short=words.say(
            phrase(
                "Where foreign ministries stand in digital diplomacy, as published: every figure "
                "with its source."
            )
        ),
        description=words.say(
            phrase(
                "I tell you where foreign ministries stand in digital diplomacy, as it was "
                "published: ranks, peers, years. Every figure has its edition and its source; I "
                "fill no gaps.\n\nPress Start, or type /rank or the name of a country. In any "
                "other chat, type my @name and a country to post its rank there."
            )
        ),
        menus={audience: _menu(audience, words) for audience in Audience},
        lost_button=words.say(
            phrase("This button no longer works. Write to me in a private chat instead.")
        ),
        nothing_offered=words.say(phrase("Nothing found. Ask Kopdar directly")),
    )


def _menu(audience: Audience, words: Wording) -> Menu:
    return tuple(
        MenuEntry(command.name, words.say(command.summary))
        for command in COMMANDS
        if _is_in_menu(command, audience)
    )


def _is_in_menu(command: Command, audience: Audience) -> bool:
    is_fitting = command.is_for_groups or audience not in IN_GROUPS
    return is_fitting and command.access in OPEN_TO[audience]


def special_chats(settings: Settings, platform: str) -> Mapping[ChatId, Audience]:
    """The chats on a platform whose people may ask more than everyone, as the settings name them:
    with one account, or a group of many."""
    account, group = f"{platform}:", f"{platform}-chat:"
    return {
        ChatId(key.removeprefix(kind)): audience
        for audience, kind, keys in (
            (Audience.ALLOWED, account, settings.allowed),
            (Audience.ADMINISTRATORS, account, settings.admins),
            (Audience.ALLOWED_GROUPS, group, settings.allowed),
        )
        for key in sorted(keys)
        if key.startswith(kind)
    }
