"""An edited question edits its answer, whatever kind of message either is."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.platforms.bot_api import BotApiServer, Message, Person
from tests.stories.desk import open_telegram


@pytest.fixture
async def api(shipped_database: Path, tmp_path: Path) -> AsyncIterator[BotApiServer]:
    async with open_telegram(shipped_database, tmp_path) as telegram:
        yield telegram


@pytest.fixture
def siti(api: BotApiServer) -> Person:
    return api.person("Siti", language="en")


async def asked(api: BotApiServer, who: Person, text: str) -> tuple[Message, Message]:
    question = await api.says(who, text)
    return question, await api.next_message()


def shown(api: BotApiServer, who: Person) -> list[str]:
    """The first lines of what stands in the chat."""
    return [message.text.split("\n")[0] for message in api.messages(who)]


async def quiet(api: BotApiServer, who: Person) -> None:
    """Everything before this is answered: letters of a chat go out in order."""
    await api.says(who, "/language")
    assert (await api.next_message()).text.startswith("Language")
    assert api.nothing_sent()


async def test_a_text_becomes_another_text_in_place(api: BotApiServer, siti: Person) -> None:
    question, help_text = await asked(api, siti, "/help")
    await api.edits(siti, question, "/editions")
    editions = await api.next_message()
    assert (editions.message_id, editions.edited) == (help_text.message_id, True)
    assert editions.text.startswith("The rankings I know")


async def test_a_text_becomes_a_picture_in_place(api: BotApiServer, siti: Person) -> None:
    question, misspelt = await asked(api, siti, "/rank Indonsia")
    assert misspelt.labels == ["Indonesia"]
    await api.edits(siti, question, "/rank Indonesia")
    rank = await api.next_message()
    assert (rank.message_id, rank.edited) == (misspelt.message_id, True)
    assert rank.photo
    assert "41 of 209" in rank.text
    assert "History" in rank.labels


async def test_a_picture_becomes_another_picture_in_place(api: BotApiServer, siti: Person) -> None:
    question, first = await asked(api, siti, "/rank Indonesia")
    await api.edits(siti, question, "/rank Armenia")
    second = await api.next_message()
    assert second.message_id == first.message_id
    assert second.photo != first.photo
    assert "34 of 209" in second.text


async def test_a_picture_becomes_a_text_that_is_sent_before_the_picture_goes(
    api: BotApiServer, siti: Person
) -> None:
    question, picture = await asked(api, siti, "/rank Indonesia")
    await api.edits(siti, question, "/help")
    text = await api.next_message()
    await api.called("deleteMessage")
    assert not text.edited
    assert shown(api, siti) == ["/help", "What you can ask"]
    order = [call.method for call in api.calls if "Message" in call.method]
    assert order == ["sendMessage", "deleteMessage"]
    # And the text that stands there now is changed in its turn.
    await api.edits(siti, question, "/editions")
    assert (await api.next_message()).message_id == text.message_id
    assert picture.message_id not in {message.message_id for message in api.messages(siti)}


async def test_a_picture_too_old_to_delete_loses_its_buttons(
    api: BotApiServer, siti: Person
) -> None:
    question, picture = await asked(api, siti, "/rank Indonesia")
    api.ages(picture)
    await api.edits(siti, question, "/help", seconds_later=47 * 3600)
    await api.next_message()
    await api.called("editMessageReplyMarkup")
    _, left, text = api.messages(siti)
    assert (left.message_id, left.buttons, bool(left.photo)) == (picture.message_id, [], True)
    assert text.text.startswith("What you can ask")
    # What was left there is no part of the answer any more.
    await api.edits(siti, question, "/editions", seconds_later=47 * 3600)
    assert (await api.next_message()).message_id == text.message_id
    assert [m.message_id for m in api.messages(siti)][1:] == [picture.message_id, text.message_id]


async def test_a_message_that_a_button_changed_meanwhile(api: BotApiServer, siti: Person) -> None:
    question, misspelt = await asked(api, siti, "/rank Indonsia")
    await api.presses(siti, misspelt, "Indonesia")
    assert (await api.next_message()).photo
    await api.edits(siti, question, "/help")
    await api.next_message()
    await api.called("deleteMessage")
    assert shown(api, siti) == ["/help", "What you can ask"]


async def test_an_answer_of_several_messages_shrinks_and_grows(
    api: BotApiServer, siti: Person
) -> None:
    many = "/top lowy-posts 50"
    question, picture = await asked(api, siti, many)
    text = await api.next_message()
    assert picture.photo
    assert not text.photo
    await api.edits(siti, question, "/help")
    changed = await api.next_message()
    await api.called("deleteMessage")
    assert (changed.message_id, changed.edited) == (text.message_id, True)
    assert shown(api, siti) == ["/help", "What you can ask"]
    await api.edits(siti, question, many)
    picture_again, text_again = await api.next_message(), await api.next_message()
    assert (picture_again.message_id, bool(picture_again.photo)) == (text.message_id, True)
    assert text_again.message_id > picture_again.message_id


async def test_the_same_words_again_change_nothing(api: BotApiServer, siti: Person) -> None:
    question, _ = await asked(api, siti, "/help")
    await api.edits(siti, question, "/help")
    await quiet(api, siti)


async def test_of_two_quick_edits_the_last_is_answered(api: BotApiServer, siti: Person) -> None:
    question, first = await asked(api, siti, "/help")
    api.fail_next("getUpdates", 500, times=1)
    await api.edits(siti, question, "/rank Japan")
    await api.edits(siti, question, "/editions")
    last = await api.next_message()
    await quiet(api, siti)
    assert last.message_id == first.message_id
    assert shown(api, siti)[:2] == ["/editions", "The rankings I know"]


async def test_there_and_back_again_leaves_the_answer(api: BotApiServer, siti: Person) -> None:
    question, _ = await asked(api, siti, "/help")
    await api.edits(siti, question, "/editions")
    assert (await api.next_message()).text.startswith("The rankings")
    await api.edits(siti, question, "/help")
    assert (await api.next_message()).text.startswith("What you can ask")


async def test_edited_before_the_answer_went_out(api: BotApiServer, siti: Person) -> None:
    api.fail_next("sendMessage", status=429, retry_after=40)
    question = await api.says(siti, "/help")
    await api.called("sendMessage")
    await api.edits(siti, question, "/editions")
    assert (await api.next_message()).text.startswith("The rankings I know")
    await quiet(api, siti)
    assert shown(api, siti)[:2] == ["/editions", "The rankings I know"]


async def test_an_answer_deleted_meanwhile_comes_again(api: BotApiServer, siti: Person) -> None:
    question, answer = await asked(api, siti, "/help")
    api.deletes(answer)
    await api.edits(siti, question, "/editions")
    again = await api.next_message()
    assert not again.edited
    assert again.text.startswith("The rankings I know")


@pytest.mark.parametrize("seconds_later", [48 * 3600 + 1, 10**7])
async def test_a_change_of_something_old_is_none_of_ours(
    api: BotApiServer, siti: Person, seconds_later: int
) -> None:
    question, _ = await asked(api, siti, "/help")
    await api.edits(siti, question, "/editions", seconds_later=seconds_later)
    await quiet(api, siti)


async def test_in_a_group(api: BotApiServer, siti: Person) -> None:
    group = api.group("Desk", [siti], is_forum=True)
    news = api.topic(group, "News")
    chatter = await api.says(siti, "nice weather", chat=group, thread=news)
    # Said to nobody, then to us: answered where it was said, as a reply to it.
    await api.edits(siti, chatter, "/help")
    answer = await api.next_message()
    assert (answer.thread, answer.reply_to, answer.edited) == (news, chatter.message_id, False)
    # To us, then to nobody: others have read the answer, it stays.
    await api.edits(siti, chatter, "nice weather indeed")
    await api.edits(siti, chatter, "/rank@SomebodyElseBot")
    await api.says(siti, "/editions", chat=group)
    assert (await api.next_message()).text.startswith("The rankings")
    assert answer.text in {message.text for message in api.messages(group)}
    # And to us again.
    await api.edits(siti, chatter, f"/editions@{api.username}")
    again = await api.next_message()
    assert (again.message_id, again.edited) == (answer.message_id, True)


async def test_the_command_chosen_by_an_edit_counts(api: BotApiServer, siti: Person) -> None:
    question, _ = await asked(api, siti, "/language klingon")
    await api.edits(siti, question, "/language Indonesia")
    assert "Bahasa Indonesia" in (await api.next_message()).text
    await api.says(siti, "/help")
    assert (await api.next_message()).text.startswith("Apa yang dapat")
