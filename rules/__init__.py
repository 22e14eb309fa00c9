"""What Rõ Tin looks for, as data: packs of rules, the corpus of what they must never flag, and what reads them.

A pack's language stands in ``docs/rules.md``. Rules read the two views of a text that :mod:`vietnamese` makes, and
a match always says which phrases it stands on.
"""

from rules.check import Report, RuleReport, check
from rules.explain import Explanation
from rules.load import BUILTIN, Packs, load, load_all
from rules.match import RuleSet
from rules.model import RelationRule, Rule, StanceRule
from rules.proved import proof
from rules.relation import Relations

__all__ = [
    "BUILTIN",
    "Explanation",
    "Packs",
    "RelationRule",
    "Relations",
    "Report",
    "Rule",
    "RuleReport",
    "RuleSet",
    "StanceRule",
    "check",
    "load",
    "load_all",
    "proof",
]
