"""What a finance clerk can read and correct: data, and one loader for each family of it."""

from rules._accounts import Accounts, load_accounts, loose
from rules._files import RuleError
from rules._forms import FormLabel, FormRule, FormRules, load_forms
from rules._narrative import Example, NarrativeRules, Pattern, Skip, load_narrative
from rules._own import load_folder
from rules._sections import SectionRules, load_sections
from rules._sets import SHIPPED, RuleSet, per_rule_set, using
from rules._tables import (
    Equal,
    Equation,
    Named,
    Relation,
    TableRule,
    Term,
    load_across,
    load_tables,
)
from rules._wording import Wording, load_wording

__all__ = [
    "SHIPPED",
    "Accounts",
    "Equal",
    "Equation",
    "Example",
    "FormLabel",
    "FormRule",
    "FormRules",
    "Named",
    "NarrativeRules",
    "Pattern",
    "Relation",
    "RuleError",
    "RuleSet",
    "SectionRules",
    "Skip",
    "TableRule",
    "Term",
    "Wording",
    "load_accounts",
    "load_across",
    "load_folder",
    "load_forms",
    "load_narrative",
    "load_sections",
    "load_tables",
    "load_wording",
    "loose",
    "per_rule_set",
    "using",
]
