"""Sentences of the skeleton: what ends at 。！？ or at the end of a paragraph."""

from __future__ import annotations

import regex
from spacy.language import Language
from spacy.tokens import Doc

from extractor.narrative import draft
from extractor.narrative.draft import Sentence
from extractor.text import portions

# …购置费10万元，与上年持平。）比上年增加: a bracket ends no sentence within.
_SENTENCE = regex.compile(r"(?:[^。！？\n]++|。(?=）))+[。！？]?")
# Every reading looks back through its sentence; the longest of a report has three hundred signs.
_LONGEST = 2_000


@Language.component("gouji_sentences", assigns=["doc._.sentences"], requires=["doc._.skeleton"])
def find_sentences(doc: Doc) -> Doc:
    """Leave the sentences in text order."""
    text = draft.skeleton(doc).text
    found = tuple(
        Sentence(*portion)
        for match in _SENTENCE.finditer(text)
        for portion in portions(text, *match.span(), _LONGEST)
    )
    draft.put(doc, "sentences", found)
    return doc
