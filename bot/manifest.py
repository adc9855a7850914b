"""`python -m bot manifest`: the Slack app, written from the registry of commands, in the language
of the settings."""

from config.settings import Settings
from handlers.registry import COMMANDS
from messages.catalogue import load_catalogue
from messages.wording import Wording
from platforms.slack.manifest import manifest, with_assistant, write_yaml
from platforms.slack.webhook import over_http


def write_manifest(
    settings: Settings, url: str | None = None, *, is_assistant: bool = False
) -> str:
    """For Socket Mode; with a `url`, for Slack to call Kopdar there. As an assistant, in Slack's
    own pane, only where that is wanted: it has a price, told in the README."""
    words = Wording(settings.language, load_catalogue(settings.language), {})
    commands = [(c.name, words.say(c.summary), words.say(c.usage)) for c in COMMANDS]
    app = manifest(commands, settings.slack_commands, words)
    app = with_assistant(app, words) if is_assistant else app
    return write_yaml(over_http(app, url) if url else app)
