"""Every duty there is. A new one is a file and a line here; schedules.toml says when it is due."""

from handlers.duties import edition, forget

DUTIES = (edition.DUTY, forget.DUTY)
