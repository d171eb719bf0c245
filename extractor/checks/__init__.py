"""All checks, in the order in which they run: one module for each thing that they look at."""

from __future__ import annotations

from collections import Counter

from extractor.checks import (
    added_up,
    attribution,
    averages,
    calculation,
    completeness,
    direction,
    editorial,
    enumeration,
    form_arithmetic,
    form_indicators,
    form_measures,
    form_narrative,
    form_quantities,
    form_tables,
    listed,
    named_accounts,
    narrative_arithmetic,
    narrative_narrative,
    narrative_table,
    nil_statement,
    plan_lists,
    table_arithmetic,
    table_table,
    titles,
    told_projects,
)
from extractor.checks.rule import CheckRule, key_of, norms_in, to_check
from extractor.evidence import Evidence
from extractor.model import Check
from rules.terms import Lang

CHECKS: tuple[CheckRule, ...] = (
    narrative_table.facts_against_cells,
    narrative_arithmetic.rates_and_changes,
    narrative_arithmetic.shares_and_completion,
    narrative_arithmetic.parts_and_wholes,
    narrative_arithmetic.parts_within_wholes,
    listed.listed_parts,
    added_up.lists_added_up,
    averages.averages_of_amounts,
    table_arithmetic.sums_in_tables,
    form_arithmetic.execution_of_forms,
    form_arithmetic.scores_of_forms,
    form_arithmetic.budgets_of_forms,
    form_quantities.purchases_against_calculations,
    form_quantities.targets_against_their_basis,
    form_tables.forms_against_tables,
    form_tables.projects_against_their_table,
    form_tables.codes_of_projects,
    form_narrative.budgets_within_the_whole,
    form_narrative.narrative_against_forms,
    form_narrative.progress_against_target,
    form_narrative.prior_year_of_forms,
    form_indicators.results_against_targets,
    form_indicators.execution_as_indicator,
    form_indicators.indicators_told_alike,
    form_measures.values_of_indicators,
    table_table.equals_across_tables,
    direction.rates_without_base,
    direction.levels_and_changes,
    direction.changes_told_alike,
    direction.outcome_against_budget,
    narrative_narrative.figures_told_twice,
    narrative_narrative.sentences_told_twice,
    told_projects.projects_told_twice,
    told_projects.vehicles_told_twice,
    calculation.written_calculations,
    calculation.totals_of_calculations,
    enumeration.accounts_of_basic_expenditure,
    plan_lists.parts_of_the_plan,
    named_accounts.accounts_without_a_row,
    named_accounts.purposes_without_a_row,
    named_accounts.accounts_explained,
    nil_statement.none_against_numbers,
    attribution.years_of_statements,
    attribution.project_names,
    attribution.units_of_tables,
    attribution.levels_of_government,
    attribution.names_nearly_alike,
    attribution.names_in_sentences,
    attribution.names_in_captions,
    attribution.years_of_amounts,
    attribution.years_of_comparisons,
    attribution.years_of_headings,
    titles.headings_against_contents,
    titles.headings_of_forms,
    editorial.names_and_codes,
    editorial.former_names,
    editorial.accounts_in_other_words,
    editorial.decimals,
    editorial.numbers_without_a_unit,
    editorial.doubled_words,
    editorial.unended_sentences,
    editorial.wordings,
    completeness.parts_of_the_outline,
    completeness.tables_of_the_outline,
    completeness.notes_under_empty_tables,
    completeness.reasons_of_items,
    completeness.reasons_of_changes,
    completeness.three_public_disclosed,
)


def run_checks(evidence: Evidence, lang: Lang = "zh") -> tuple[Check, ...]:
    """Return every comparison that was made, passed ones too, by class and place."""
    norm = norms_in(lang)
    found: list[Check] = []
    seen: Counter[str] = Counter()
    for rule in CHECKS:
        for made in rule.run(evidence):
            key = key_of(made, rule.check_class)
            seen[key] += 1
            # The same sentence in two sections means the same: the second is told by its number.
            unique = key if seen[key] == 1 else f"{key}-{seen[key]}"
            found.append(to_check(made, len(found) + 1, rule.check_class, unique, norm(made)))
    return tuple(found)
