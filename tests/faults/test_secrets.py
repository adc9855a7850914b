"""Whatever goes wrong and however much is logged, no secret reaches the log (row C10)."""

import re
from pathlib import Path

from tests.faults.lives import Lives
from tests.faults.schedule import plan
from tests.faults.warm import Warm
from tests.faults.world import open_world

KILLS = 6
# Tickets of sockets and addresses of answers, as the Slack server makes them.
TICKETS = re.compile(r"secret-(?:ticket|answer)-\d+|upload-ticket")


async def test_c10_everything_at_debug_with_kills_storms_and_bugs(
    shipped_database: Path, tmp_path: Path, warm: Warm
) -> None:
    logged_as = {"KOPDAR_LOG_LEVEL": "DEBUG", "KOPDAR_LOG_FORMAT": "json"}
    async with open_world(shipped_database, tmp_path, warm, **logged_as) as world:
        await world.kopdar.start("handled:raise@1,sent:raise@1,recorded:raise@1")
        await world.until(lambda: world.slack.sockets.count)
        await world.ask_on_telegram()
        await world.ask_on_slack()
        await world.until(lambda: "Traceback" in world.kopdar.log.read_text())
        await world.kopdar.kill()
        await Lives(world).run(plan("secrets", KILLS))
        log = world.kopdar.log.read_text()
        tokens = (world.telegram.token, world.slack.bot_token, world.slack.app_token)
    assert "DEBUG" in log.upper()
    assert "Traceback" in log
    for token in tokens:
        assert token not in log
        # Nor the half that is enough to guess the rest by.
        assert token.replace("-", ":").rpartition(":")[2] not in log
    assert TICKETS.findall(log) == []
