"""The resolver against what people type: right, asked back or refused, never wrong."""

import timeit
import tomllib
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ministries.names import (
    Claim,
    CountryNames,
    Form,
    Found,
    NameRecord,
    NoCandidate,
    SeveralMeant,
    Suggested,
)

SAID: dict[str, dict[str, list[str]]] = tomllib.loads(
    Path(__file__).with_name("said.toml").read_text(encoding="utf-8")
)
TABLE = [
    (language, name, code)
    for language, countries in SAID.items()
    for code, said in countries.items()
    for name in said
]


def _flag(code: str) -> str:
    return "".join(chr(0x1F1E6 + ord(letter) - ord("A")) for letter in code)


def test_the_table_is_wide_enough() -> None:
    assert set(SAID) == {"id", "en", "fr", "zh", "es", "ar", "th", "ja", "ko", "ms"}
    assert len(TABLE) >= 400
    for language in SAID:
        assert sum(spoken == language for spoken, _, _ in TABLE) >= 30


@pytest.mark.parametrize("language", SAID)
def test_what_people_say_is_found(names: CountryNames, language: str) -> None:
    wrong = {
        name: names.match(name)
        for spoken, name, code in TABLE
        if spoken == language and names.match(name) != Found(code)
    }
    assert wrong == {}


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("Korea", ("KR", "KP")),
        ("Corée", ("KR", "KP")),
        ("เกาหลี", ("KR", "KP")),
        ("كوريا", ("KR", "KP")),
        ("朝鮮", ("KP", "KR")),
        ("Congo", ("CD", "CG")),
        ("le Congo", ("CD", "CG")),
        ("Kongo", ("CD", "CG")),
        ("刚果", ("CD", "CG")),
        ("コンゴ", ("CD", "CG")),
        ("콩고", ("CD", "CG")),
        ("الكونغو", ("CD", "CG")),
        ("Guinea", ("GN", "GW", "GQ", "PG")),
        ("la Guinée", ("GN", "GW", "GQ", "PG")),
        ("几内亚", ("GN", "GW", "GQ", "PG")),
        ("غينيا", ("GN", "GW", "GQ", "PG")),
        ("AS", ("US", "AS")),
        ("A.S.", ("US", "AS")),
        ("Republic of Dominica", ("DM", "DO")),
        ("ドミニカ", ("DO", "DM")),
        ("St. Martin", ("MF", "SX")),
        ("Virgin Islands", ("VI", "VG")),
        ("MoFA", ("JP", "KR", "TW", "SA", "AE")),
        ("DFA", ("PH", "IE")),
        ("外交部", ("CN", "TW")),
        ("Kementerian Luar Negeri", ("ID", "MY")),
        ("Czechoslovakia", ("CZ", "SK")),
    ],
)
def test_several_meanings_are_asked_back(
    names: CountryNames, name: str, codes: tuple[str, ...]
) -> None:
    assert names.match(name) == SeveralMeant(codes)


@pytest.mark.parametrize(
    ("typed", "codes"),
    [
        ("Indonsia", ("ID",)),
        ("Indoneisa", ("ID",)),
        ("Nigera", ("NG", "NE")),
        ("Austrlia", ("AU", "AT")),
        ("Korea Seltan", ("KR", "KP")),
        ("Sudan Slatan", ("SS", "SD")),
        ("Slovenka", ("SI", "SK")),
        ("Ira", ("IQ", "IR")),
        ("Filipines", ("PH",)),
        ("banana", ("BS",)),  # two slips from Bahama; from Panama too, but with another beginning
        ("Columbia", ("CO",)),
        ("United", ("US", "GB", "AE")),
        ("Indonesia Malaysia", ("ID", "MY")),
        ("embassy of the Republic of Indonesia in Dili", ("ID",)),
        ("印度尼", ("ID", "IN")),
        ("اندونسيا", ("ID",)),
        ("เวียดนา", ("VN",)),
        ("コロンビヤ", ("CO",)),
        ("Jakarta", ("ID",)),
        ("Scotland", ("GB",)),
        ("Uni Soviet", ("RU",)),
        ("State of Georgia", ("GE",)),
        ("🇮🇩🇲🇾", ("ID", "MY")),
        ("🇮🇩 Malaysia", ("ID", "MY")),
        ("🇮🇩 qwxyz", ("ID",)),
    ],
)
def test_what_is_not_exact_is_only_suggested(
    names: CountryNames, typed: str, codes: tuple[str, ...]
) -> None:
    assert names.match(typed) == Suggested(codes)


@pytest.mark.parametrize(
    "typed",
    [
        "", " ", "qwxyz", "!!!", "😀", "🇺🇳", "🇽", "x" * 100_000, " x" * 50_000, "ASEAN", "Wakanda",
        "Atlantis", "MFA", "Republic of", "2024", "lowy-posts 2024", "\ud800", "\x00\x01", "\u202e",
        "XX", "ال", "hello", "$\\frac{1}{2}$", "<b>", "<!channel>",
    ],
)  # fmt: skip
def test_nonsense_has_no_candidate(names: CountryNames, typed: str) -> None:
    assert names.match(typed) == NoCandidate()


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("Republic of China", "TW"),
        ("People's Republic of China", "CN"),
        ("Republik Cina", "TW"),
        ("Republik Rakyat Cina", "CN"),
        ("中華民國", "TW"),
        ("中華人民共和國", "CN"),
        ("جمهورية الصين", "TW"),
        ("Niger", "NE"),
        ("Nigeria", "NG"),
        ("Mali", "ML"),
        ("Iraq", "IQ"),
        ("Dominica", "DM"),
        ("American Samoa", "AS"),
        ("Samoa", "WS"),
        ("Georgia", "GE"),
        ("South Georgia", "GS"),
        ("Ministry of Foreign Affairs of the Kingdom of Denmark", "DK"),
        ("Kementerian Luar Negeri Republik Jepang", "JP"),
        ("République de l’Indonésie", "ID"),
        ("日本外務省", "JP"),
        ("Mofa Qatar", "QA"),
        ("@Kemlu_RI", "ID"),
        (":flag-id:", "ID"),
        ("🇮🇩", "ID"),
        (" 🇮🇩 🇮🇩 ", "ID"),
        ("🇮🇩 Indonesia", "ID"),
        ("🇰🇷 Korea", "KR"),
        ("🇪🇺", "EU"),
        ("Indo\u200bnesia", "ID"),
        ("\u202bالإمارات\u202c", "AE"),
        ("الاِمَارَات", "AE"),
        ("الامـــارات", "AE"),
        ("Iran (Islamic Republic of)", "IR"),
        ("Congo, Dem. Rep.", "CD"),
        ("in", "IN"),
        ("idn", "ID"),
        ("ID" + " " * 1_000, "ID"),
    ],
)
def test_near_neighbours_are_told_apart(names: CountryNames, typed: str, code: str) -> None:
    assert names.match(typed) == Found(code)


def test_every_code_and_every_flag_is_a_name(names: CountryNames) -> None:
    assert len(names.codes) == 251
    for code in names.codes - {"AS"}:
        assert names.match(code) == Found(code)
        assert names.match(code.lower()) == Found(code)
    for code in names.codes:
        assert names.match(_flag(code)) == Found(code)


def test_the_way_of_typing_does_not_matter(names: CountryNames) -> None:
    for _, name, code in TABLE:
        for typed in (
            name.upper(),
            name.lower(),
            f"  {name}!",
            _without_accents(name),
            f"«{name}»",
        ):
            assert names.match(typed) == Found(code), typed


@pytest.mark.parametrize("form", ["NFC", "NFD", "NFKC", "NFKD"])
def test_the_form_of_unicode_does_not_matter(names: CountryNames, form: str) -> None:
    for _, name, code in TABLE:
        assert names.match(unicodedata.normalize(form, name)) == Found(code), name  # type: ignore[arg-type]


@given(
    st.lists(
        st.one_of(
            st.text(st.characters(exclude_categories=())),
            st.sampled_from([name for _, name, _ in TABLE]),
            st.sampled_from(
                ["🇮🇩", "🇺🇳", "(", ",", "Republic of", " ", "\u200f", "the", "d'", "MFA"]
            ),
        ),
        max_size=6,
    )
)
def test_no_input_raises_and_only_countries_come_back(
    names: CountryNames, parts: list[str]
) -> None:
    match names.match("".join(parts)):
        case Found(code):
            assert code in names.codes
        case SeveralMeant(codes):
            assert len(codes) >= 2
            assert names.codes.issuperset(codes)
        case Suggested(codes):
            assert 1 <= len(codes) == len(set(codes)) <= 5
            assert names.codes.issuperset(codes)
        case NoCandidate():
            pass


@pytest.mark.parametrize(
    "typed",
    [
        "x" * 100_000,
        " " * 100_000,
        "MFA " * 30,
        "外務省" * 40,
        "a," * 60,
        "🇮🇩" * 60,
        "é" * 119,
        "\ufdfa" * 120,  # one character that unfolds into four words
    ],
)
def test_no_input_takes_long(names: CountryNames, typed: str) -> None:
    quickest = min(timeit.repeat(lambda: names.match(typed), number=1, repeat=3))
    assert quickest < 0.05


def test_two_claims_on_one_name_are_both_meant() -> None:
    record = _record(claims=(Claim("Borduria", "AA"), Claim("BORDURIA", "BB")))
    assert CountryNames(lambda: record).match("borduria") == SeveralMeant(("AA", "BB"))
    assert CountryNames(lambda: record).ambiguous == {"borduria": ("AA", "BB")}


def test_the_reviewed_meaning_is_the_last_word() -> None:
    claims = (Claim("Borduria", "AA"), Claim("Borduria", "BB"))
    names = CountryNames(lambda: _record(claims=claims, several={"Borduria": ("BB",)}))
    assert names.match("Borduria") == Found("BB")


def test_a_form_is_no_part_of_a_name_that_it_would_change() -> None:
    claims = (Claim("Borduria", "AA"), Claim("Syldavia", "BB"))
    names = CountryNames(lambda: _record(claims=claims))
    assert names.match("Kingdom of Syldavia") == Found("BB")
    assert names.match("Kingdom of Borduria") == Suggested(("AA",))


def _record(
    claims: tuple[Claim, ...], several: dict[str, tuple[str, ...]] | None = None
) -> NameRecord:
    return NameRecord(
        shown={"en": {"AA": "Borduria", "BB": "Syldavia"}},
        claims=claims,
        several=several or {},
        nearby={},
        forms=(Form(before=("Kingdom of",), after=(), never=frozenset({"AA"})),),
    )


def _without_accents(name: str) -> str:
    """Latin letters without their accents; marks of other scripts make other letters."""
    apart = unicodedata.normalize("NFD", name)
    latin = "".join(letter for letter in apart if not "\u0300" <= letter <= "\u036f")
    return unicodedata.normalize("NFC", latin)
