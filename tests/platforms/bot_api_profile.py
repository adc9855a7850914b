"""What the server shows of a bot by itself: its menus and descriptions, by language and scope."""

import json
import re
from typing import Any

from tests.platforms.bot_api_html import utf16
from tests.platforms.bot_api_methods import Refusal

Parameters = dict[str, Any]

COMMAND = re.compile(r"[a-z0-9_]{1,32}")
LANGUAGE_CODE = re.compile(r"([a-z]{2})?")
MOST_COMMANDS = 100
COMMAND_DESCRIPTION_LIMIT = 256
DESCRIPTION_LIMIT = 512
SHORT_DESCRIPTION_LIMIT = 120
SCOPES = {"default", "all_private_chats", "all_group_chats", "all_chat_administrators", "chat"}


class Profile:
    """`known_chats` are the chats that a scope may name."""

    def __init__(self) -> None:
        self.known_chats: set[int] = set()
        self._commands: dict[tuple[str, str], list[dict[str, str]]] = {}
        self._descriptions: dict[str, str] = {}
        self._short: dict[str, str] = {}

    def menu(self, scope: dict[str, Any], language: str) -> list[dict[str, str]]:
        """The menu that somebody in this scope sees, who speaks this language: the narrower
        scope before the wider, and in each the language before what is for all others."""
        for one in (scope, {"type": "default"}):
            for code in (language, ""):
                if commands := self._commands.get((key_of(one), code)):
                    return commands
        return []

    def description(self, language: str) -> str:
        return self._descriptions.get(language) or self._descriptions.get("", "")

    def short_description(self, language: str) -> str:
        return self._short.get(language) or self._short.get("", "")

    def answer(self, method: str, parameters: Parameters) -> Any:
        language = parameters.get("language_code", "")
        if not LANGUAGE_CODE.fullmatch(language):
            raise Refusal("Bad Request: invalid language code specified")
        match method:
            case "getMyCommands":
                return self._commands.get((self._scope(parameters), language), [])
            case "setMyCommands":
                self._commands[self._scope(parameters), language] = self._checked(parameters)
            case "deleteMyCommands":
                self._commands.pop((self._scope(parameters), language), None)
            case "getMyDescription":
                return {"description": self._descriptions.get(language, "")}
            case "setMyDescription":
                text = parameters.get("description", "")
                self._descriptions[language] = within(text, DESCRIPTION_LIMIT)
            case "getMyShortDescription":
                return {"short_description": self._short.get(language, "")}
            case _:
                text = parameters.get("short_description", "")
                self._short[language] = within(text, SHORT_DESCRIPTION_LIMIT)
        return True

    def _scope(self, parameters: Parameters) -> str:
        scope = parameters.get("scope") or {"type": "default"}
        if scope["type"] not in SCOPES:
            raise Refusal("Bad Request: unsupported BotCommandScope type specified")
        if scope["type"] == "chat" and scope.get("chat_id") not in self.known_chats:
            raise Refusal("Bad Request: chat not found")
        return key_of(scope)

    def _checked(self, parameters: Parameters) -> list[dict[str, str]]:
        commands: list[dict[str, str]] = parameters["commands"]
        if len(commands) > MOST_COMMANDS:
            raise Refusal("Bad Request: BOT_COMMANDS_TOO_MUCH")
        for each in commands:
            if not COMMAND.fullmatch(each["command"]):
                raise Refusal("Bad Request: BOT_COMMAND_INVALID")
            if not 1 <= utf16(each["description"]) <= COMMAND_DESCRIPTION_LIMIT:
                raise Refusal("Bad Request: BOT_COMMAND_DESCRIPTION_INVALID")
        return commands


def key_of(scope: dict[str, Any]) -> str:
    return json.dumps(scope, sort_keys=True)


def within(text: str, limit: int) -> str:
    if utf16(text) > limit:
        raise Refusal("Bad Request: description is too long")
    return text
