"""A kind of contract that import-linter lacks (see `[tool.importlinter]` in pyproject.toml)."""

import re
from collections.abc import Iterable
from typing import Any

from grimp import ImportGraph
from importlinter import ContractCheck, fields
from importlinter.contracts.forbidden import ForbiddenContract
from importlinter.domain.helpers import module_expressions_to_modules
from importlinter.domain.imports import ModuleExpression

DATABASE = "django_db"  # stands in the graph for Django's database layer, `django.db` with all below it
_DATABASE_LINE = re.compile(r"(?:from|import)\s+django\.db\b|from\s+django\s+import\s.*\bdb\b")
_WORDS_ALONE = "from django.db.models import TextChoices"  # names and words of fixed choices: no row is behind them


class NoDatabaseContract(ForbiddenContract):
    """Modules that reach neither Django's database layer nor a module of models, whatever they import on the way.

    The built-in contract knows another package as a whole only: it can forbid `django`, not `django.db`. Here every
    line that imports from `django.db` counts. `but` names modules of the source packages that may ask the database.
    A chain is told from the last source module in it to the first forbidden one, not again from each module before.
    """

    type_name = "no_database"

    but = fields.SetField(subfield=fields.ModuleExpressionField(), required=False)

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        """Return whether the contract is kept, with the chains of imports that break it."""
        add_database(graph)
        options: Any = self  # the fields of the class are values in the instance
        sources = _expanded(graph, options.source_modules) - _expanded(graph, options.but or set())
        forbidden = _expanded(graph, options.forbidden_modules) | {DATABASE}
        options.source_modules = {ModuleExpression(name) for name in sources}
        options.forbidden_modules = {ModuleExpression(name) for name in forbidden}
        options.as_packages = False
        checked = super().check(graph, verbose)
        ends = sources | forbidden
        for found in checked.metadata["invalid_chains"]:
            found["chains"] = [
                chain for chain in found["chains"] if ends.isdisjoint(link["importer"] for link in chain[1:])
            ]
        checked.metadata["invalid_chains"] = [found for found in checked.metadata["invalid_chains"] if found["chains"]]
        return checked


def add_database(graph: ImportGraph) -> None:
    """Add `DATABASE` to the graph, imported by every module with a line that imports from `django.db`."""
    graph.add_module(DATABASE)
    for importer in graph.find_modules_that_directly_import("django"):
        for line in graph.get_import_details(importer=importer, imported="django"):
            text = line["line_contents"].strip()
            if _DATABASE_LINE.match(text) and text != _WORDS_ALONE:
                graph.add_import(
                    importer=importer, imported=DATABASE, line_number=line["line_number"], line_contents=text
                )


def _expanded(graph: ImportGraph, packages: Iterable[ModuleExpression]) -> set[str]:
    """The names of the packages and of everything inside them. Raises ValueError for one that does not exist."""
    return {
        module.name
        for module in module_expressions_to_modules(graph, packages, as_packages=True, raise_if_unmatched=True)
    }
