"""Reports as sources for Typst, XeLaTeX and pandoc: a look is what stands before its tables."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from extractor.document import Document, Grid, GridCell
from tests.render import heads, is_number, laid_out
from tests.renderings.office import printed
from tests.renderings.tools import Tool, made_by, shares
from tests.renderings.web import page

_TYPST = """#set page(paper: "a4", margin: 1.8cm)
#set text(font: "Noto Serif CJK SC", size: 11pt)
#set par(first-line-indent: 2em, justify: true)
#show table: set text(size: 8pt)
#show table: set par(first-line-indent: 0pt)
"""
_WIDE = "#set page(flipped: true)\n"
_TYPST_LOOKS = {
    "ruled": "#set table(stroke: .5pt)\n#show table: set text(size: 6pt)\n",
    "ruled wide": "#set table(stroke: .5pt)\n" + _WIDE,
    "kaiti": '#set text(font: "AR PL KaitiM GB")\n'
    + '#set page(numbering: "1 / 1", header: [公开报告])\n'
    + "#set table(stroke: 1pt, align: center + horizon)\n#show table: set text(size: 6.5pt)\n",
    "lying": "#set table(stroke: (x, y) => (top: .5pt, bottom: .5pt))\n" + _WIDE,
    "bare": "#set table(stroke: none)\n" + _WIDE,
    "zebra": "#set table(stroke: none, fill: (x, y) => if calc.odd(y) { luma(230) })\n" + _WIDE,
    "standing": "#set table(stroke: (x, y) => (left: .5pt, right: .5pt))\n" + _WIDE,
    "white lines": "#set table(stroke: white, fill: luma(230))\n" + _WIDE,
    "head": "#set table(stroke: none, fill: (x, y) => if y < 2 { luma(200) })\n" + _WIDE,
}


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def as_typst(document: Document) -> Iterator[str]:
    """Yield the paragraphs and tables of a document for Typst."""
    for block in laid_out(document):
        if isinstance(block, str):
            yield f"#par(text({_quoted(block)}))"
            continue
        head = heads(block)
        widths = ", ".join(f"{share * 100:.2f}fr" for share in shares(block))
        columns = f"columns: ({widths},)"
        top = ",\n".join(map(_placed, (c for c in block.cells() if c.row < head)))
        rest = ",\n".join(map(_placed, (c for c in block.cells() if c.row >= head)))
        header = f"table.header({top})," if top else ""
        yield f"#table({columns}, inset: 3pt, {header}\n{rest})"


def _placed(cell: GridCell) -> str:
    spans = f"colspan: {cell.column_span}, rowspan: {cell.row_span}"
    side = "right" if is_number(cell.text) else "left"
    place = f"x: {cell.column}, y: {cell.row}"
    return f"table.cell({place}, {spans}, align: {side})[#text({_quoted(cell.text)})]"


def _typst(look: str, document: Document) -> bytes:
    import typst  # type: ignore[import-not-found, unused-ignore]

    source = _TYPST + look + "\n\n".join(as_typst(document))
    return bytes(typst.compile(source.encode()))


@dataclass(frozen=True)
class _Rules:
    """The lines of a table in LaTeX: how columns are parted, and what stands between rows."""

    bar: str = ""
    top: str = ""
    under_head: str = ""
    between: str = ""
    bottom: str = ""
    before: str = "\\scriptsize"
    wide: bool = True


# Blanks stand as they do in the text; signs that no Latin font has are of the Chinese one.
_LATEX = """\\documentclass[fontset=none,space=true%s]{ctexart}
\\xeCJKDeclareCharClass{CJK}{"2190->"22FF,"2460->"27BF}
\\xeCJKsetup{AutoFallBack=true}\\setCJKmainfont{Noto Serif CJK SC}[FallBack=DejaVu Sans]
\\providecommand{\\real}[1]{#1}
\\usepackage[a4paper,margin=1.8cm]{geometry}
\\usepackage{longtable,booktabs,multirow,array,calc}
\\usepackage[table]{xcolor}
\\setlength{\\tabcolsep}{%spt}\\setlength{\\LTpre}{4pt}
\\pagestyle{plain}\\begin{document}
"""
_BOOKTABS = _Rules("", "\\toprule", "\\midrule", "", "\\bottomrule")
_LATEX_LOOKS = {
    "ruled": _Rules("|", "\\hline", "", "\\cline", "\\hline"),
    "ruled upright": _Rules("|", "\\hline", "", "\\cline", "\\hline", "\\tiny", wide=False),
    "booktabs": _BOOKTABS,
    "booktabs upright": _Rules("", "\\toprule", "\\midrule", "", "\\bottomrule", wide=False),
    "double": _Rules("||", "\\hline\\hline", "", "\\cline", "\\hline\\hline"),
    "midrules": _Rules("", "\\toprule", "\\midrule", "", "\\bottomrule", "\\footnotesize"),
    "lying": _Rules("", "\\hline", "", "\\cline", "\\hline"),
    "standing": _Rules("|", "\\hline", "\\hline", "", "\\hline"),
    "bare": _Rules(),
    "zebra": _Rules(
        *("", "\\toprule", "\\midrule", "", "\\bottomrule"),
        before="\\scriptsize\\rowcolors{3}{white}{gray!15}",
    ),
}
# A heading stands in the middle.
_SHORT = 12
_CODE = re.compile(r"[0-9A-Z]{9,}")
_SPECIAL = {"\\": "\\textbackslash{}", "~": "\\~{}", "^": "\\^{}"} | {
    c: f"\\{c}" for c in "#$%&_{}"
}


def _escaped(text: str) -> str:
    return "".join(_SPECIAL.get(character, character) for character in text)


def as_latex(rules: _Rules, document: Document) -> Iterator[str]:
    """Yield the lines of a document for LaTeX, its tables as long ones."""
    yield _LATEX % (",landscape" if rules.wide else "", 2 if rules.bar else 5)
    for block in laid_out(document):
        yield "\n".join(_long(rules, block)) if isinstance(block, Grid) else _escaped(block) + "\n"
    yield "\\end{document}"


def _long(rules: _Rules, grid: Grid) -> Iterator[str]:
    gap = 4 if rules.bar else 10
    own = shares(grid)
    widths = {
        (first, span): f"\\dimexpr {sum(own[first : first + span]):.4f}\\linewidth-{gap}pt\\relax"
        for first, span in {(c.column, c.column_span) for c in grid.cells()}
        | {(column, 1) for column in range(grid.width)}
    }
    columns = (f"p{{{widths[column, 1]}}}{rules.bar}" for column in range(grid.width))
    yield f"{{{rules.before}\\begin{{longtable}}{{{rules.bar}{''.join(columns)}}}"
    yield rules.top
    for row in range(len(grid.rows)):
        over = (cell for cell in grid.cells() if cell.row <= row < cell.row + cell.row_span)
        cells = sorted(over, key=lambda cell: cell.column)
        ends = [cell for cell in cells if cell.row + cell.row_span == row + 1]
        parts = (_latex_cell(c, row, rules.bar, widths[c.column, c.column_span]) for c in cells)
        yield " & ".join(parts) + " \\\\"
        last = row + 1 == len(grid.rows)
        if rules.between and not last:
            yield "".join(f"\\cline{{{c.column + 1}-{c.column + c.column_span}}}" for c in ends)
        if row + 1 == heads(grid):
            yield rules.under_head + ("" if last else "\\endhead")
    yield f"{rules.bottom}\\end{{longtable}}}}"


def _latex_cell(cell: GridCell, row: int, bar: str, width: str) -> str:
    # TeX breaks no code; words would be printed over each other.
    text = _CODE.sub(lambda code: "\\allowbreak{}".join(code.group()), _escaped(cell.text))
    text = text if row == cell.row else ""
    if text and is_number(cell.text):
        text = f"\\raggedleft\\arraybackslash {text}"
    if text and cell.row_span > 1:
        text = f"\\multirow{{{cell.row_span}}}{{=}}{{{text}}}"
    if cell.column_span == 1:
        return text
    side = "\\centering" if len(cell.text) < _SHORT else ""
    place = f"{bar if cell.column == 0 else ''}p{{{width}}}{bar}"
    return f"\\multicolumn{{{cell.column_span}}}{{{place}}}{{{side} {text}}}"


def _typeset(source: str) -> bytes:
    run = "xelatex -interaction=batchmode -halt-on-error in.tex"
    # Long tables know their widths only the second time.
    return made_by(("sh", "-c", f"{run} && {run}"), source.encode(), "in.tex", "in.pdf")


def _latex(rules: _Rules, document: Document) -> bytes:
    return _typeset("\n".join(as_latex(rules, document)))


def _pandoc(document: Document) -> bytes:
    command = ("pandoc", "in.html", "-t", "latex", "-o", "out.tex")
    body = made_by(command, page(document), "in.html", "out.tex").decode()
    return _typeset(f"{_LATEX % (',landscape', 5)}{body}\\end{{document}}")


def _pandoc_word(document: Document) -> bytes:
    command = ("pandoc", "in.html", "-o", "out.docx")
    return printed(made_by(command, page(document), "in.html", "out.docx"), "docx")


TOOLS = (
    Tool("typst", ("typst",), {n: partial(_typst, s) for n, s in _TYPST_LOOKS.items()}),
    Tool("xelatex", ("xelatex",), {n: partial(_latex, r) for n, r in _LATEX_LOOKS.items()}),
    Tool("pandoc", ("pandoc", "xelatex"), {"latex": _pandoc}),
    Tool("pandoc", ("pandoc", "soffice"), {"word": _pandoc_word}),
)
