"""Numerals with their units, written-out calculations, and the skeleton that patterns run on."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from functools import cache

import regex
from msgspec.structs import replace
from spacy.language import Language
from spacy.tokens import Doc

from extractor.narrative import draft
from extractor.narrative.draft import Family, Place, Quantity, Skeleton
from extractor.numbers import NUMERAL, parse_chinese, parse_decimal
from rules.loaders.narrative import load_narrative
from rules.loaders.wording import load_wording

# What a Chinese numeral can begin with, and what else can stand in it.
_CHINESE = "一二两三四五六七八九十百千"
_WRITTEN_OUT = rf"[{_CHINESE}][{_CHINESE}零〇]*+"
# An operand of a written-out calculation: 3000元/笔, 50人, 500人（党员数）, 12%.
_WORDS = r"[^\d*÷=≈+，。；、：（）\n]{0,8}"
_BRACKET = r"(?:（[^（）\n]{1,80}）)?"
# 6.房租: a list number is no operand.
_OPERAND = rf"(?:{NUMERAL})(?![\d.．]){_WORDS}{_BRACKET}(?:/[^\d*÷=≈+，。；：\n]{{1,4}})*"
# x, / and - are signs only before a number; a part of a sum can be named: 工资200元+五险100元.
_NEXT = rf"(?:\+{_WORDS}|[*÷]|[xX/\-](?=[\d（]))"
_GROUP = rf"（{_WORDS}{_OPERAND}(?:{_NEXT}{_OPERAND})+）{_WORDS}"
_FACTOR = rf"(?:{_OPERAND}|{_GROUP})"
# 8万（聘2人）（工资2200元/月、节日费1500/年）: the result stands before what makes it.
_PRICE = rf"[^\d（）。；\n]{{0,12}}(?:{NUMERAL})[^\d（）。；、，/\n]{{0,3}}/(?:月|季度?|年度?)"
_MOVES = "(?:减少|增加|下降|增长)了?"
_WRITTEN = regex.compile(rf"[=≈]|（{_PRICE}[、，；+]")

_NUMBER = rf"(?<![\d.A-Za-z\ufffd])(?<!\ufffd[.,，．\s])(?P<number>{NUMERAL})"
# What most numbers are, and nothing else can be, before all that must be tried for the others.
_PLAIN = rf"{_NUMBER}(?P<unit>万元|%)(?=[，。；、）])"


def _calculations(money: str, others: str) -> str:
    """Return the alternatives that find written-out calculations."""
    return rf"""(?P<calculation>(?:(?:{NUMERAL})(?:平方米|平方)，)?{_FACTOR}(?:{_NEXT}{_FACTOR})+
             [=≈]\s?(?P<result>{NUMERAL})(?P<result_unit>{money}|{others})?)
        | (?P<implied>(?P<total>{NUMERAL})(?P<total_unit>{money}){_BRACKET}
             （{_PRICE}(?:[、，；+]{_PRICE})+）) | """


@cache
def _grammar(written: bool) -> regex.Pattern[str]:
    """Return the one expression that finds what is no quantity, and quantities.

    Calculations are the dearest of all to look for: only where a text has one.
    """
    rules = load_narrative()
    skips = "|".join(skip.source for skip in rules.skips)
    units = rules.units
    money = "|".join(map(regex.escape, units.money))
    things = sorted((*units.count, *units.measurement), key=len, reverse=True)
    counters = "|".join(map(regex.escape, things))
    rates = "|".join(map(regex.escape, units.rate))
    after_chinese = "|".join(map(regex.escape, sorted(units.after_chinese, key=len, reverse=True)))
    word_ends = "|".join(f"(?<={word[:-1]}){word[-1]}" for word in units.words)
    scaled = rf"[万亿千百](?:余|多)?(?:{counters})"
    per = r"(?:/[\p{Han}]{1,2}){0,2}"
    return regex.compile(
        rf"""(?=[\d{_CHINESE}零第图表附目指项类代编电邮〔（“‘"《\[【\s①-⑳])(?:
          {_calculations(money, f"{rates}|{scaled}|{counters}") if written else ""}
          {_PLAIN}
        | (?P<skip>{skips})
        | {_NUMBER}
             (?:(?P<more>余|多|几)?(?P<unit>{scaled}|(?:{money}){per}(?!次|人|余)|{rates}|(?:{counters})(?!{word_ends}))
                  (?:(?<=人)/次)?
               |(?P<bare>(?=[，。；、）\n\s]|$|余|多|[和与][\d]|{_MOVES}\d)))
        | (?<![第每这某任同另进统其“‘])(?P<chinese>{_WRITTEN_OUT})(?P<more_chinese>余|多)?
             (?P<counter>{after_chinese}|(?<=(?:各|办|展|开|共|行|织|集)[{_CHINESE}零〇]+)次(?!性|数))
             (?![级层类])
        | 百分之(?P<percent>[{_CHINESE}零〇点]+)
        | (?<=(?:支出|收入|费用?|经费|金额|[预决]算数?|支出数)[均都]?[为是])
             (?P<zero>零)(?P<zero_unit>万?元)?(?=[，。；、）\n]|$)
        | (?<=为|期|满|达)(?P<years>{_WRITTEN_OUT})(?P<years_unit>年|个月|天)(?!度|级)
        | (?<=[长降少加升高低约近])(?P<tenths>[{_CHINESE}])(?P<tenths_unit>成)(?!效|果|立|为)
        | (?<=上)(?P<round>[千百万])(?P<round_unit>人次|人|家|户|次|件)
        )""",
        regex.VERBOSE,
    )


@cache
def _families() -> dict[str, Family]:
    units = load_narrative().units
    families: dict[str, Family] = dict.fromkeys(units.measurement, "measurement")
    families |= dict.fromkeys(units.count, "count")
    families |= dict.fromkeys(units.rate, "rate")
    families |= dict.fromkeys(units.money, "amount")
    return families


SIGNS: dict[Family, str] = {
    "amount": load_narrative().fragments["amount"],
    "rate": load_narrative().fragments["rate"],
    "count": load_narrative().fragments["count"],
    "measurement": load_narrative().fragments["measurement"],
    "bare": load_narrative().fragments["bare"],
    "calculation": load_narrative().fragments["calculation"],
}
# 分别为120.00、110.00万元: nothing but numbers between 分别 and what they share.
_SHARED = regex.compile(
    r"(?:分别|各)自?(?:为|是|达到?|[增减降]\p{Han}了?|上升了?)?[\d,.]+(?:[、，和与][\d,.]+)*+(?![\d,.])"
)
# 较上年2.08减少0.03万元: the number that is compared with has the unit of the change.
_MOVED = regex.compile(_MOVES)
_COMPARED = regex.compile(rf"[年数](?:[\d,.]+){_MOVES}\d")
_LIST_SIGNS = ("、", "，", "和", "与")
_SCALED = regex.compile(r"(?<=^[万亿千百])(?:余|多)")
_ABOUT = load_wording().subject.about
_OR_MORE = regex.compile(r"(?:以上|左右|上下|余|多(?=，|。|；|$))")


@Language.component(
    "gouji_quantities",
    assigns=["doc._.quantities", "doc._.no_quantities", "doc._.skeleton"],
)
def find_quantities(doc: Doc) -> Doc:
    """Leave the quantities, what only looks like one, and the text with a sign for each."""
    text = draft.stretch(doc).folded.text
    found: list[Quantity] = []
    left_out: list[Place] = []
    for match in _grammar(_WRITTEN.search(text) is not None).finditer(text):
        if match["skip"] is not None:
            left_out.append(match.span())
        elif (quantity := _quantity(text, match)) is not None:
            found.append(quantity)
    _share_units(text, found)
    draft.put(doc, "quantities", tuple(found))
    draft.put(doc, "no_quantities", tuple(left_out))
    draft.put(doc, "skeleton", _skeleton(text, found))
    return doc


def _share_units(text: str, found: list[Quantity]) -> None:
    """Give the unit of the last of several listed numbers to those before it.

    收、支总计各是120.00、120.00万元; and that of a change to the number before its verb.
    """
    if not any(one.family == "bare" for one in found):
        return
    shared, compared = _SHARED.search(text) is not None, _COMPARED.search(text) is not None
    if not shared and not compared:
        return
    for index in range(len(found) - 2, -1, -1):
        one, following = found[index], found[index + 1]
        if one.family != "bare" or following.family == "bare":
            continue
        between = text[one.end : following.start]
        listed = shared and between in _LIST_SIGNS
        if (listed and _SHARED.search(text, _sentence_start(text, one), one.end)) or (
            compared and _MOVED.fullmatch(between)
        ):
            found[index] = replace(one, family=following.family, unit=following.unit)


def _sentence_start(text: str, quantity: Quantity) -> int:
    return max(text.rfind(sign, 0, quantity.start) for sign in "。；\n") + 1


def _quantity(text: str, match: regex.Match[str]) -> Quantity | None:
    if match["number"]:
        if match["unit"] is None:
            return _made(text, match, "bare", parse_decimal(match["number"]), None, False)
        unit = match["unit"]
        inner = _SCALED.sub("", unit)
        more = bool(match["more"]) or inner != unit
        if match.group().endswith("/次"):
            inner += "/次"
        return _made(text, match, _family(inner), parse_decimal(match["number"]), inner, more)
    if match["chinese"]:
        value = parse_chinese(match["chinese"])
        return _made(text, match, "count", value, match["counter"], bool(match["more_chinese"]))
    if match["percent"]:
        return _made(text, match, "rate", parse_chinese(match["percent"]), "%", False)
    if match["zero"]:
        return _made(text, match, "amount", Decimal(0), match["zero_unit"], False)
    if match["tenths"]:
        return _made(text, match, "rate", parse_chinese(match["tenths"]), "成", False)
    if match["years"]:
        value = parse_chinese(match["years"])
        return _made(text, match, "measurement", value, match["years_unit"], False)
    if match["round"]:
        return _made(text, match, "count", parse_chinese(match["round"]), match["round_unit"], True)
    result = "result" if match["calculation"] else "total"
    value = parse_decimal(match[result])
    return _made(text, match, "calculation", value, match[f"{result}_unit"], False)


def _family(unit: str) -> Family:
    families = _families()
    plain = unit.partition("/")[0] if unit not in families else unit
    return families.get(plain) or families.get(plain[1:], "count")


def _made(
    text: str,
    match: regex.Match[str],
    family: Family,
    value: Decimal | None,
    unit: str | None,
    more: bool,
) -> Quantity | None:
    if value is None:
        return None
    start, end = match.span()
    about = bool(_ABOUT.search(text, max(0, start - 3), start)) or bool(_OR_MORE.match(text, end))
    return Quantity(start, end, family, value, unit, more or about)


def _skeleton(text: str, found: Sequence[Quantity]) -> Skeleton:
    pieces: list[str] = []
    back: list[int] = []
    at: list[int] = []
    done = 0
    for quantity in found:
        pieces.append(text[done : quantity.start])
        back.extend(range(done, quantity.start + 1))
        at.append(len(back) - 1)
        pieces.append(SIGNS[quantity.family])
        done = quantity.end
    pieces.append(text[done:])
    back.extend(range(done, len(text) + 1))
    return Skeleton("".join(pieces), tuple(back), tuple(at))
