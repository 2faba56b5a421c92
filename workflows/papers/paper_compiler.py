"""A programme: papers as PDF, from their content on stdin to stdout.

A process of its own, since the compiler takes some 150 MB that it doesn't give back. It loads none
of the product.
"""

import json
import sys
from base64 import b64encode
from pathlib import Path
from typing import Any, Literal, cast

import noto_cjk_sans_otc
import typst

TEMPLATE = Path(__file__).parents[1] / "data" / "paper.typ"


def main() -> None:
    """stdin: {"papers": [{"content": …, "at": seconds}], "fonts": [folders], "only_ours": bool}.

    stdout: a list of PDFs in Base64, in the same order.
    """
    given = json.load(sys.stdin)
    compiler = typst.Compiler(
        TEMPLATE,
        font_paths=[*given["fonts"], str(Path(noto_cjk_sans_otc.__file__).parent)],
        ignore_system_fonts=given["only_ours"],
    )
    json.dump([b64encode(_pdf(compiler, paper)).decode() for paper in given["papers"]], sys.stdout)


def _pdf(compiler: typst.Compiler, paper: dict[str, Any]) -> bytes:
    """PDF/A; of a paper with characters that stand in no face, which PDF/A forbids, a plain PDF."""
    try:
        return _compiled(compiler, paper, "a-2b")
    except typst.TypstError:
        return _compiled(compiler, paper, "1.7")


def _compiled(
    compiler: typst.Compiler, paper: dict[str, Any], standard: Literal["a-2b", "1.7"]
) -> bytes:
    pdf = compiler.compile(
        sys_inputs={"content": json.dumps(paper["content"])},
        format="pdf",
        pdf_standards=standard,
        timestamp=paper["at"],
    )
    return cast("bytes", pdf)  # nothing else, where no path is given to write to


if __name__ == "__main__":
    main()
