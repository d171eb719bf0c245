"""Sections → Facts: one spaCy pipeline over blank Chinese, its components in one list."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple, cast

import spacy
from spacy.language import Language
from spacy.tokens import Doc
from spacy.vocab import Vocab

from extractor.document import Document
from extractor.frame import Frame
from extractor.model import Fact, Numerals, Section, Table
from extractor.narrative import context, facts, patterns, quantities, reasons, sentences
from extractor.narrative.draft import Stretch, put
from extractor.narrative.numerals import account, not_understood
from extractor.narrative.passages import find_stretches
from extractor.notices import Notice

# In the order in which they run; importing their modules made their names known to spaCy.
COMPONENTS = {
    "gouji_quantities": quantities.find_quantities,
    "gouji_sentences": sentences.find_sentences,
    "gouji_patterns": patterns.read_patterns,
    "gouji_context": context.read_context,
    "gouji_reasons": reasons.find_reasons,
}


class CharacterTokenizer:
    """One token per character, blanks too: what spaCy does, without searching its own words.

    spaCy segments by character and then aligns the characters with the text again, which takes
    longer than all our components of a sentence together.
    """

    def __init__(self, vocab: Vocab) -> None:
        self._vocab = vocab
        self._keys = _Keys(vocab)

    def __call__(self, text: str) -> Doc:
        keys = list(map(self._keys.__getitem__, text))
        # spaCy takes keys as well as words; its type says words alone.
        return Doc(self._vocab, words=cast(list[str], keys), spaces=[False] * len(text))


class _Keys(dict[str, int]):
    """The key of each character in spaCy's vocabulary, which would hash it anew every time."""

    def __init__(self, vocab: Vocab) -> None:
        self._vocab = vocab

    def __missing__(self, character: str) -> int:
        self[character] = key = self._vocab[character].orth
        return key


@cache
def build_nlp() -> Language:
    """Return the pipeline; ``nlp.analyze_pipes()`` says whether the order is right."""
    nlp = spacy.blank("zh")
    nlp.tokenizer = CharacterTokenizer(nlp.vocab)
    for name in COMPONENTS:
        nlp.add_pipe(name)
    return nlp


def read_stretch(stretch: Stretch) -> Doc:
    """Return the Doc of one stretch of text, all components run."""
    nlp = build_nlp()
    doc = nlp.make_doc(stretch.folded.text)
    put(doc, "stretch", stretch)
    return nlp(doc)


class Narrative(NamedTuple):
    """Everything that the narrative asserts, in text order, and what became of each numeral."""

    facts: tuple[Fact, ...]
    numerals: Numerals
    warnings: tuple[Notice, ...]


def read_narrative(
    document: Document, sections: Sequence[Section], tables: Sequence[Table], frame: Frame
) -> Narrative:
    """Read the paragraphs of every section, and the cells that hold sentences."""
    docs = [read_stretch(one) for one in find_stretches(document, sections, tables, frame)]
    found = [one for doc in docs for one in facts.collect(doc)]
    numerals = account(document, docs)
    warnings = tuple(not_understood(document, numerals))
    return Narrative(facts.to_facts(document, found), numerals, warnings)
