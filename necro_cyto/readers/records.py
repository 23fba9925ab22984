"""The first records of a delimited text: what divides its cells, and the cells of each line."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

HEAD = 150
PREAMBLE = 40
DELIMITERS = ("\t", ";", ",", "|", " ")
_LINES = 1000
# A cell as long may be too long for the module csv.
LONG = 100_000
_BLANK = " \t\n\r\v\f"
_SEP_LINE = re.compile(r"sep=(.)\s*$", re.IGNORECASE)


def first_lines(text: str) -> str:
    """Return as many lines as are ever looked at; a text of megabytes would be copied several times."""
    end = "\n" if "\n" in text else "\r"
    lines = text.split(end, _LINES)
    return text if len(lines) <= _LINES else text[: len(text) - len(lines[-1])]


def delimiter_of(text: str) -> str:
    """Return what divides most lines into as many cells, or what the first line says."""
    told = _SEP_LINE.match(text.partition("\n")[0])
    if told and told[1] in DELIMITERS:
        return told[1]
    lines = list(islice(filter(str.strip, _lines(text)), HEAD + PREAMBLE + 2))
    return max(DELIMITERS, key=lambda d: (*_consistency(text, lines, d), -DELIMITERS.index(d)))


def records(text: str, delimiter: str, quoted: bool = True) -> Iterator[tuple[list[str], int]]:
    """Yield the cells of each line that is not blank, and the place in the text where it ends."""
    plain = delimiter != " " and not (quoted and '"' in text)
    found = 0
    for cells, place in (_split(text, delimiter) if plain else _read(text, delimiter, quoted)):
        if any(map(str.strip, cells)) and not (found == 0 and _SEP_LINE.match(delimiter.join(cells))):
            yield (cells[:-1] if delimiter == " " and not cells[-1].strip() else cells), place
            found += 1
        if found > HEAD + PREAMBLE:
            return


def _lines(text: str) -> Iterator[str]:
    """Yield lines with their ends, whatever these are."""
    if "\r" in text:
        yield from io.StringIO(text, newline="")
        return
    place = 0
    while place < len(text):
        end = text.find("\n", place) + 1 or len(text)
        yield text[place:end]
        place = end


def _split(text: str, delimiter: str) -> Iterator[tuple[list[str], int]]:
    """Yield the cells of each line without quotation marks, and the place where it ends, as `_read` does, but faster."""
    place = 0
    for line in _lines(text):
        place += len(line)
        if len(line) > LONG:
            yield from ((cells, place) for cells in reader([line], delimiter, quoted=False))
            continue
        cells = line.rstrip("\r\n").split(delimiter)
        yield ([cell.lstrip(" ") for cell in cells] if " " in line else cells), place


def _read(text: str, delimiter: str, quoted: bool) -> Iterator[tuple[list[str], int]]:
    place = 0

    def lines() -> Iterator[str]:
        nonlocal place
        for line in _lines(text):
            place += len(line)
            yield line

    for cells in reader(lines(), delimiter, quoted):
        yield cells, place


def reader(lines: Iterable[str], delimiter: str, quoted: bool) -> Iterator[list[str]]:
    """Yield the cells of each line."""
    if quoted:
        yield from csv.reader(lines, delimiter=delimiter, skipinitialspace=True)
    else:
        yield from csv.reader(lines, delimiter=delimiter, quoting=csv.QUOTE_NONE, skipinitialspace=True)


def _consistency(text: str, lines: Sequence[str], delimiter: str) -> tuple[float, int]:
    """Return the share of lines that have the commonest number of cells, if that is more than one, and the number."""
    if delimiter not in text:
        return 0.0, 0
    try:
        widths = Counter(_widths(text, lines, delimiter))
    except csv.Error:
        return 0.0, 0
    width, count = max(widths.items(), key=lambda item: (item[1], item[0]), default=(0, 0))
    return (round(count / widths.total(), 1), width) if width > 1 else (0.0, 0)


def _widths(text: str, lines: Sequence[str], delimiter: str) -> list[int]:
    """Return the number of cells of each line that is not blank."""
    if '"' in text or delimiter == " ":
        return [len(cells) for cells, _ in records(text, delimiter)]
    blank = _BLANK + delimiter
    filled = [line for line in lines if line.strip(blank)]
    if filled and _SEP_LINE.match(filled[0]):
        del filled[0]
    return [line.count(delimiter) + 1 for line in filled]


def read_records(text: str, delimiter: str) -> tuple[list[tuple[list[str], int]], bool]:
    """Return all `records`, and whether quotation marks are read as such; not if a lone one would swallow lines."""
    try:
        found = list(records(text, delimiter))
        if '"' not in text or not any(_is_long(cell) for cells, _ in found for cell in cells):
            return found, True
    except csv.Error:
        pass
    return list(records(text, delimiter, quoted=False)), False


def _is_long(cell: str) -> bool:
    return ("\n" in cell or "\r" in cell) and len(cell.splitlines()) > 4
