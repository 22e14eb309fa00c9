"""From a pack of relation rules as it was read to rules, or to everything that is wrong with it."""

from __future__ import annotations

from rules.build import Built, _Builder, _entries
from rules.declare import MAX_SHARED, MAX_STANCES, RelationDeclaration, RelationPackDeclaration
from rules.groups import Scope
from rules.model import RelationRule
from yamlfile import Document, Location


def is_relations(document: Document) -> bool:
    """Say whether the file is a pack of relation rules."""
    return isinstance(document.data, dict) and "relation" in document.data


def build_relations(document: Document, rules: list[RelationRule], built: Built, vocabulary: Scope) -> None:
    """Add the pack's sound rules to ``rules``, its groups and every problem to ``built``.

    Of a file that is itself at fault only the problems are added.
    """
    found = Built()
    builder = _Relations(document, found, vocabulary)
    if builder.pack() and not document.problems:
        rules += builder.rules
        built.shared += found.shared
    built.problems += found.problems


class _Relations(_Builder):
    """Builds rules as a subject's are built, of another declaration."""

    def __init__(self, document: Document, built: Built, vocabulary: Scope) -> None:
        super().__init__(document, built, vocabulary)
        self.rules: list[RelationRule] = []

    def pack(self) -> bool:
        """Read the rules; tell if what is around them is sound."""
        data = self.document.data
        if isinstance(groups := data.get("groups"), dict):
            self.shared.declare(groups, self.document, ("groups",), MAX_SHARED)
            self.built.shared += self.shared.groups()
        sound = self._valid(RelationPackDeclaration, data, ()) is not None
        for index, value in enumerate(_entries(data, MAX_STANCES)):
            self._relation(value, ("rules", index))
        return sound

    def _relation(self, value: object, at: Location) -> None:
        before = len(self.built.problems)
        declared = self._valid(RelationDeclaration, value, at)
        if declared is None:
            self._rest(value, "relation", at)
            return
        self._check_id(declared.id, "relation", at)
        logic = self._logic(declared.phrases, declared.when, declared.unless, at)
        if logic is not None and len(self.built.problems) == before:
            rule = RelationRule(relation=declared.relation, logic=logic, **self._common(declared, at))
            self.rules.append(rule)
