"""The way out: certificates and the proxy."""

import ssl

import pytest

from bot.network import certificates, shown_proxy
from tests.house.sources import PROJECT

AUTHORITY = PROJECT / "tests" / "config" / "authority.pem"


def test_without_a_file_each_library_has_its_own_way() -> None:
    assert certificates(None) is None


def test_the_file_is_trusted_besides_the_system() -> None:
    context = certificates(AUTHORITY)
    assert context is not None
    assert context.verify_mode is ssl.CERT_REQUIRED
    assert context.check_hostname
    trusted = {certificate["serialNumber"] for certificate in context.get_ca_certs()}
    by_system = {c["serialNumber"] for c in ssl.create_default_context().get_ca_certs()}
    assert trusted > by_system


@pytest.mark.parametrize(
    ("proxy", "shown"),
    [
        ("http://proxy.example:3128", "http://proxy.example:3128"),
        ("http://user:p%40ss@proxy.example:3128", "http://proxy.example:3128"),
        ("https://user:p@ss@[::1]:3128", "https://[::1]:3128"),
    ],
)
def test_the_proxy_is_shown_without_credentials(proxy: str, shown: str) -> None:
    assert shown_proxy(proxy) == shown
