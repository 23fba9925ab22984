"""How long reading takes and how much memory, beside a bare ``pandas.read_csv`` of the same file.

    python benchmarks/read.py                  # generated files of 0.1, 2 and 20 MB, and one of each kind
    python benchmarks/read.py a.csv b.tsv.gz   # your files; of several contrasts the first is read
    python benchmarks/read.py --parts a.csv    # where the time goes

Prints the seconds of both, their ratio (aim: 1.5 at most), that with the table of values put together too (which is
done when it is first asked for), that of `inspect`, and the peak of what is allocated over the size of the file (aim: 3
at most for plain tables). The best of several runs, in turns, so that all meet the same machine; the table of genes is
loaded once a process and is told apart, as `import pandas` is.
"""

from __future__ import annotations

import cProfile
import csv
import gzip
import pstats
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from necro_cyto import inspect, read_values
from necro_cyto.errors import ChoiceNeededError, InputError, RefusedError
from necro_cyto.identifiers import load_identifiers
from necro_cyto.readers.shape import shape_of
from necro_cyto.readers.source import open_source

REPEATS = 7


def deseq2(rows: int, seed: int = 1) -> pd.DataFrame:
    """Return a table as DESeq2 writes it: every human gene at most once, then genes that nobody knows."""
    chance = np.random.default_rng(seed)
    known = np.array(load_identifiers().columns["symbol"], dtype=object)
    chance.shuffle(known)
    names = [*known[:rows], *(f"LNC{i:06d}.1" for i in range(rows - len(known)))]
    effect, p = chance.normal(0, 1.5, rows), chance.random(rows) ** 3
    error = chance.gamma(2, 0.2, rows)
    columns = {"baseMean": chance.gamma(1, 500, rows), "log2FoldChange": effect, "lfcSE": error, "stat": effect / error}
    table = pd.DataFrame({**columns, "pvalue": p, "padj": np.minimum(1, p * 1.5)}, index=names)
    table.loc[table.index[::7], "padj"] = np.nan
    return table


def generated(folder: Path) -> list[Path]:
    """Write one file of each kind."""
    for name, rows in (("0.1 MB", 900), ("2 MB", 17_000), ("7 MB, 60000 rows", 60_000), ("20 MB", 170_000)):
        deseq2(rows).to_csv(folder / f"DESeq2 {name}.csv", na_rep="NA")
    table = deseq2(17_000).rename_axis("gene")
    text = table.to_csv(sep="\t", na_rep="NA", lineterminator="\r\n", float_format="%.6g")
    (folder / "CRLF, tabs, Latin-1.txt").write_bytes(text.replace("stat", "Größe").encode("latin-1"))
    (folder / "UTF-16.txt").write_bytes(text.encode("utf-16"))
    (folder / "packed.csv.gz").write_bytes(gzip.compress(text.replace("\t", ",").encode(), mtime=0))
    several = pd.concat([deseq2(15_000, i).reset_index(drop=True).add_suffix(f".c{i}") for i in range(4)], axis=1)
    names = table.index[:15_000]
    several.set_index(names).rename(
        columns=lambda c: c.replace("log2FoldChange", "logFC").replace("padj", "FDR")
    ).to_csv(folder / "edgeR, 4 contrasts.csv")
    markers = pd.concat([deseq2(3_000, i).rename_axis("gene").assign(cluster=f"c{i}") for i in range(8)])
    markers = markers.rename(columns={"log2FoldChange": "avg_log2FC", "pvalue": "p_val", "padj": "p_val_adj"})
    markers.reset_index().to_csv(folder / "Seurat, 8 clusters.csv")
    mouse = [name for cell in load_identifiers().columns["mouse symbol"] for name in cell.split("|")[:1] if name]
    table = deseq2(15_000)
    table.index = pd.Index(mouse[:15_000], name="Gene.symbol")
    table.to_csv(folder / "mouse.tsv", sep="\t")
    quoted = deseq2(15_000).assign(name="a gene, and what it does").reset_index(names="gene")
    quoted.to_csv(folder / "quoted.csv", index=False, quoting=csv.QUOTE_NONNUMERIC)
    return sorted(folder.iterdir(), key=lambda path: path.stat().st_size)


def bare(path: Path) -> Callable[[], object]:
    """Return a reading by pandas alone, told the delimiter, the encoding and the line where the table starts."""
    source = open_source(path)
    if source.kind != "text":
        raise InputError(f"{path}: a workbook or .h5ad, nothing for read_csv")
    shape = shape_of(source.head, complete=False)
    encoding = {"ascii": None, "utf-8 with BOM": None}.get(source.encoding or "", source.encoding)
    options: dict[str, Any] = {"sep": shape.delimiter, "encoding": encoding, "skiprows": max(shape.lines - 1, 0)}
    work = partial(pd.read_csv, path, **options)
    try:
        work()
    except (pd.errors.ParserError, UnicodeDecodeError):  # lines of other lengths, as in long texts below the table
        work = partial(work, on_bad_lines="skip")
    return work


def ours(path: Path) -> tuple[Callable[[], object], Callable[[], object]]:
    """Return a reading and an inspection by necro-cyto; what is refused is timed up to there."""
    options: dict[str, Any] = {}
    for _ in range(4):
        try:
            read_values(path, **options)
        except ChoiceNeededError as error:  # one answer may lead to the next question
            options[error.option.strip("-").replace("-", "_") or "contrast"] = error.choices[0]
        except RefusedError:
            return lambda: inspect(path, **options), lambda: inspect(path, **options)
        else:
            break
    return lambda: read_values(path, **options), lambda: inspect(path, **options)


def with_table(read: Callable[[], object]) -> Callable[[], object]:
    """Return a reading that is followed by the making of the table, where there is one."""
    return lambda: getattr(read(), "table", None)


def seconds(works: list[Callable[[], object]]) -> list[float]:
    """Return the best time of each, in turns."""
    best = [float("inf")] * len(works)
    for _ in range(REPEATS):
        for i, work in enumerate(works):
            started = time.perf_counter()
            work()
            best[i] = min(best[i], time.perf_counter() - started)
    return best


def peak(work: Callable[[], object]) -> int:
    tracemalloc.start()
    work()
    used = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return used


def main(paths: list[Path]) -> None:
    started = time.perf_counter()
    load_identifiers().lookup(["MLKL", "Mlkl", "no such gene"], "symbol", "human")
    print(f"table of genes, once a process: {time.perf_counter() - started:.3f} s")
    print("file\tMB\tpandas s\tread s\tratio\twith table\tinspect ratio\tmemory / file\tpandas' memory / file")
    for path in paths:
        try:
            read, look = ours(path)
            plain = bare(path)
        except InputError as error:
            print(f"{path.name}\tleft out: {error}")
            continue
        alone, *others = seconds([plain, read, with_table(read), look])
        size = path.stat().st_size
        figures = [f"{size / 1e6:.2f}", f"{alone:.4f}", f"{others[0]:.4f}", *(f"{other / alone:.2f}" for other in others)]
        memory = [f"{peak(read) / size:.1f}", f"{peak(plain) / size:.1f}"]
        print("\t".join([path.name, *figures, *memory]), flush=True)


def parts(path: Path) -> None:
    read = ours(path)[0]
    profile = cProfile.Profile()
    profile.runcall(read)
    pstats.Stats(profile).sort_stats("cumulative").print_stats("necro_cyto", 30)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--parts"]:
        parts(Path(sys.argv[2]))
    elif sys.argv[1:]:
        main([Path(name) for name in sys.argv[1:]])
    else:
        with tempfile.TemporaryDirectory() as scratch:
            main(generated(Path(scratch)))
