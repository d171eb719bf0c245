"""Scores what the program says about a corpus against labels made by hand.

``corpus/labels/README.md`` has the rules.
"""

from __future__ import annotations

from pathlib import Path

from extractor import extract
from service.evaluate.compared import Compared
from service.evaluate.contexts import score_contexts
from service.evaluate.contradictions import score_mismatches
from service.evaluate.labels import read_corpus
from service.evaluate.quantities import score_quantities
from service.evaluate.score import Score, Tally, table
from service.evaluate.statements import score_cells, score_statements

__all__ = ["Score", "Tally", "score_corpus", "table"]


def score_corpus(corpus: Path) -> Score:
    """Return the score over all labelled reports; raises OSError where there are none."""
    score = Score()
    for labels in read_corpus(corpus):
        compared = Compared(extract(labels.path), labels, score)
        score_quantities(compared)
        score_contexts(compared)
        score_statements(compared)
        score_cells(compared)
        score_mismatches(compared)
    return score
