"""Every form there is. A new one is declared where its command is, and a line here."""

from handlers.form import FormHandler

FORMS: tuple[FormHandler, ...] = ()
