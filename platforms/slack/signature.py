"""Whether a request over HTTP comes from Slack, and now: docs.slack.dev/authentication. Pure."""

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from datetime import datetime

SIGNATURE = "x-slack-signature"
TIMESTAMP = "x-slack-request-timestamp"
# How far a request may be from our clock, in seconds: Slack's own advice against replays.
MOST_APART = 300

SECRET_IS_WRONG = "its signature is not by KOPDAR_SLACK_SIGNING_SECRET, or it was altered"


class NotFromSlack(Exception):
    """Why the request is not believed, in words for the operator that hold nothing of it."""


def verify(
    headers: Mapping[str, Sequence[str]], body: bytes, secret: str, received_at: datetime
) -> None:
    """Raises `NotFromSlack` unless Slack signed exactly this, at most five minutes ago."""
    stamp, given = the_one(headers, TIMESTAMP), the_one(headers, SIGNATURE)
    signed = f"v0:{stamp}:".encode() + body
    expected = "v0=" + hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
    if not hmac.compare_digest(given.encode(errors="surrogateescape"), expected.encode()):
        raise NotFromSlack(SECRET_IS_WRONG)
    # The signature is right, so that the time is Slack's own: if it is far from ours, it is an
    # old request sent again, or our clock is wrong.
    apart = int(stamp) - int(received_at.timestamp())
    if abs(apart) > MOST_APART:
        is_ahead = "behind" if apart > 0 else "ahead of"
        raise NotFromSlack(
            f"it is rightly signed, but our clock is {abs(apart)} s {is_ahead} its time: set this "
            "machine's clock (NTP), or somebody sends old requests again"
        )


def the_one(headers: Mapping[str, Sequence[str]], name: str) -> str:
    """The header's only value: of two, nobody knows which one was meant."""
    values = headers.get(name, ())
    if len(values) != 1:
        raise NotFromSlack(f"it has {len(values)} headers {name} instead of one")
    if name == TIMESTAMP and not (values[0].isascii() and values[0].isdigit()):
        raise NotFromSlack(f"its {name} is no time")
    return values[0]
