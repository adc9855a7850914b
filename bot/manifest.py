"""`python -m bot manifest`: the Slack app, written from the registry of commands."""

from gettext import NullTranslations

from config.settings import Settings
from handlers.registry import COMMANDS
from messages.wording import Wording
from platforms.slack.manifest import manifest, write_yaml


def write_manifest(settings: Settings) -> str:
    words = Wording("en", NullTranslations(), {})
    commands = [(c.name, words.say(c.summary), words.say(c.usage)) for c in COMMANDS]
    return write_yaml(manifest(commands, settings.slack_commands))
