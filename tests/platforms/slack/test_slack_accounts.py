"""What Slack says of an account decides whose rights it has (row C7)."""

from datetime import timedelta
from typing import Any

import pytest

from messages.request import AccountId, Membership, Sender
from platforms.slack.account import membership
from platforms.slack.inbound import SLACK
from platforms.slack.platform import SlackPlatform
from tests.platforms.slack.conftest import PatientClock
from tests.platforms.slack_server import SlackServer
from tests.platforms.slack_server_workspace import TEAM
from tests.platforms.slack_server_world import Person

HOME = frozenset({"T1", "E1"})
LATER = timedelta(minutes=10)


@pytest.mark.parametrize(
    ("user", "workspace", "expected"),
    [
        ({"team_id": "T1"}, "T1", Membership.MEMBER),
        ({"team_id": "T1", "is_restricted": False, "deleted": False}, "T1", Membership.MEMBER),
        ({"team_id": "T1", "is_restricted": True}, "T1", Membership.GUEST),
        ({"team_id": "T1", "is_ultra_restricted": True}, "T1", Membership.GUEST),
        ({"team_id": "T2"}, "T2", Membership.GUEST),
        ({"team_id": "T2"}, "T1", Membership.STRANGER),
        ({"team_id": "T1"}, "T2", Membership.STRANGER),
        ({"team_id": "T1"}, "", Membership.STRANGER),
        ({"team_id": "T1", "deleted": True}, "T1", Membership.STRANGER),
        ({"team_id": "T2", "is_stranger": True}, "T2", Membership.STRANGER),
        ({}, "T1", Membership.STRANGER),
        ({}, "", Membership.STRANGER),
        # Another workspace of our own organisation, and one of somebody else's.
        (
            {"team_id": "T3", "enterprise_user": {"enterprise_id": "E1", "teams": ["T3"]}},
            "T3",
            Membership.MEMBER,
        ),
        (
            {"team_id": "T3", "enterprise_user": {"enterprise_id": "E1", "teams": ["T1", "T3"]}},
            "T1",
            Membership.MEMBER,
        ),
        (
            {"team_id": "T4", "enterprise_user": {"enterprise_id": "E4", "teams": None}},
            "E4",
            Membership.GUEST,
        ),
        ({"team_id": "T1", "enterprise_user": "?"}, "T1", Membership.MEMBER),
    ],
)
def test_c7_membership(user: dict[str, Any], workspace: str, expected: Membership) -> None:
    assert membership(user, workspace, HOME) is expected


def sender(person: Person, team: str = TEAM) -> Sender:
    return Sender(SLACK, AccountId(f"{team}/{person.id}"))


async def test_c7_who_became_a_guest_is_one_within_ten_minutes(
    slack: SlackServer, platform: SlackPlatform, clock: PatientClock
) -> None:
    alice = slack.person("Alice")
    assert await platform.membership_of(sender(alice)) is Membership.MEMBER
    alice.is_guest = True
    assert await platform.membership_of(sender(alice)) is Membership.MEMBER
    await clock.sleep(LATER)
    assert await platform.membership_of(sender(alice)) is Membership.GUEST
    assert len(slack.called("users.info")) == 2
    assert len(slack.called("auth.test")) == 1


async def test_c7_without_an_answer_of_slack_nobody_is_a_member_who_was_not(
    slack: SlackServer, platform: SlackPlatform, clock: PatientClock
) -> None:
    alice = slack.person("Alice")
    slack.fail_next("users.info", status=503)
    assert await platform.membership_of(sender(alice)) is Membership.GUEST
    slack.fail_next("auth.test", status=503)
    assert await platform.membership_of(sender(alice)) is Membership.GUEST
    assert await platform.membership_of(sender(alice)) is Membership.MEMBER
    await clock.sleep(LATER)
    slack.fail_next("users.info", status=503)
    assert await platform.membership_of(sender(alice)) is Membership.MEMBER
    alice.is_active = False
    assert await platform.membership_of(sender(alice)) is Membership.STRANGER


async def test_c7_whom_slack_does_not_know_is_nobody(
    slack: SlackServer, platform: SlackPlatform
) -> None:
    nobody = Sender(SLACK, AccountId(f"{TEAM}/U0NOBODY"))
    assert await platform.membership_of(nobody) is Membership.STRANGER
