"""The way out: which certificates are trusted, and how the proxy is called in front of people."""

import ssl
from pathlib import Path
from urllib.parse import urlsplit


def certificates(ca_file: Path | None) -> ssl.SSLContext | None:
    """Trusts `ca_file` besides what the system trusts; None leaves each library its own way.

    Besides, because a ministry's own authority usually signs for some addresses only.
    """
    if ca_file is None:
        return None
    context = ssl.create_default_context()
    context.load_verify_locations(cafile=str(ca_file))
    return context


def shown_proxy(proxy: str) -> str:
    """The address of the proxy without the name and the password in it."""
    address = urlsplit(proxy)
    return address._replace(netloc=address.netloc.rpartition("@")[2]).geturl()
