"""The error tree. Every error names the culprit and the remedy.

    NecroCytoError
    ├── InputError               a file, a value or a name cannot be used
    │   ├── TableError           a curated table is not readable (file:line)
    │   ├── StyleError           a style file breaks the grammar (file, key)
    │   ├── UnknownNameError     no such network, style, node, contrast …
    │   ├── ChoiceNeededError    several ways to read it: the user must choose
    │   ├── RefusedError         a file that holds no results we could show
    │   └── UsageError           options of a command that do not go together
    ├── OutputError              a file cannot be written
    └── CytoscapeError           the running program
        ├── CytoscapeNotReached  nothing (or something else) answers
        └── CytoscapeRefused     it answered with an error, or not in time
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


class NecroCytoError(Exception):
    """Root of every error that necro-cyto raises on purpose."""


class InputError(NecroCytoError):
    """A file, a value or a name given by the user cannot be used."""


class TableError(InputError):
    """A curated table cannot be read; the message starts with ``file:line``."""


class StyleError(InputError):
    """A style file breaks the grammar; the message names the file and the key."""


class UnknownNameError(InputError):
    """A name is not known.

    Parameters
    ----------
    what : str
        What was looked for, in words: ``"network"``, ``"style"``.
    name : str
        The name as given.
    known : iterable of str
        The names at hand; the nearest is offered.
    """

    def __init__(self, what: str, name: str, known: Iterable[str] = ()) -> None:
        self.what, self.name, self.known = what, name, sorted(set(known))
        super().__init__(f'unknown {what} "{name}"{suggestion(name, self.known)}')


class ChoiceNeededError(InputError):
    """A file can be read in several ways.

    Parameters
    ----------
    message : str
        What is ambiguous and how to choose.
    choices : iterable of str
        The possibilities, in file order.
    option : str
        The option of the command line that takes the choice, as ``"--contrast"``.
    """

    def __init__(self, message: str, choices: Iterable[str], option: str = "") -> None:
        self.choices, self.option = list(choices), option
        super().__init__(message)


class RefusedError(InputError):
    """A file holds no results that could be shown; the message says what it is."""


class UsageError(InputError):
    """Options of a command do nothing as they stand, or do not go together."""


class OutputError(NecroCytoError):
    """A file cannot be written."""


class CytoscapeError(NecroCytoError):
    """The running Cytoscape could not do it."""


class CytoscapeNotReached(CytoscapeError):
    """No Cytoscape answers at the address, or something else does."""


class CytoscapeRefused(CytoscapeError):
    """Cytoscape answered with an error, or not in time.

    Attributes
    ----------
    status : int
        Its HTTP status; 0 without an answer.
    """

    status = 0


def suggestion(name: str, known: Iterable[str], limit: int = 12) -> str:
    """Return ``": did you mean X?"`` or the names at hand, for the end of a message.

    >>> suggestion("RIPK33", ["RIPK1", "RIPK3", "MLKL"])
    ': did you mean RIPK3?'
    >>> suggestion("x", ["a", "b"])
    ': there are a, b'
    >>> suggestion(";", [",", "."])
    ': there are ",", "."'
    """
    names = sorted(name if any(map(str.isalnum, name)) else f'"{name}"' for name in set(known))
    lowered = {n.lower(): n for n in names}
    near = get_close_matches(name.lower(), lowered, n=1, cutoff=0.6)
    if near:
        return f": did you mean {lowered[near[0]]}?"
    if names:
        more = ", …" if len(names) > limit else ""
        return f": there are {', '.join(names[:limit])}{more}"
    return ""
