"""What people read: the rendered answer to every command, on every platform, in every language.

`shown/LANGUAGE/PLATFORM/COMMAND.txt` are for reading and for review; `python -m tests.golden`
writes them anew from the code as it is.
"""
