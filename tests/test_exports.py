"""What leaves the database as files says what the views say."""

from __future__ import annotations

import csv
import json
import sqlite3
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import yaml
from pyarrow.parquet import read_table

from extractor import extract
from service.batch.parquet_sink import ParquetSink
from service.batch.sinks import Done
from service.exports import EXPORTS
from service.store import TABLES, VIEWS, Made, Store, pack, plain
from tests.many import CORPUS

ROOT = Path(__file__).parents[1]
MADE = Made("1")
COLUMNS = ("entity", "fiscal_year", "number", "value", "text")
ROWS = [
    ("某某中心", 2024, 1.5, "1.50", "=cmd|' /C calc'!A0"),
    ("某某局", None, None, "-7.04", "行一\n行二"),
    ("", 2023, 0.0, "+1", "@SUM(1)"),
]


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("export") / "gouji.db"
    with Store.open(path) as store:
        for report in (CORPUS[0], CORPUS[2]):
            store.put(pack(extract(report), MADE))
    return path


def written(suffix: str, folder: Path, rows: Sequence[Sequence[Any]] = ROWS) -> Path:
    path = folder / f"out{suffix}"
    EXPORTS[suffix](COLUMNS, iter(rows), path)
    return path


def test_csv_is_what_excel_takes_and_runs_nothing(tmp_path: Path) -> None:
    path = written(".csv", tmp_path)
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    with path.open(encoding="utf-8-sig", newline="") as lines:
        head, *rows = csv.reader(lines)
    assert tuple(head) == COLUMNS
    assert rows[0] == ["某某中心", "2024", "1.5", "1.50", "'=cmd|' /C calc'!A0"]
    assert [row[3:] for row in rows[1:]] == [["-7.04", "行一\n行二"], ["+1", "'@SUM(1)"]]


def test_a_workbook_has_numbers_as_numbers_and_no_formulas(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(written(".xlsx", tmp_path))
    head, *rows = book.active.iter_rows()
    assert tuple(cell.value for cell in head) == COLUMNS
    assert [[cell.value or None for cell in row] for row in rows] == [
        [value or None for value in row] for row in ROWS
    ]
    assert {cell.data_type for row in rows for cell in row} <= {"s", "n", "inlineStr"}


def test_more_rows_than_a_sheet_holds_go_on_in_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("service.exports.xlsx._ROWS", 2)
    book = openpyxl.load_workbook(written(".xlsx", tmp_path))
    assert [sheet.max_row for sheet in book.worksheets] == [3, 2]
    monkeypatch.setattr("service.exports.xlsx._ROWS", 3)
    assert len(openpyxl.load_workbook(written(".xlsx", tmp_path)).worksheets) == 1


def test_lines_of_json_say_every_column(tmp_path: Path) -> None:
    lines = written(".jsonl", tmp_path).read_text(encoding="utf-8").splitlines()
    assert [json.loads(line) for line in lines] == [
        dict(zip(COLUMNS, row, strict=True)) for row in ROWS
    ]


def test_parquet_keeps_types_and_nothing_is_a_file_too(tmp_path: Path) -> None:
    table = read_table(written(".parquet", tmp_path))
    assert [tuple(row.values()) for row in table.to_pylist()] == ROWS
    assert [str(field.type) for field in table.schema] == [
        *("string", "int64", "double", "string", "string"),
    ]
    for suffix in EXPORTS:
        assert written(suffix, tmp_path, []).exists()
    assert read_table(tmp_path / "out.parquet").schema == table.schema


@pytest.mark.parametrize("what", ["findings", "facts", "amounts", "cells", "reports"])
def test_the_command_writes_a_view(what: str, db: Path, tmp_path: Path) -> None:
    from typer.testing import CliRunner

    from service.cli import app

    out = tmp_path / "out.jsonl"
    words = ["export", what, "--db", str(db), "-o", str(out), "--year", "2024"]
    done = CliRunner().invoke(app, [*words, "--entity", "青山区"])
    assert done.exit_code == 0, done.output
    rows = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert rows
    assert {row["entity"] for row in rows} == {"武汉市青山区人民政府国有资产监督管理局"}
    assert [path.name for path in tmp_path.iterdir()] == ["out.jsonl"]


@pytest.mark.parametrize("what", VIEWS)
def test_every_view_is_a_file_of_columns_too(what: str, db: Path, tmp_path: Path) -> None:
    with Store.open(db) as store:
        columns, rows = store.view(what)
        plain_rows = list(rows)
    EXPORTS[".parquet"](columns, iter(plain_rows), tmp_path / "out.parquet")
    table = read_table(tmp_path / "out.parquet")
    assert [tuple(row.values()) for row in table.to_pylist()] == plain_rows


def test_the_command_says_what_it_cannot(db: Path, tmp_path: Path) -> None:
    from typer.testing import CliRunner

    from service.cli import app

    run = CliRunner().invoke
    for out, known in ((tmp_path / "out.doc", ".xlsx"), (tmp_path / "no" / "out.csv", "no: 没有")):
        done = run(app, ["export", "facts", "--db", str(db), "-o", str(out)])
        assert done.exit_code == 2
        assert known in done.output
    done = run(app, ["export", "facts", "--db", str(tmp_path / "none.db"), "-o", "x.csv"])
    assert done.exit_code == 2
    assert "none.db" in done.output
    assert not (tmp_path / "none.db").exists()


def test_canned_queries_run_and_find(db: Path) -> None:
    shipped = yaml.safe_load((ROOT / "service/store/datasette.yml").read_text(encoding="utf-8"))
    about = shipped["databases"]["gouji"]
    words = {"account_code": "2210201", "entity": "江汉", "words": "退休人员"}
    connection = sqlite3.connect(db)
    for name, query in about["queries"].items():
        assert connection.execute(query["sql"], words).fetchall(), name
    there = {row[0] for row in connection.execute("SELECT name FROM sqlite_schema")}
    assert set(about["tables"]) <= there
    connection.close()


def test_parts_of_parquet_are_written_once_and_whole(tmp_path: Path) -> None:
    done = []
    for path in (CORPUS[0], CORPUS[2]):
        packed = pack(extract(path), MADE)
        done.append(Done(str(path), packed.sha256, 1, packed))
    sink = ParquetSink(tmp_path)
    assert not sink.known("", done[0].sha256, MADE)
    assert [each.known for each in sink.write([*done, done[0]], MADE)] == [False, False, True]
    sink.close()
    # A part that a killed run left without its last file.
    (tmp_path / "facts" / "half.parquet").write_bytes(b"PAR1")
    (tmp_path / "cells" / "half.parquet.half").write_bytes(b"")
    again = ParquetSink(tmp_path)
    assert again.known("", done[0].sha256, MADE) is True
    assert not again.known("", done[0].sha256, Made("2"))
    again.close()
    for table in TABLES:
        rows = read_table(tmp_path / table).to_pylist()
        expected = [
            dict(zip(TABLES[table], row, strict=True))
            for each in done
            for row in plain(each.outcome, table)  # type: ignore[arg-type]
        ]
        assert rows == expected


def test_a_batch_of_parquet_needs_no_database(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    for path in (CORPUS[0], CORPUS[2]):
        (tmp_path / "in" / path.name).write_bytes(path.read_bytes())
    script = "from service.cli import main; main()"
    words = ["batch", str(tmp_path / "in"), "--parquet", str(tmp_path / "out"), "--workers", "1"]
    done = subprocess.run([sys.executable, "-c", script, *words], capture_output=True, timeout=120)
    assert done.returncode == 0, done.stderr
    assert read_table(tmp_path / "out" / "reports").num_rows == 2
