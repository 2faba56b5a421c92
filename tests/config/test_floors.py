"""Every tool looks at every floor: no list of packages lacks one or names one that has gone."""

from typing import Any, Final

import pytest
from django.apps import apps

from tests.floors import FLOORS, PROJECT, ROOT

PACKAGES: Final = {path.parent.name for path in ROOT.glob("*/__init__.py")}
PRODUCT: Final = PACKAGES - {"tests", "benchmarks"}
TOOL: Final[dict[str, Any]] = PROJECT["tool"]
CONTRACTS: Final = {each["name"]: each for each in TOOL["importlinter"]["contracts"]}
LISTS: Final[dict[str, tuple[list[str], set[str]]]] = {
    "mypy": (TOOL["mypy"]["packages"], PACKAGES),
    "import-linter": (TOOL["importlinter"]["root_packages"], PRODUCT),
    "mutmut": (
        [*TOOL["mutmut"]["source_paths"], *TOOL["mutmut"]["also_copy"]],
        PRODUCT,
    ),
    "wiring": (CONTRACTS["Nobody imports the wiring"]["source_modules"], set(FLOORS)),
    "viewflow": (
        [*CONTRACTS["viewflow stays inside workflows"]["source_modules"], "workflows"],
        PRODUCT,
    ),
}


@pytest.mark.parametrize("tool", LISTS)
def test_a_tool_looks_at_each_package_once(tool: str) -> None:
    named, expected = LISTS[tool]
    assert sorted(named) == sorted(expected)


def test_the_floors_are_the_apps_of_the_house() -> None:
    ours = {each.name for each in apps.get_app_configs() if (ROOT / each.name).is_dir()}
    assert ours - {"config"} == set(FLOORS)
