"""Who said something on Telegram, and where. Pure."""

from telegram import Chat as TelegramChat
from telegram import Message, User

from messages.request import AccountId, Chat, ChatId, PlatformName, Sender

TELEGRAM = PlatformName("telegram")


def sender_of(message: Message) -> Sender | None:
    """Who wrote it; None for channels' posts, other bots and what was made by an inline bot."""
    if message.is_automatic_forward or message.via_bot:
        return None
    # Telegram shows a stand-in bot for administrators who write as the group, and for people who
    # write as their channel: then the group or the channel is the account.
    if message.sender_chat and message.from_user:
        chat = message.sender_chat
        return Sender(TELEGRAM, AccountId(str(chat.id)), chat.title or "")
    if message.from_user is None or message.from_user.is_bot:
        return None
    return account_of(message.from_user)


def account_of(user: User) -> Sender:
    return Sender(TELEGRAM, AccountId(str(user.id)), user.full_name, user.language_code)


def chat_of(message: Message | None, chat: TelegramChat) -> Chat:
    # A message outside topics may carry a thread number too (that of a chain of replies).
    in_topic = message is not None and message.is_topic_message and message.message_thread_id
    thread = str(message.message_thread_id) if message is not None and in_topic else None
    return Chat(TELEGRAM, ChatId(str(chat.id)), thread, is_private_chat(chat))


def is_private_chat(chat: TelegramChat) -> bool:
    return chat.type == TelegramChat.PRIVATE
