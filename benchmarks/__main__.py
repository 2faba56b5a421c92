"""`bin/bench NAME [--json] [options]`; without a name, the list."""

import argparse
import ast
import importlib
import json
import os
import pkgutil
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import django
from django.core.management import call_command

import benchmarks
from launcher.control import remove
from launcher.manage import with_services


def names() -> list[str]:
    found = (m.name for m in pkgutil.iter_modules(benchmarks.__path__) if not m.ispkg)
    return sorted(name for name in found if not name.startswith("_"))


def _list() -> int:
    for name in names():
        # A module may import models, for which Django is not set up here.
        source = (Path(__file__).parent / f"{name}.py").read_text()
        told = (ast.get_docstring(ast.parse(source)) or "").partition("\n")[0]
        sys.stdout.write(f"{name}  {told}\n")
    return 0


def _measure(name: str, given: list[str]) -> dict[str, Any]:
    module = importlib.import_module(f"benchmarks.{name}")
    parser = argparse.ArgumentParser(prog=f"bin/bench {name}", description=module.__doc__)
    parser.add_argument("--json", action="store_true", help="one JSON object")
    if hasattr(module, "add_arguments"):
        module.add_arguments(parser)
    args = parser.parse_args(given)
    call_command("migrate", verbosity=0)
    result: dict[str, Any] = {"name": name} | module.run(args)
    if "ratio" not in result and result.get("sql_s"):
        result["ratio"] = round(result["ours_s"] / result["sql_s"], 3)
    return result


def _show(result: Mapping[str, Any], *, as_json: bool) -> None:
    if as_json:
        sys.stdout.write(json.dumps(result, ensure_ascii=False, default=str) + "\n")
        return
    width = max(len(key) for key in result)
    for key, value in result.items():
        sys.stdout.write(f"{key:<{width}}  {value}\n")


def main(given: list[str]) -> int:
    if not given or given[0].startswith("-"):
        return _list()
    name = given[0]
    if name not in names():
        sys.stderr.write(f"No measurement {name}; there are: {', '.join(names())}\n")
        return 2
    folder = Path(tempfile.mkdtemp(prefix="jianjian-bench-"))
    # Started as root, the servers run as another account and pass through this folder.
    folder.chmod(0o711 if os.getuid() == 0 else 0o700)
    # Fresh servers, whatever this machine is set up to use.
    for variable in ("DATABASE_URL", "BROKER_URL"):
        os.environ.pop(variable, None)

    def work(_environment: Mapping[str, str]) -> int:
        # Measurements make databases and tables of their own, as the owner.
        os.environ["DATABASE_URL"] = os.environ.pop("DATABASE_OWNER_URL")
        django.setup()
        _show(_measure(name, given[1:]), as_json="--json" in given)
        return 0

    try:
        return with_services(work, data=folder)
    finally:
        remove(folder)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
