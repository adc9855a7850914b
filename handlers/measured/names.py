"""Codes of the methodology in words; whatever is new there is shown by its own code or title."""

import re
from decimal import ROUND_HALF_EVEN, Context, Decimal

from messages.phrase import Phrase, phrase, verbatim
from ranking.action import Action
from ranking.measured import MeasuredEdition

ROOMY = Context(prec=400)
WEEK = re.compile(r"(\d{4})-W(\d{2})([b-z]?)", re.ASCII)

NODES = {
    "index": phrase("Whole index"),
    "capacity": phrase("Capacity"),
    "competency": phrase("Competency"),
    "presence": phrase("Presence"),
    "customization": phrase("Customization"),
    "up_to_dateness": phrase("Up-to-dateness"),
    "engagement": phrase("Engagement"),
    "influence": phrase("Influence"),
    "digital_diplomacy": phrase("Digital diplomacy"),
}

INDICATORS = {
    "networks": phrase("networks the ministry is on"),
    "missions_online": phrase("missions that are online"),
    "mission_networks": phrase("networks a mission is on"),
    "secure_sites": phrase("secure sites"),
    "languages": phrase("languages posted in"),
    "host_languages": phrase("missions that post in a host language"),
    "mission_sites": phrase("missions with a site of their own"),
    "formats": phrase("kinds of post"),
    "freshness": phrase("channels that are up to date"),
    "site_freshness": phrase("sites that are up to date"),
    "days_silent": phrase("days of silence"),
    "steady_weeks": phrase("weeks with posts"),
    "reactions": phrase("reactions per follower"),
    "comments_answered": phrase("comments answered"),
    "conversation": phrase("posts that speak with others"),
    "posts_per_week": phrase("posts a week"),
    "followers": phrase("followers"),
    "followers_per_capita": phrase("followers per inhabitant"),
    "follower_growth": phrase("growth of followers"),
    "cited_by_peers": phrase("ministries that cite it"),
    "voices": phrase("minister and spokesperson posting"),
    "state_dialogue": phrase("posts to other states"),
    "online_services": phrase("services online"),
    "openness": phrase("openness"),
    "audience": phrase("followers of the channels counted"),
    "population": phrase("inhabitants"),
}

ACTIONS = {
    "refresh_sites": phrase("Bring the stale sites up to date"),
    "refresh_channels": phrase("Post again on every silent channel, at least weekly"),
    "host_language": phrase("Post in the host country's language from one more mission"),
    "open_network": phrase("Open a channel on one more network"),
    "missions_online": phrase("Bring one more mission online"),
    "mission_site": phrase("Give one more mission a site of its own"),
    "secure_sites": phrase("Secure every site (HTTPS with a valid certificate)"),
    "another_language": phrase("Post in one more language from the ministry"),
    "another_format": phrase("Use one more kind of post, such as video or live"),
    "every_week": phrase("Post from the ministry every week"),
    "answer_comments": phrase("Answer a tenth of the comments"),
    "speak_with_others": phrase("Let a third of the posts answer, mention or share others"),
    "address_states": phrase("Address another state's channel in a tenth of the posts"),
    "own_voices": phrase("Let minister and spokesperson post in their own names"),
    "another_service": phrase("Put one more consular service online"),
    "publish_rules": phrase("Publish one more of: digital strategy, comment rules, channel list"),
}

SOURCES_OF_CHANGE = {
    "weights": phrase("weights"),
    "noise": phrase("inexact values"),
    "normalisation": phrase("how indicators are brought onto one scale"),
    "aggregate": phrase("arithmetic or geometric means"),
    "imputation": phrase("how gaps are filled"),
}


def node_name(code: str) -> Phrase:
    return NODES.get(code) or verbatim(code)


def indicator_name(code: str) -> Phrase:
    return INDICATORS.get(code) or verbatim(code)


def action_name(action: Action) -> Phrase:
    return ACTIONS.get(action.code) or verbatim(action.title)


def edition_title(period: str) -> Phrase:
    """Week 48 of 2026; a later edition of the same week with its letter."""
    found = WEEK.fullmatch(period)
    if not found:
        return verbatim(period)
    year, week, letter = found.groups()
    return phrase("week {week} of {year}", week=f"{int(week)}{letter}", year=year)


def rounded(number: float, places: int = 2) -> Decimal:
    """A score, or a number of points or places, as it is shown."""
    shown = Decimal(number).quantize(Decimal(1).scaleb(-places), ROUND_HALF_EVEN, ROOMY)
    return shown if shown else abs(shown)


def score_of(made: MeasuredEdition, score: float) -> Phrase:
    """A score on the scale of its method: of 100, or by itself."""
    if is_of_a_hundred(made):
        return phrase("{score} of 100", score=rounded(score))
    return verbatim(rounded(score))


def is_of_a_hundred(made: MeasuredEdition) -> bool:
    normalisation = made.methodology.normalisation
    return normalisation.method != "z_score" and normalisation.scale == (0.0, 100.0)


def signed(number: float, places: int = 2) -> Phrase:
    """A change with its sign, in no language; nothing has none."""
    shown = rounded(number, places)
    if not shown:
        return verbatim(0)
    return Phrase("+{value}" if shown > 0 else "−{value}", {"value": abs(shown)})


def plain(number: float) -> Decimal:
    """An observed value, with no more decimals than it takes: two, or three figures of a small
    share."""
    if number and abs(number) < 1:
        return Decimal(f"{number:.3g}") + 0
    shown = rounded(number)
    return Decimal(int(shown)) if shown == int(shown) else shown
