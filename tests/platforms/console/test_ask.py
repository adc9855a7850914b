"""`ask`: questions from a script, answers as plain text or JSON on the output."""

import asyncio
import errno
import fcntl
import io
import json
import os
import struct
import subprocess
import sys
import termios
from collections.abc import Iterator
from pathlib import Path

import pytest
from rich.cells import cell_len

from messages.delivery import Delivered, NotSent, Piece, Refused
from messages.request import Chat, ChatId, PlatformName, Request
from platforms.console.inbound import read_lines
from platforms.console.platform import ConsolePlatform
from platforms.console.sender import keep_picture
from platforms.contract import Platform
from tests.platforms.console.desk import ENGLISH, HELP, NOW, PNG, RANK, Clock, Desk

PROJECT = Path(__file__).resolve().parents[3]
END = "(nothing more)"


def platform_for(output: io.TextIOBase, **options: object) -> ConsolePlatform:
    return ConsolePlatform(Clock(), output, session="s", **options)  # type: ignore[arg-type]


async def ask(*lines: str, **options: object) -> tuple[str, ConsolePlatform]:
    output = io.StringIO()
    platform = platform_for(output, **options)
    desk = Desk(platform)
    for line in lines:
        await desk.ask(line)
    await desk.finish()
    return output.getvalue(), platform


async def test_is_a_platform_and_reads_a_question_as_a_request() -> None:
    platform: Platform = platform_for(io.StringIO(), language="id-ID")
    assert platform.name == "console"
    assert isinstance(platform, ConsolePlatform)
    first, second = platform.read("  /Rank Indonesia 2017\n"), platform.read("rank Indonesia")
    assert (first.command, first.arguments) == ("Rank", "Indonesia 2017")
    assert (second.command, second.arguments) == ("rank", "Indonesia")
    assert first.key != second.key
    assert (first.chat.platform, first.chat.id, first.chat.is_private) == (
        "console",
        "session-s",
        True,
    )
    assert (first.sender.account, first.sender.language) == ("local", "id-ID")
    assert first.received_at == NOW
    assert await platform.language_of(first.sender) == "id-ID"


@pytest.mark.parametrize(
    ("line", "command", "arguments"),
    [
        ("?", "help", ""),
        ("? rank", "help", "rank"),
        ("2", "2", ""),
        ("/rank a\udcffb", "rank", "a\ufffdb"),
    ],
)
def test_reads_what_is_not_a_command(line: str, command: str, arguments: str) -> None:
    request: Request = platform_for(io.StringIO()).read(line)
    assert (request.command, request.arguments) == (command, arguments)


async def test_prints_the_answer_as_plain_text_without_escapes_or_boxes() -> None:
    printed, platform = await ask("/rank Indonesia")
    assert printed.startswith("Indonesia: DDR 2017\n\nWorld rank: 41 of 209\n")
    assert "A line from first to last" not in printed
    assert printed.endswith("- Sources: /sources ID\n")
    assert "\x1b" not in printed
    assert not any("\u2500" <= letter <= "\u257f" for letter in printed)
    assert platform.understood is True


async def test_says_whether_the_last_question_was_understood() -> None:
    assert platform_for(io.StringIO()).understood is None
    _, platform = await ask("/rank Indonesia", "/nonsense")
    assert platform.understood is False


async def test_json_is_one_object_on_one_line_with_letters_as_they_are() -> None:
    printed, _ = await ask("/compare ID, JP", "/rank Indonesia", as_json=True)
    compare, rank = map(json.loads, printed.splitlines())
    assert "日本" in printed
    assert list(rank) == ["understood", "command", "country", "text", "parts"]
    assert (rank["understood"], rank["command"], rank["country"]) == (True, "rank", "ID")
    assert (compare["command"], compare["country"]) == ("compare", None)
    assert [part["type"] for part in rank["parts"]] == [
        "title",
        "facts",
        "chart",
        "note",
        "buttons",
    ]
    assert rank["parts"][1]["facts"][0] == {"label": "World rank", "value": "41 of 209"}
    assert rank["parts"][4]["buttons"][1] == {
        "label": "Sources",
        "command": "sources",
        "arguments": "ID",
    }
    assert rank["text"] + "\n" == (await ask("/rank Indonesia"))[0]
    table = compare["parts"][2]
    assert table["columns"][1] == {"heading": "World rank", "align": "end"}
    assert table["rows"][1] == ["日本", "7", "78.02", "A+++"]


async def test_json_of_a_line_without_a_command_has_null() -> None:
    printed, _ = await ask("/", as_json=True)
    answer = json.loads(printed)
    assert (answer["understood"], answer["command"], answer["country"]) == (False, None, None)


async def test_no_picture_without_a_folder_for_it() -> None:
    platform = platform_for(io.StringIO())
    assert platform.picture_of(platform.read("/rank Indonesia"), RANK, ENGLISH) is None


async def test_pictures_are_saved_under_readable_names_and_never_over_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "new" / "pictures"
    printed, _ = await ask("/rank Indonesia", "/rank Indonesia", pictures=folder)
    assert "\nPicture: new/pictures/rank-ID-1.png\n" in printed
    assert "\nPicture: new/pictures/rank-ID-2.png\n" in printed
    assert [(folder / f"rank-ID-{n}.png").read_bytes() for n in (1, 2)] == [PNG, PNG]


async def test_json_names_the_picture_as_a_part(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    printed, _ = await ask("/rank Indonesia", as_json=True, pictures=tmp_path)
    assert json.loads(printed)["parts"][2] == {
        "type": "picture",
        "path": str(tmp_path / "rank-ID-1.png"),
        "alternative": "A line from first to last: Indonesia is 41 of 209.",
    }


def test_two_charts_are_one_picture_where_the_first_of_them_stands(tmp_path: Path) -> None:
    line, bars = ({"type": "chart", "alternative": alternative} for alternative in ("one", "two"))
    words = {"command": "rank", "country": "ID", "parts": [line, {"type": "text"}, bars]}
    saved, _, other = keep_picture(words, tmp_path, PNG)["parts"]
    assert (saved["type"], saved["alternative"], other) == ("picture", "one two", bars)


async def test_a_picture_that_cannot_be_saved_takes_nothing_else_with_it(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    printed, platform = await ask("/rank Indonesia", pictures=tmp_path / "file" / "pictures")
    assert "The picture could not be saved: Not a directory\nA line from first" in printed
    assert "World rank: 41 of 209" in printed
    assert platform.understood


@pytest.mark.parametrize(
    ("source", "is_json", "expected"),
    [
        ("/help\n\n  \nhelp\n", False, "This is what Kopdar can do.\n\n" * 2),
        ("/help\r\nexit", False, "This is what Kopdar can do.\n\nThere is no such command.\n\n"),
        ("", False, "\n"),
    ],
)
async def test_lines_are_answered_one_by_one_with_a_blank_line_between(
    source: str, is_json: bool, expected: str
) -> None:
    output = io.StringIO()
    platform = platform_for(output, as_json=is_json)
    await platform.listen_lines(io.StringIO(source), Desk(platform).accept)
    assert output.getvalue() + "\n" == expected


async def test_lines_come_from_files_pipes_and_iterators_alike(tmp_path: Path) -> None:
    questions = "/rank Côte d’Ivoire\n日本"
    file = tmp_path / "questions"
    file.write_bytes(questions.encode() + b" \xff")
    reader, writer = os.pipe()
    os.write(writer, questions.encode() + b" \xff")
    os.close(writer)

    async def typed() -> Iterator[str]:  # type: ignore[misc]
        for line in ["/rank Côte d’Ivoire", "日本 \ufffd"]:
            yield line

    with file.open(encoding="utf-8") as from_file, os.fdopen(reader, encoding="utf-8") as from_pipe:
        for source in (from_file, from_pipe, typed()):
            platform = platform_for(io.StringIO())
            desk = Desk(platform)
            await platform.listen_lines(source, desk.accept)  # type: ignore[arg-type]
            asked = [(request.command, request.arguments) for request in desk.requests]
            assert asked == [("rank", "Côte d’Ivoire"), ("日本", "\ufffd")]


async def test_a_line_may_arrive_in_pieces() -> None:
    reader, writer = os.pipe()
    with os.fdopen(reader, encoding="utf-8") as source:
        lines = read_lines(source)
        os.write(writer, "/rank Cô".encode()[:-1])
        first = asyncio.create_task(anext(lines))
        for _ in range(10):  # until the first piece has been taken
            await asyncio.sleep(0)
        os.write(writer, "ô".encode()[-1:] + "te d’Ivoire\n日".encode())
        assert await first == "/rank Côte d’Ivoire"
        os.close(writer)
        assert [line async for line in lines] == ["日"]


@pytest.mark.parametrize("is_in_memory", [False, True])
async def test_a_byte_order_mark_is_no_part_of_a_question(
    tmp_path: Path, is_in_memory: bool
) -> None:
    file = tmp_path / "joined on Windows"
    file.write_bytes("\ufeff/rank Japan\r\n\ufeff/help\r\n\ufeff".encode())
    with file.open(encoding="utf-8", newline="") as opened:
        source = io.StringIO(opened.read()) if is_in_memory else opened
        platform = platform_for(io.StringIO())
        desk = Desk(platform)
        await platform.listen_lines(source, desk.accept)
    asked = [(request.command, request.arguments) for request in desk.requests]
    assert asked == [("rank", "Japan"), ("help", "")]


async def test_a_closed_input_is_said_in_one_sentence(caplog: pytest.LogCaptureFixture) -> None:
    platform = platform_for(io.StringIO())
    desk = Desk(platform)
    await platform.listen_lines(None, desk.accept)
    assert desk.requests == []
    assert caplog.messages == ["standard input is closed: there are no questions to read"]


async def test_a_closed_output_is_answered_to_nobody() -> None:
    platform = ConsolePlatform(Clock(), None, session="s")
    desk = Desk(platform)
    await desk.ask("/help")
    await desk.finish()
    assert desk.outcomes == [Delivered()]
    assert platform.understood is True


@pytest.mark.parametrize(
    ("typed", "code", "out", "err"),
    [
        ("ask - <&-", 2, 0, 1),
        ("ask /rank >&-", 0, 0, 0),
        ("ask /qwxyz >&-", 2, 0, 0),
        ("ask /rank | head -1", 0, 1, 0),
        ("ask /rank | true", 0, 0, 0),
        ("chat <&- >&-", 0, 0, 0),
    ],
)
def test_closed_streams_end_without_a_traceback(
    shipped_copy: Path, typed: str, code: int, out: int, err: int
) -> None:
    finished = subprocess.run(
        ["bash", "-o", "pipefail", "-c", f'"$0" -m bot {typed}', sys.executable],
        cwd=PROJECT,
        env={
            "PATH": os.environ["PATH"],
            "KOPDAR_DATABASE_URL": f"sqlite:///{shipped_copy}",
        },
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert finished.returncode == code, finished.stderr
    assert len(finished.stdout.splitlines()) == out
    assert len(finished.stderr.splitlines()) == err, finished.stderr


async def test_only_the_answer_to_the_last_question_ends_the_wait() -> None:
    platform = platform_for(io.StringIO())
    early, late = platform.read("/help"), platform.read("/help")
    waiting = asyncio.create_task(platform.answered())
    for request, is_awaited in ((early, False), (late, True)):
        (piece,) = platform.render(request, HELP, ENGLISH, None)
        await platform.send(request.chat, piece, None)
        await asyncio.sleep(0)
        assert waiting.done() is is_awaited


async def test_a_line_is_answered_before_the_next_is_taken() -> None:
    platform = platform_for(io.StringIO())
    desk = Desk(platform)
    finished: list[int] = []

    async def typed() -> Iterator[str]:  # type: ignore[misc]
        for _ in range(3):
            finished.append(len(desk.outcomes))
            yield "/help"

    await platform.listen_lines(typed(), desk.accept)  # type: ignore[arg-type]
    assert finished == [0, 1, 2]


async def test_a_reader_who_has_gone_ends_it_quietly() -> None:
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "w") as output:
        platform = platform_for(output)
        desk = Desk(platform)
        await platform.listen_lines(io.StringIO("/help\n/help\n/help\n"), desk.accept)
        assert desk.outcomes == [Delivered()]
        assert platform.understood
        output.write("what Python flushes at exit harms nobody")


async def test_an_output_that_takes_nothing_is_told_and_not_raised() -> None:
    class FullDisk(io.StringIO):
        def write(self, text: str) -> int:
            raise OSError(errno.ENOSPC, "No space left on device")

    platform = platform_for(FullDisk())
    desk = Desk(platform)
    await desk.ask("/help")
    await desk.finish()
    assert isinstance(desk.outcomes[0], Refused)
    assert platform.understood is None


async def test_letters_that_the_output_lacks_become_question_marks() -> None:
    written = io.BytesIO()
    platform = platform_for(io.TextIOWrapper(written, encoding="ascii"))
    await Desk(platform).ask("/compare ID, JP")
    assert b"\n?? " in written.getvalue()


async def test_answers_of_another_session_are_left_to_it() -> None:
    output = io.StringIO()
    platform = platform_for(output)
    foreign = Chat(PlatformName("console"), ChatId("session-other"))
    outcome = await platform.send(foreign, Piece({}), None)
    assert isinstance(outcome, NotSent)
    assert output.getvalue() == ""


async def test_sends_say_that_they_were_delivered() -> None:
    platform = platform_for(io.StringIO())
    desk = Desk(platform)
    await desk.ask("/help")
    await desk.finish()
    assert desk.outcomes == [Delivered()]
    await platform.close()


@pytest.mark.parametrize(
    ("term", "no_colour", "has_colours"),
    [("xterm-256color", "", True), ("dumb", "", False), ("xterm-256color", "1", False)],
)
async def test_a_terminal_gets_its_width_and_its_colours(
    monkeypatch: pytest.MonkeyPatch, term: str, no_colour: str, has_colours: bool
) -> None:
    monkeypatch.setenv("TERM", term)
    monkeypatch.setenv("NO_COLOR", no_colour)
    near, far = os.openpty()
    fcntl.ioctl(far, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 40, 0, 0))
    with os.fdopen(far, "w", encoding="utf-8") as output:
        await Desk(platform_for(output)).ask("/rank Indonesia")
        print(END, file=output, flush=True)
        shown = b""
        while END.encode() not in shown:  # it comes in pieces, as many as the machine likes
            shown += os.read(near, 10_000)
    os.close(near)
    assert (b"\x1b[" in shown) is has_colours
    if not has_colours:
        assert 35 < max(cell_len(line) for line in shown.decode().splitlines()) <= 40
