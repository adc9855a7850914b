"""What Slack shows of Kopdar beside posts: what one alone sees, Home, a window, suggestions."""

from collections.abc import AsyncIterator, Sequence
from typing import Any

from messages.chart import Picture
from tests.golden.blocks import Block, blocks_as_text
from tests.golden.paper import picture_as_text
from tests.platforms.slack_server import SlackServer
from tests.platforms.slack_server_views import Window
from tests.platforms.slack_server_world import Message, Person

Moments = AsyncIterator[tuple[str, str]]

ANY_COUNTRY = "Rank a country"
NAMED_HERE = "Rank country named here"
JAPAN = {"en": "Japan", "id": "Jepang"}
LOCALE = {"en": "en-GB", "id": "id-ID"}


async def in_a_channel(slack: SlackServer, language: str) -> Moments:
    budi = slack.person("Budi", LOCALE[language])
    desk = slack.channel("desk", [budi])
    away = slack.channel("away", [budi], bot_is_member=False)

    await slack.types_command(budi, "/rank", "Indonesia", channel=desk)
    answer = await slack.next_message()
    yield "/rank Indonesia, typed in a channel   (a guest)", message_as_text(answer)
    show_picture, show_everyone = labels(answer)[:2]

    await slack.presses(budi, answer, show_picture)
    both = [message_as_text(await slack.next_message()) for _ in range(2)]
    yield f"“{show_picture}” is pressed   (a guest)", "\n\n".join(both)

    await slack.presses(budi, answer, show_everyone)
    yield f"“{show_everyone}” is pressed   (a guest)", await next_as_text(slack)

    slack.fail_next("chat.postMessage", error="messages_tab_disabled")
    await slack.presses(budi, answer, show_picture)
    refused = await next_as_text(slack)
    yield f"“{show_picture}”, where Slack takes no direct message   (a guest)", refused

    await slack.types_command(budi, "/rank", "Indonesia", channel=away)
    elsewhere = await slack.next_message()
    await slack.presses(budi, elsewhere, show_everyone)
    told = await next_as_text(slack)
    yield f"“{show_everyone}”, where Kopdar is no member of the channel   (a guest)", told

    last = labels(elsewhere)[-1]
    slack.fail_next("response_url", error="used_url", status=404)
    await slack.presses(budi, elsewhere, last)
    late = await next_as_text(slack)
    yield f"“{last}” there, when Slack takes no more answers to it   (a guest)", late

    for said in ("Japan and Brazil talk", "lunch?"):
        slack.said(budi, said, away)
        message = list(slack.workspace.messages.values())[-1]
        await slack.points_at(budi, message, NAMED_HERE)
        found = await next_as_text(slack)
        yield f"“{NAMED_HERE}”, in the menu of “{said}”   (a guest)", found


async def app_home(slack: SlackServer, language: str) -> Moments:
    budi = slack.person("Budi", LOCALE[language])
    yield "Home is opened for the first time   (a guest)", await home_as_text(slack, budi)
    for typed in (f"rank {JAPAN[language]}", "top g20 2016 5"):
        await slack.direct_message(budi, typed)
        await slack.next_message()
    yield "Home, after two questions   (a guest)", await home_as_text(slack, budi)


async def window(slack: SlackServer, language: str) -> Moments:
    budi = slack.person("Budi", LOCALE[language])
    await slack.uses_shortcut(budi, ANY_COUNTRY)
    opened = await slack.next_window()
    yield f"“{ANY_COUNTRY}”, a shortcut from anywhere   (a guest)", window_as_text(opened)

    for typed in (JAPAN[language], "Indonsia"):
        await slack.sends_window(opened, {opened.labels[0]: typed})
        answer = await next_as_text(slack)
        yield f"“{typed}” is sent from it   (a guest)", answer

    slack.fail_next("views.open", error="expired_trigger_id")
    await slack.uses_shortcut(budi, ANY_COUNTRY)
    instead = await next_as_text(slack)
    yield "The shortcut, when it is too late for a window   (a guest)", instead


async def suggestions(slack: SlackServer, language: str) -> Moments:
    budi = slack.person("Budi", LOCALE[language])
    thread = await slack.opens_assistant(budi)
    shown = await slack.workspace.prompts_set.get()
    offered = (f"[{each['title']} → {each['message']}]" for each in shown["prompts"])
    yield "A chat is opened in the pane   (a guest)", "\n".join([f"# {shown['title']}", *offered])

    await slack.direct_message(budi, shown["prompts"][0]["message"], thread=thread)
    answer = await next_as_text(slack)
    yield "The first suggestion is chosen   (a guest)", answer

    # Nobody has seen this picture yet: it has to be drawn, and Slack says so meanwhile.
    await slack.direct_message(budi, "rank Indonesia lowy-posts", thread=thread)
    await slack.next_message()
    (sign,) = slack.called("assistant.threads.setStatus")[-1:]
    yield "While a picture is drawn there   (a guest)", f"Kopdar {sign['status']}"


async def home_as_text(slack: SlackServer, person: Person) -> str:
    """With its picture, which follows the words where Slack has not seen it yet."""
    await slack.opens_home(person)
    view = await slack.next_view()
    while not view.image:
        view = await slack.next_view()
    return shown_as_text(view.blocks, view.image)


async def next_as_text(slack: SlackServer) -> str:
    return message_as_text(await slack.next_message())


def message_as_text(message: Message) -> str:
    body = shown_as_text(message.blocks, message.image) if message.blocks else message.text
    return f"[{where(message)}]\n{body}"


def where(message: Message) -> str:
    if message.ephemeral:
        place = f"in #{message.channel.name}, for one alone"
    elif message.channel.is_direct:
        place = "in direct messages"
    else:
        place = f"in #{message.channel.name}, for all"
    return f"{place}, in place of what was pressed" if message.edited else place


def window_as_text(opened: Window) -> str:
    view: dict[str, Any] = opened.view
    ends = "  ".join(f"[{view[name]['text']}]" for name in ("close", "submit"))
    return f"# {opened.title}\n{shown_as_text(view['blocks'], None)}\n{ends}"


def shown_as_text(blocks: Sequence[Block], image: bytes | None) -> str:
    words = next((block["alt_text"] for block in blocks if block["type"] == "image"), "")
    return blocks_as_text(blocks, picture_as_text(Picture(image, words) if image else None))


def labels(message: Message) -> list[str]:
    return [label for label, _, _ in message.buttons]
