import pytest
from hypothesis import given
from hypothesis import strategies as st

from ministries.spelling import fold, join


@pytest.mark.parametrize(
    "same",
    [
        ("Côte d'Ivoire", "COTE D’IVOIRE", "cote-d-ivoire", "Côte   d‘Ivoire"),
        ("the Gambia", "Gambia", "GAMBIA."),
        ("U.S.A.", "u s a", "USA", "Ｕ．Ｓ．Ａ．"),
        ("Saint Lucia", "St. Lucia", "st lucia"),
        ("Trinidad & Tobago", "Trinidad and Tobago", "Trinidad dan Tobago", "Trinidad y Tobago"),
        ("Türkiye", "TÜRKİYE", "Turkiye", "turkıye"),
        ("l'Indonésie", "Indonesie"),
        ("إندونيسيا", "اندونيسيا", "أندونيسيا", "إندونيسـيا"),
        ("الإمارات", "الامارات", "امارات"),
        ("سورية", "سوريه"),
        ("ایران", "ايران"),
        ("ガーナ", "ｶﾞｰﾅ", "がーな"),
        ("대한민국", "대한 민국", "대한민국"),
        ("สหรัฐฯ", "สหรัฐ"),
        ("ติมอร์-เลสเต", "ติมอร์ เลสเต", "ติมอร์เลสเต"),
        ("Oʻzbekiston", "O'zbekiston", "Ozbekiston"),
    ],
)
def test_one_name_has_one_spelling(same: tuple[str, ...]) -> None:
    assert len({fold(name) for name in same}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Niger", "Nigeria"),
        ("カーナ", "ガーナ"),
        ("ไทย", "ไท"),
        ("India", "Indiana"),
        ("Austria", "Australia"),
        ("朝鲜", "朝鮮"),
    ],
)
def test_another_letter_is_another_name(one: str, other: str) -> None:
    assert fold(one) != fold(other)


def test_articles_alone_stay() -> None:
    assert fold("LA") == "la"
    assert fold("AND") == "and"


def test_what_has_no_letter_is_empty() -> None:
    assert fold(" …!?_-\u200b") == ""


def test_a_joined_name_has_no_space() -> None:
    assert join(fold("Timor-Leste")) == "timorleste"


@given(st.text(st.characters(exclude_categories=())))
def test_folding_raises_nothing_and_leaves_no_edges(text: str) -> None:
    folded = fold(text)
    assert folded == " ".join(folded.split())
