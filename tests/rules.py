"""Say which rules of a file have tests: `python tests/rules.py path/to/rules.md`.

A rule is a table row that begins with its ID, such as `| AMA-3 | ...`; a test names it with
`@pytest.mark.rule("AMA-3")` on a function, a class or a parameter, or for a whole module with `pytestmark`.
"""

import ast
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

RULE_ROW = re.compile(r"^\|\s*\**([A-Z]{2,5}-\d+)\**\s*\|", re.MULTILINE)
TESTS = Path(__file__).resolve().parent


def rules_in(text: str) -> list[str]:
    """The IDs in the order of the file."""
    return list(dict.fromkeys(RULE_ROW.findall(text)))


def marked_rules(source: str) -> Iterator[tuple[str, str]]:
    """Each (rule ID, name of the test, class or "module" that carries it)."""
    yield from _marks(ast.parse(source), "module")


def _marks(node: ast.AST, name: str) -> Iterator[tuple[str, str]]:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        name = node.name
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "rule":
        for argument in node.args:
            if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                yield argument.value, name
    for child in ast.iter_child_nodes(node):
        yield from _marks(child, name)


def tests_by_rule(folder: Path) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for path in sorted(folder.rglob("test_*.py")):
        for rule, name in marked_rules(path.read_text()):
            found[rule].append(f"{path.relative_to(folder.parent)}::{name}")
    return found


def report(rules: list[str], tests: dict[str, list[str]]) -> Iterator[str]:
    for family, members in groupby(rules, key=lambda rule: rule.partition("-")[0]):
        ids = list(members)
        yield f"{family}  {sum(rule in tests for rule in ids)} of {len(ids)} have tests"
        for rule in ids:
            names = tests.get(rule, [])
            yield f"  {rule:8} " + (f"{len(names):3}  {names[0]}" if names else "  -  no test")
            yield from (f"               {name}" for name in names[1:])
    for rule in sorted(set(tests) - set(rules)):
        yield f"Tests name {rule}, which is not in this file: {tests[rule][0]}"
    yield f"{sum(rule in tests for rule in rules)} of {len(rules)} rules have tests."


def main(arguments: list[str]) -> int:
    path = Path(arguments[0]) if arguments and arguments[0] else None
    if path is None or not path.is_file():
        print("Name a file of rules: make rules FILE=path/to/rules.md", file=sys.stderr)
        return 2
    rules = rules_in(path.read_text())
    if not rules:
        print(f"{path} has no table rows that begin with a rule's ID.", file=sys.stderr)
        return 2
    print(*report(rules, tests_by_rule(TESTS)), sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
