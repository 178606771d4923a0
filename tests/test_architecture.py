"""The house rules that a machine can check; see the project's page on its architecture."""

import ast
import re
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ADDON = ROOT / "crm_sme"
MODELS = sorted((ADDON / "models").rglob("*.py")) + sorted((ADDON / "wizard").glob("*.py"))
PYTHON = sorted(path for path in ADDON.rglob("*.py"))
MOST_LINES_OF_A_FILE = 420
MOST_LINES_OF_A_FUNCTION = 60

# Callable from outside by name: actions and readers only; the rest begins with an underscore.
FRAMEWORK_METHODS = {
    *("create", "write", "unlink", "copy_data", "get_values", "set_values", "message_post"),
    *("message_process", "message_parse", "message_route", "message_new", "message_update", "message_subscribe"),
}


def tree(path):
    return ast.parse(path.read_text())


def relative(path):
    return str(path.relative_to(ROOT))


def imports(path):
    """(level, module) of all imports of a file."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from ((0, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.level, node.module or ""


def functions(path):
    return [node for node in ast.walk(tree(path)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


def calls(path):
    return [node for node in ast.walk(tree(path)) if isinstance(node, ast.Call)]


@pytest.mark.parametrize("path", sorted((ADDON / "rules").glob("*.py")), ids=relative)
def test_rules_import_the_standard_library_only(path):
    for level, module in imports(path):
        assert level == 1 or (level == 0 and module.split(".")[0] in sys.stdlib_module_names), module


@pytest.mark.parametrize("path", sorted((ADDON / "queries").glob("*.py")), ids=relative)
def test_queries_build_and_execute_nothing(path):
    for level, module in imports(path):
        allowed = level == 1 or module.split(".")[0] in sys.stdlib_module_names or module == "odoo.tools"
        assert allowed, module
    assert not re.search(r"\benv\b|execute", "\n".join(ast.unparse(node) for node in calls(path)))


@pytest.mark.parametrize("path", PYTHON, ids=relative)
def test_sql_is_written_in_queries_and_reports_only(path):
    if path.parent.name in ("queries", "report"):
        return
    for node in calls(path):
        name = ast.unparse(node.func)
        assert name != "SQL", f"line {node.lineno}"
        assert not re.search(r"\bcr\.execute|_cr\b", name), f"line {node.lineno}"


@pytest.mark.parametrize("path", PYTHON, ids=relative)
def test_nothing_commits_but_the_progress_of_a_cron(path):
    for function in functions(path):
        for node in (child for child in ast.walk(function) if isinstance(child, ast.Call)):
            name = ast.unparse(node.func)
            assert not name.endswith("cr.commit"), f"{function.name}, line {node.lineno}"
            if name.endswith("_commit_progress"):
                assert function.name.startswith("_cron_"), f"{function.name}, line {node.lineno}"


@pytest.mark.parametrize(
    "path", sorted([*(ADDON / "rules").glob("*.py"), *(ADDON / "queries").glob("*.py")]), ids=relative
)
def test_time_is_an_argument_below_the_models(path):
    for node in calls(path):
        assert ast.unparse(node.func).split(".")[-1] not in ("now", "today", "utcnow", "context_today"), node.lineno


@pytest.mark.parametrize("path", MODELS, ids=relative)
def test_one_model_a_file_named_after_it(path):
    if path.name == "__init__.py":
        return
    classes = [node for node in tree(path).body if isinstance(node, ast.ClassDef)]
    assert len(classes) == 1
    values = {
        target.id: statement.value
        for statement in classes[0].body
        if isinstance(statement, ast.Assign)
        for target in statement.targets
        if isinstance(target, ast.Name)
    }
    named = values.get("_name") or values["_inherit"]
    name = ast.literal_eval(named)
    expected = name.replace(".", "_")
    assert path.stem in (expected, "base_partner_merge"), name
    if "_name" in values and name.startswith("sme."):
        assert "_description" in values


@pytest.mark.parametrize("path", PYTHON, ids=relative)
def test_files_and_functions_stay_short(path):
    assert len(path.read_text().splitlines()) <= MOST_LINES_OF_A_FILE
    for function in functions(path):
        assert function.end_lineno - function.lineno <= MOST_LINES_OF_A_FUNCTION, function.name


@pytest.mark.parametrize("path", PYTHON, ids=relative)
def test_every_sudo_says_what_it_passes(path):
    lines = path.read_text().splitlines()
    for node in calls(path):
        if isinstance(node.func, ast.Attribute) and node.func.attr == "sudo":
            above = "\n".join(lines[max(0, node.func.end_lineno - 12) : node.func.end_lineno + 1])
            assert "# sudo:" in above, f"line {node.lineno}"


@pytest.mark.parametrize("path", MODELS, ids=relative)
def test_public_methods_are_actions_and_readers(path):
    for node in tree(path).body:
        for method in node.body if isinstance(node, ast.ClassDef) else []:
            if isinstance(method, ast.FunctionDef) and not method.name.startswith("_"):
                public = method.name.startswith(("action_", "get_")) or method.name in FRAMEWORK_METHODS
                assert public, method.name


def test_every_view_and_action_is_named_after_its_model():
    """`<model>_view_<type>`, `<model>_action...`, as Odoo's guideline has it; inherited views keep their name."""
    for path in [*(ADDON / "views").glob("sme_*.xml"), *(ADDON / "wizard").glob("*.xml")]:
        for model, xmlid in re.findall(r'<record\s+id="([^"]+)"\s+model="([^"]+)"', path.read_text()):
            if xmlid == "ir.ui.view":
                assert "_view_" in model, f"{path.name}: {model}"
            elif xmlid == "ir.actions.act_window":
                assert "_action" in model, f"{path.name}: {model}"


def test_english_and_chinese_readme_have_the_same_chapters():
    heads = [
        [len(line) - len(line.lstrip("#")) for line in (ROOT / name).read_text().splitlines() if line.startswith("#")]
        for name in ("README.md", "README.zh_CN.md")
    ]
    assert heads[0] == heads[1]
