"""Chats that take nothing any more: what is for them is parked, one operator hears of it once, and
everybody else gets theirs (row P9)."""

from tests.faults.world import World, letter_on_telegram


async def test_p9_who_blocked_kopdar_and_a_group_that_moved(world: World) -> None:
    telegram = world.telegram
    admin, gone, there = (telegram.person(name) for name in ("Admin", "Gone", "There"))
    group = telegram.group("Desk", kind="group")
    telegram.blocks(gone)
    moved = telegram.upgrades(group)
    for word in ("first", "second"):
        for chat in (gone, there, group):
            await world.write(letter_on_telegram(f"{word} {chat.id}", chat, f"The {word}"))
    await world.kopdar.start(KOPDAR_ADMINS=f"telegram:{admin.id}")
    await world.until(lambda: len(world.recorder.texts(moved.id)) == 2)
    await world.until(lambda: world.recorder.texts(admin.id))
    await world.until(lambda: not world.books.unsettled())

    assert world.recorder.texts(there.id) == ["The first", "The second"]
    assert world.recorder.texts(moved.id) == ["The first", "The second"]
    parked = [letter for letter in world.books.letters() if letter.chat == str(gone.id)]
    assert [letter.state for letter in parked] == ["parked"] * 2
    assert all(letter.reason for letter in parked)
    # Told once, also over a restart that meets the closed chat again.
    await world.kopdar.kill()
    await world.write(letter_on_telegram("third", gone, "The third"))
    await world.kopdar.start(KOPDAR_ADMINS=f"telegram:{admin.id}")
    await world.until(lambda: not world.books.unsettled())
    assert len(world.recorder.texts(admin.id)) == 1
    # Where the chat moved to was asked once; from then on the letters know.
    to_old = [call for call in telegram.calls_to("sendMessage") if call["chat_id"] == group.id]
    assert len(to_old) == 1
