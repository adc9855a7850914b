"""What Telegram lets the bot do, in words for the operator: set with BotFather, told by getMe."""

from typing import Any

HEARS_ALL = (
    "privacy mode is off: in groups Kopdar hears everything, and answers commands, mentions and "
    "replies. Where those two are enough without mentions, switch it on: /setprivacy, Enable"
)
HEARS_COMMANDS = (
    "privacy mode is on: in groups Kopdar hears commands and replies to it, which is all it "
    "needs. To let mentions through (@{name} rank Indonesia): /setprivacy, Disable at @BotFather, "
    "then take the bot out of the group and add it again; or make it an administrator there"
)
IN_NO_GROUP = "the bot cannot be added to groups: /setjoingroups, Enable at @BotFather"
INLINE = "inline mode is on: @{name} indo, typed in any chat, offers ranks to post there"
NOT_INLINE = (
    "inline mode is off: to let @{name} indo offer ranks in any chat, /setinline at @BotFather"
)


def what_it_may(me: Any) -> dict[str, str]:
    """By subject; what the server does not tell is not said."""
    if not isinstance(me, dict):
        return {}
    name = me.get("username", "")
    said = {}
    match me:
        case {"can_join_groups": False}:
            said["groups"] = IN_NO_GROUP
        case {"can_read_all_group_messages": bool(hears_all)}:
            said["groups"] = HEARS_ALL if hears_all else HEARS_COMMANDS
    match me:
        case {"supports_inline_queries": bool(is_inline)}:
            said["inline"] = INLINE if is_inline else NOT_INLINE
    return {subject: text.format(name=name) for subject, text in said.items()}
