"""Wordings as data: each rule shows what it finds, and what only looks like it."""

from __future__ import annotations

import pytest

from rules.loaders.accounts import load_accounts
from rules.loaders.attribution import load_attribution
from rules.loaders.editorial import Wording, load_editorial

WORDINGS = load_editorial().wordings


@pytest.mark.parametrize("wording", WORDINGS, ids=lambda wording: wording.id)
def test_a_wording_is_found_in_its_examples_and_not_beside_them(wording: Wording) -> None:
    assert wording.examples
    assert [text for text in wording.examples if not _finds(wording, text)] == []
    assert wording.counterexamples
    assert [text for text in wording.counterexamples if _finds(wording, text)] == []


def _finds(wording: Wording, text: str) -> bool:
    if wording.words and not any(word in text for word in wording.words):
        return False
    return any(not wording.unless.search(text) for _ in wording.pattern.finditer(text))


def test_former_names_are_known_and_no_longer_used() -> None:
    known = load_accounts()
    for former in load_editorial().formers:
        codes = [code for code, names in known.names.items() if former.today == names[0]]
        assert codes, former.today
        assert any(former.name in name for code in codes for name in known.names[code][1:])
        assert former.name not in former.today


@pytest.mark.parametrize(
    ("entity", "levels"),
    [
        ("江州市临河区水务局", ("区",)),
        ("江州市社区服务中心", ("市", "县")),
        ("云江省财政厅", ("省", "区")),
        ("云江省市场监督管理局", ("省", "区")),
        ("云江省江州市水务局", ("市", "县")),
        ("白水县教育局", ("县",)),
        ("白水自治县市政管理局", ("县",)),
        ("江州经济技术开发区管理委员会", ("区", "市", "省")),
        ("浦江新区城管局", ("区", "市", "省")),
        ("江州市临河区人民法院", ("省", "市", "区", "县")),
        ("水务局", ()),
    ],
)
def test_the_name_of_a_unit_tells_its_level(entity: str, levels: tuple[str, ...]) -> None:
    places = load_attribution().level.places
    assert next((found for place, found in places if place.search(entity)), ()) == levels
