"""Scores what the program says about a corpus against labels made by hand."""

from __future__ import annotations

from pathlib import Path

from extractor import extract
from service.evaluate.judge import Judge
from service.evaluate.labels import read_corpus
from service.evaluate.score import Score, Tally, table

__all__ = ["Score", "Tally", "score_corpus", "table"]


def score_corpus(corpus: Path) -> Score:
    """Return the score over all labelled reports; raises OSError where there are none."""
    score = Score()
    for labels in read_corpus(corpus):
        Judge(extract(labels.path), labels, score).judge()
    return score
