"""What hypothesis may throw at the program: printed numbers, and damaged files."""

from __future__ import annotations

from decimal import Decimal
from random import Random

from hypothesis import strategies as st

from tests.corpus import REPORTS, text_of
from tests.final_reports import final_report
from tests.plan_reports import plan_report

ENCODINGS = ("utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be")
# What reports are made of, so that random text comes near to the rules.
_WORDS = (
    *("2024", "年度", "部门决算", "部门预算", "情况说明", "一、", "（二）", "第三部分", "合计"),
    *(
        "支出决算为",
        "年初预算为",
        "完成年初预算的",
        "较上年减少",
        "占",
        "主要原因是",
        "分别",
        "其中：",
    ),
    *("万元", "元", "%", "个百分点", "人次", "1,115. 55", "0", "0.00", "—", "517.22", "一名"),
    *("，", "。", "；", "\n", "\n\n", "\t", "|", " ", "（", "）", "(", "公开05表", "单位：万元"),
)

#: True amounts, with more digits than a report prints.
amounts = st.decimals(
    min_value=Decimal("-99999"), max_value=Decimal("99999"), places=6, allow_nan=False
)

#: Whole reports, plans and outcomes, that agree with themselves but for rounding.
consistent_reports = st.builds(
    lambda make, seed: make(Random(seed)),
    st.sampled_from((final_report, plan_report)),
    st.integers(0, 2**32),
)

#: Text of reports' words in no order.
jumbles = st.lists(st.sampled_from(_WORDS), max_size=120).map("".join)


@st.composite
def damaged_reports(draw: st.DrawFn) -> str:
    """A real report with a piece cut out, or put somewhere else, or replaced by a jumble."""
    text = text_of(draw(st.sampled_from(sorted(REPORTS))))
    places = st.integers(0, len(text))
    start, end = sorted((draw(places), draw(places)))
    piece = draw(st.sampled_from(("", text[start : start + 400])) | jumbles)
    return text[:start] + piece + text[end:]


@st.composite
def shredded_reports(draw: st.DrawFn) -> str:
    """Lines of a real report shuffled, dropped and repeated, and cells cut at blanks and tabs."""
    text = text_of(draw(st.sampled_from(sorted(REPORTS))))
    random = draw(st.randoms(use_true_random=False))
    lines = [line for line in text.splitlines() if line.strip()]
    start = random.randrange(len(lines))
    lines = lines[start : start + random.randint(1, 400)]
    if random.random() < 0.5:
        pieces = (
            random.choice((line, line.replace("\t", " ").replace(" ", "\n"))) for line in lines
        )
        lines = [piece for line in pieces for piece in line.split("\n")]
    reach = random.choice((0, 2, 10, len(lines)))
    places = {id(line): index + random.randint(0, reach) for index, line in enumerate(lines)}
    lines.sort(key=lambda line: places[id(line)])
    kept = [line for line in lines for _ in range(random.choice((0, 1, 1, 1, 1, 2)))]
    return random.choice(("\n", "\n\n")).join(kept)


@st.composite
def files(draw: st.DrawFn) -> bytes:
    """Bytes of any kind: noise, text in some encoding, a damaged report, cut anywhere."""
    text = draw(st.text(max_size=300) | jumbles | damaged_reports())
    encoded = text.encode(draw(st.sampled_from(ENCODINGS)), errors="ignore")
    data = draw(st.binary(max_size=400) | st.just(encoded))
    return data[: draw(st.integers(0, len(data)))] if draw(st.booleans()) else data
