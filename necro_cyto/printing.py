"""What the command line prints: reports as lines or JSON, messages to standard error."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.prompt import IntPrompt
from rich.table import Table
from rich.text import Text

from necro_cyto.files import escaped, write_text

TEXT, JSON = "text", "json"


def say(line: str) -> None:
    """Print a message for people, on standard error."""
    print(escaped(line), file=sys.stderr)


def show(lines: Sequence[str]) -> None:
    """Print lines on standard output."""
    for line in lines:
        print(escaped(line))


def can_ask() -> bool:
    """Say whether someone sits at a terminal who can be asked."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def ask(question: str, choices: Sequence[str]) -> str:
    """Return one of `choices`, picked by number on the terminal."""
    say(question)
    for number, choice in enumerate(choices, 1):
        say(f"  {number}  {choice}")
    picked = IntPrompt.ask(
        "which one", choices=[str(i) for i in range(1, len(choices) + 1)], show_choices=False, console=Console(stderr=True)
    )
    return choices[picked - 1]


@contextmanager
def waiting(what: str) -> Iterator[None]:
    """Show on a terminal that something takes its time; in a pipe nothing is shown."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield
        return
    with console.status(Text(what)):
        yield


def document(value: Any) -> None:
    """Print one JSON document on standard output."""
    print(as_json(value), end="")


def as_json(value: Any) -> str:
    """Return a value as one JSON document."""
    return json.dumps(value, ensure_ascii=False, indent=2, default=str) + "\n"


def put(text: str, out: Path | None) -> None:
    """Write a text to a file, or to standard output without one."""
    if out is None:
        sys.stdout.write(text)
    else:
        write_text(out, text)
        say(f"wrote {out}")


def table(columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Print a table: ruled on a terminal, tab-separated in a pipe."""
    console = Console(highlight=False)
    if not console.is_terminal:
        for cells in (columns, *rows):
            print("\t".join(escaped(str(cell)) for cell in cells))
        return
    ruled = Table(*columns, box=None, pad_edge=False)
    for row in rows:
        ruled.add_row(*(Text(escaped(str(cell))) for cell in row))
    console.print(ruled)


def report_lines(report: Mapping[str, Any]) -> list[str]:
    """Return the match report of an overlay in words."""
    if not report:
        return []
    matched, collapsed = report.get("matched", {}), report.get("collapsed", {})
    chosen = report.get("chosen") or ", ".join(report.get("chosen_contrasts", []))
    lines = [
        f"read {report.get('file')} as {report.get('tool')}: {report.get('rows')} rows, "
        f"{_kind_of_ids(report)} in {report.get('id_column')!r}"
        + (f", {chosen}" if chosen else ""),
        f"{matched.get('network_genes', 0)} of {matched.get('of', 0)} genes of the network are in the file",
    ]
    lines += [f"{cell}: values of {', '.join(names)}" for cell, names in report.get("cells", {}).items()]
    if collapsed.get("genes"):
        lines.append(f"{collapsed['genes']} genes stood in several rows: took the one with the {collapsed.get('rule')}")
    lines += [
        f"{c['node']} shows {c['shown']}: largest effect, among the significant if any, of {', '.join(c['members'])}"
        for c in report.get("complexes", [])
    ]
    lines += _named("not in the file", report.get("not_in_file", []))
    lines += _named("ambiguous, left out", [entry["id"] for entry in report.get("ambiguous", [])])
    lines += _named("strongest genes of the file that the network lacks", [
        f"{entry['gene']} {_short(entry['effect'])}" for entry in report.get("strongest_absent", [])
    ])  # fmt: skip
    return lines + [f"note: {warning}" for warning in report.get("warnings", [])]


def _short(effect: float | str) -> str:
    return effect if isinstance(effect, str) else f"{effect:.3g}"


def inspection_lines(found: Mapping[str, Any]) -> list[str]:
    """Return in words how a file would be read."""
    sheet = f", sheet {found['sheet']!r}" if found.get("sheet") else ""
    lines = [
        f"{found.get('file')}: {found.get('tool')}, {found.get('rows')} rows{sheet}",
        f"ids: {_kind_of_ids(found)} in column {found.get('id_column')!r}",
    ]
    for contrast in found.get("contrasts", []):
        mark = "*" if contrast.get("name") == found.get("chosen") else " "
        lines.append(
            f"{mark} {contrast.get('name') or '(one comparison)'}: effect {contrast.get('effect')!r} "
            f"({contrast.get('effect_kind')}), significance {contrast.get('significance')!r} "
            f"({contrast.get('significance_kind')})"
        )
    return lines + [f"note: {warning}" for warning in found.get("warnings", [])]


def _kind_of_ids(found: Mapping[str, Any]) -> str:
    words = [str(found.get(k)) for k in ("species", "id_type") if found.get(k) not in (None, "", "unknown")]
    return " ".join(words) or "ids of no known kind (see --species, --id-column)"


def _named(what: str, names: Sequence[str], most: int = 12) -> list[str]:
    if not names:
        return []
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return [f"{what}: {', '.join(names[:most])}{more}"]
