"""The contenders of `bench.ask` on Telegram: Kopdar, and a bare handler sending a constant text."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import aiohttp
from telegram import Update
from telegram.ext import Application, CommandHandler, ContextTypes

from bench.contenders import IN_FLIGHT, kopdar, settings_for

TOKEN = "123456:bench-token-of-no-bot-at-all-0000000"
SERVER = "bench.telegram_server"


class OnTelegram:
    name = "telegram /rank"
    aim = 0.5

    def __init__(self, url: str, folder: Path) -> None:
        self.url = url
        self._settings = settings_for(
            folder, {"KOPDAR_TELEGRAM_TOKEN": TOKEN, "KOPDAR_TELEGRAM_API_URL": url}
        )

    def ours(self) -> AbstractAsyncContextManager[None]:
        return kopdar(self._settings)

    @asynccontextmanager
    async def bare(self) -> AsyncIterator[None]:
        async def say(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
            assert update.effective_message
            await update.effective_message.reply_text("x" * 400)

        builder = Application.builder().token(TOKEN).base_url(f"{self.url}/bot")
        app = builder.concurrent_updates(IN_FLIGHT).connection_pool_size(IN_FLIGHT).build()
        app.add_handler(CommandHandler("rank", say))
        async with app:
            assert app.updater
            await app.start()
            await app.updater.start_polling(timeout=2)
            try:
                yield
            finally:
                await app.updater.stop()
                await app.stop()

    async def ask(self, session: aiohttp.ClientSession, count: int) -> None:
        question = {"updates": count, "in_flight": IN_FLIGHT, "text": "/rank Indonesia"}
        await session.post("/load", json=question)
