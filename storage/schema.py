"""The tables; those of what is measured are in `schema_measured`, of the reference data in
`schema_reference`.

A change here or there needs a new file in `migrations/versions/`; a test compares them.
"""

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    UniqueConstraint,
)

from storage.column import AnyText, UtcInstant

# The newest file in `migrations/versions/`: known without loading Alembic.
SCHEMA_VERSION = "0013"

METADATA = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# What came in. `number` is the order of arrival; an unreadable event has only its `raw` text.
inbox = Table(
    "inbox",
    METADATA,
    Column("number", Integer, primary_key=True),
    Column("key", AnyText, nullable=False, unique=True),
    Column("platform", String, nullable=False),
    Column("state", String, nullable=False),
    Column("received_at", UtcInstant, nullable=False),
    Column("account", AnyText),
    Column("sender_name", AnyText),
    Column("sender_language", AnyText),
    Column("chat", AnyText),
    Column("thread", AnyText),
    Column("is_private", Boolean),
    Column("command", AnyText),
    Column("arguments", AnyText),
    Column("is_press", Boolean),
    Column("answer_at", JSON),
    Column("question", AnyText),
    Column("is_edit", Boolean),
    Column("raw", AnyText),
    Column("reference", String),
    Column("plain", AnyText),
    Column("reply_to", AnyText),
    Column("filled", JSON(none_as_null=True)),
    Column("asked_at", UtcInstant),
)
Index("ix_inbox_state_number", inbox.c.state, inbox.c.number)
Index("ix_inbox_chat_question", inbox.c.chat, inbox.c.question)

people = Table(
    "people",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("language", String),
)

accounts = Table(
    "accounts",
    METADATA,
    Column("platform", String, primary_key=True),
    Column("account", AnyText, primary_key=True),
    Column("person", ForeignKey(people.c.id), nullable=False),
    Column("name", AnyText, nullable=False),
    Column("platform_language", AnyText),
    Column("asked_platform_at", UtcInstant),
)
Index("ix_accounts_person", accounts.c.person)

# Forms that somebody has begun: one for a person in a chat. `thread` is empty where there is none.
drafts = Table(
    "drafts",
    METADATA,
    Column("person", ForeignKey(people.c.id), primary_key=True),
    Column("platform", String, primary_key=True),
    Column("chat", AnyText, primary_key=True),
    Column("thread", AnyText, primary_key=True),
    Column("id", String, nullable=False),
    Column("form", String, nullable=False),
    Column("about", AnyText, nullable=False),
    Column("answers", JSON, nullable=False),
    Column("asked", String),
    Column("step", Integer, nullable=False),
    Column("question", AnyText, nullable=False),
    Column("changed_at", UtcInstant, nullable=False),
)

# Groups that became supergroups: what settings say of the old id goes for the new one.
moved_chats = Table(
    "moved_chats",
    METADATA,
    Column("platform", String, primary_key=True),
    Column("old", String, primary_key=True),
    Column("new", String, nullable=False),
)
Index("ix_moved_chats_new", moved_chats.c.platform, moved_chats.c.new)

# Chats that show a menu of their own.
menus = Table(
    "menus",
    METADATA,
    Column("platform", String, primary_key=True),
    Column("chat", AnyText, primary_key=True),
)

# What goes out. `number` is the order of writing; `sent` pieces are out already; `attempts` have
# failed. Whoever takes a letter writes itself down as `owner` until `leased_until`, and raises
# `fencing`: nobody with a lower one changes it any more. `put_off_at` is when `not_before` was
# set by a failure; both are by the clock that SQL has (driver.py).
letters = Table(
    "letters",
    METADATA,
    Column("number", Integer, primary_key=True),
    Column("key", AnyText, nullable=False, unique=True),
    Column("platform", String, nullable=False),
    Column("chat", AnyText, nullable=False),
    Column("thread", AnyText),
    Column("is_private", Boolean, nullable=False),
    Column("pieces", JSON, nullable=False),
    Column("kind", String, nullable=False, server_default="answer"),
    Column("lane", String, nullable=False),
    Column("created_at", UtcInstant, nullable=False),
    Column("not_before", UtcInstant, nullable=False),
    Column("state", String, nullable=False),
    Column("sent", Integer, nullable=False),
    Column("message_ids", JSON, nullable=False, server_default="[]"),
    Column("attempts", Integer, nullable=False),
    Column("reason", AnyText, nullable=False),
    Column("language", String, nullable=False, server_default="en"),
    Column("owner", String),
    Column("leased_until", UtcInstant),
    Column("fencing", Integer, nullable=False, server_default="0"),
    Column("put_off_at", UtcInstant),
    Column("repeats", Integer, nullable=False, server_default="0"),
    Column("is_repeat", Boolean, nullable=False, server_default="0"),
)
Index(
    "ix_letters_state_platform_lane_number",
    letters.c.state,
    letters.c.platform,
    letters.c.lane,
    letters.c.number,
)
Index("ix_letters_platform_chat_state", letters.c.platform, letters.c.chat, letters.c.state)

# Which process serves, until `leased_until` by the clock that SQL has (driver.py), and how often
# that has changed: `fencing`.
leaders = Table(
    "leaders",
    METADATA,
    Column("what", String, primary_key=True),
    Column("owner", String, nullable=False),
    Column("fencing", Integer, nullable=False),
    Column("leased_until", UtcInstant, nullable=False),
)

# Troubles that the operators were told of and that are not over.
episodes = Table(
    "episodes",
    METADATA,
    Column("kind", String, primary_key=True),
    Column("subject", String, primary_key=True),
    Column("lane", String, primary_key=True),
    Column("since", UtcInstant, nullable=False),
)

# Chats that take nothing from us until somebody mends that; without a chat: the whole platform.
closed_chats = Table(
    "closed_chats",
    METADATA,
    Column("platform", String, primary_key=True),
    Column("chat", AnyText, primary_key=True),
    Column("reason", AnyText, nullable=False),
    Column("closed_at", UtcInstant, nullable=False),
)

# Drawn charts by the SHA-256 of their bytes, and the letters that they lie in.
pictures = Table(
    "pictures",
    METADATA,
    Column("digest", String, primary_key=True),
    Column("png", LargeBinary, nullable=False),
)

enclosures = Table(
    "enclosures",
    METADATA,
    Column("letter", ForeignKey(letters.c.key, ondelete="CASCADE"), primary_key=True),
    Column("picture", ForeignKey(pictures.c.digest), primary_key=True),
)
Index("ix_enclosures_picture", enclosures.c.picture)

# What fell due, one row a slot: `due_at` is when it was meant, `not_before` when it may be done.
due = Table(
    "due",
    METADATA,
    Column("number", Integer, primary_key=True),
    Column("duty", String, nullable=False),
    Column("target", String, nullable=False),
    Column("slot", String, nullable=False),
    Column("due_at", UtcInstant, nullable=False),
    Column("state", String, nullable=False),
    Column("not_before", UtcInstant, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("fence", Integer, nullable=False),
    Column("leased_until", UtcInstant),
    Column("ended_at", UtcInstant),
    Column("reference", String),
    UniqueConstraint("duty", "target", "slot"),
)
Index("ix_due_state_not_before", due.c.state, due.c.not_before)

# Since when a duty is watched for a target: what was due before that is nobody's debt.
watched = Table(
    "watched",
    METADATA,
    Column("duty", String, primary_key=True),
    Column("target", String, primary_key=True),
    Column("since", UtcInstant, nullable=False),
)
