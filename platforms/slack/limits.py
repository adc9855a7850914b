"""How fast Slack may be called: https://docs.slack.dev/apis/web-api/rate-limits."""

from datetime import timedelta

from messages.delivery import Piece
from messages.pacing import Limit, Limits
from messages.request import Chat

MINUTE = timedelta(minutes=1)
CHANNEL = Limit(1, timedelta(seconds=1))
# "Several hundred a minute" in a workspace, whatever the channels; the number is not published.
WORKSPACE = Limit(300, MINUTE, at_once=30)
# The tiers of methods; Slack suffers short bursts in them.
TIER_3 = Limit(50, MINUTE, at_once=20)
TIER_4 = Limit(100, MINUTE, at_once=40)


def limits(chat: Chat, piece: Piece) -> Limits:
    """By the first way of delivering it: others are taken only after a refusal. A response URL
    has a number of uses, and no rate."""
    way = piece.payload["ways"][0]
    channel = {f"channel {way.get('user', chat.id)}": CHANNEL}
    match way["do"]:
        case "respond":
            return {}
        case "whisper":
            return {"chat.postEphemeral": TIER_4}
        case "update":
            return {**channel, "chat.update": TIER_3}
        case _:
            return {**channel, "chat.postMessage": WORKSPACE}
