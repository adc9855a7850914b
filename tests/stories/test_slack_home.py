"""A person's Home on Slack: whose it is, in whose language, and what it remembers."""

import shutil
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.clock import SystemClock
from bot.jobs.pages import BETWEEN_PAGES, LOOK_EVERY
from ministries.names import CountryNames
from storage.database import Database
from storage.reference import import_reference
from tests.house.sources import PROJECT
from tests.platforms.slack_server_world import Person, View
from tests.stories.desk import Desk, open_desk

OF_INDONESIA = "ddr,2017,ID,41,41,"


class QuickLooks(SystemClock):
    """Looks for new figures all the time; everything else takes its time."""

    async def sleep(self, pause: timedelta) -> None:
        is_look = pause in {LOOK_EVERY, BETWEEN_PAGES}
        await super().sleep(timedelta(milliseconds=20) if is_look else pause)


@pytest.fixture
async def desk(shipped_database: Path, tmp_path: Path) -> AsyncIterator[Desk]:
    async with open_desk(shipped_database, tmp_path) as opened:
        yield opened


async def home_of(desk: Desk, person: Person) -> View:
    """The page with its picture, which follows the words where Slack has not seen it yet."""
    await desk.slack.opens_home(person)
    view = await desk.slack.next_view()
    return view if view.image else await desk.slack.next_view()


def labels(view: View) -> list[str]:
    return [label for label, _, _ in view.buttons]


async def test_home_shows_the_standing_at_once_and_its_picture_after(desk: Desk) -> None:
    budi = desk.slack.person("Budi", locale="en-GB")
    await desk.slack.opens_home(budi)
    words = await desk.slack.next_view()
    assert words.person is budi
    assert "41 of 209" in words.shown
    assert "Published figures" in words.shown
    assert words.image is None
    whole = await desk.slack.next_view()
    assert whole.image
    (picture,) = (block for block in whole.blocks if block["type"] == "image")
    assert "Indonesia" in picture["alt_text"]
    # Whoever looks next sees both at once, and nothing of it was ever a letter.
    assert (await home_of(desk, budi)).image
    assert desk.slack.untaken == 0


async def test_home_speaks_the_persons_language_and_changes_it_in_place(desk: Desk) -> None:
    siti, john = desk.slack.person("Siti", locale="id-ID"), desk.slack.person("John", "en-GB")
    assert "41 dari 209" in (await home_of(desk, siti)).shown
    home = await home_of(desk, john)
    assert "What you asked last" not in home.shown
    await desk.slack.presses_in_view(john, home, "Bahasa Indonesia")
    changed = await desk.slack.next_view()
    assert changed.person is john
    assert "41 dari 209" in changed.shown
    # It is the language of every answer from now on; no message was needed to say so.
    assert desk.slack.untaken == 0
    await desk.slack.direct_message(john, "rank Japan")
    assert "Jepang" in (await desk.slack.next_message()).shown


async def test_home_offers_what_the_person_typed_and_answers_it_under_messages(
    desk: Desk,
) -> None:
    budi, other = desk.slack.person("Budi", "en-GB"), desk.slack.person("Other", "en-GB")
    channel = desk.slack.channel("desk", members=[budi, other])
    await desk.slack.types_command(budi, "/rank", "Japan", channel=channel)
    await desk.slack.next_message()
    for typed in ("rank Japan", "rank qwxyz", "top g20 2016 5", "language"):
        await desk.slack.direct_message(budi, typed)
        await desk.slack.next_message()
    await desk.slack.direct_message(other, "rank Chad")
    await desk.slack.next_message()

    home = await home_of(desk, budi)
    assert [label for label in labels(home) if label.startswith("/")] == [
        "/top g20 2016 5",
        "/rank Japan",
    ]
    await desk.slack.presses_in_view(budi, home, "/rank Japan")
    answer = await desk.slack.next_message()
    assert answer.channel is budi.direct
    assert not answer.ephemeral
    assert answer.image
    assert "Japan" in answer.shown
    assert desk.slack.untaken_views == 0


async def test_the_messages_tab_asks_for_no_page(desk: Desk) -> None:
    budi = desk.slack.person("Budi", "en-GB")
    await desk.slack.opens_home(budi, tab="messages")
    await desk.slack.direct_message(budi, "help")
    await desk.slack.next_message()
    assert not desk.slack.called("views.publish")


async def test_a_home_that_slack_refuses_harms_nobody(desk: Desk) -> None:
    budi = desk.slack.person("Budi", "en-GB")
    desk.slack.fail_next("views.publish", error="ratelimited", retry_after=30)
    await desk.slack.opens_home(budi)
    await desk.slack.direct_message(budi, "rank Japan")
    assert "Japan" in (await desk.slack.next_message()).shown
    assert (await home_of(desk, budi)).image
    assert desk.slack.untaken == 0


async def test_a_deleted_picture_leaves_home_its_words(desk: Desk) -> None:
    budi = desk.slack.person("Budi", "en-GB")
    await home_of(desk, budi)
    desk.slack.workspace.files.clear()
    await desk.slack.opens_home(budi)
    words = await desk.slack.next_view()
    assert "41 of 209" in words.shown
    assert words.image is None
    assert (await desk.slack.next_view()).image


async def test_new_figures_show_every_open_home_anew(
    shipped_database: Path, tmp_path: Path, names: CountryNames
) -> None:
    async with open_desk(shipped_database, tmp_path, clock=QuickLooks()) as desk:
        budi, siti = desk.slack.person("Budi", "en-GB"), desk.slack.person("Siti", "id-ID")
        for person in (budi, siti):
            assert "41 " in (await home_of(desk, person)).shown
        await desk.slack.direct_message(desk.slack.person("Ali"), "rank Indonesia")
        await desk.slack.next_message()

        data = shutil.copytree(PROJECT / "data", tmp_path / "data")
        ranks = data / "published_ranks.csv"
        assert OF_INDONESIA in ranks.read_text()
        ranks.write_text(ranks.read_text().replace(OF_INDONESIA, "ddr,2017,ID,39,39,"))
        database = await Database.open(f"sqlite:///{desk.database}")
        await import_reference(database, data, names.codes)
        await database.close()

        # The words of each, and again with the picture.
        anew = [await desk.slack.next_view() for _ in range(4)]
        assert [view.person for view in anew if view.image] in ([budi, siti], [siti, budi])
        assert all("39 " in view.shown for view in anew)
        assert desk.slack.untaken == 0


async def test_in_a_channel_home_keeps_what_was_asked_to_itself(desk: Desk) -> None:
    budi = desk.slack.person("Budi", "en-GB")
    channel = desk.slack.channel("desk", members=[budi])
    await desk.slack.direct_message(budi, "rank Chad")
    await desk.slack.next_message()
    await desk.slack.types_command(budi, "/kopdar", "home", channel=channel)
    answer = await desk.slack.next_message()
    pressed = [label for label, _, _ in answer.buttons]
    assert "/rank Chad" not in pressed
    assert "Show to everyone" not in pressed
    await desk.slack.direct_message(budi, "home")
    assert "/rank Chad" in [label for label, _, _ in (await desk.slack.next_message()).buttons]
