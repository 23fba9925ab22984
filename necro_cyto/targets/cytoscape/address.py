"""The address of a Cytoscape: what a user may write, and what is sent to."""

from __future__ import annotations

import re
from urllib.parse import SplitResult, urlsplit

from necro_cyto.errors import InputError

DEFAULT_URL = "http://127.0.0.1:1234/v1"
PORT = 1234
HOW = "give host:port or http://host:port, as 127.0.0.1:1234"


def address(url: str) -> str:
    """Return the full address of the REST interface for what a user wrote.

    Raises
    ------
    InputError
        If it is no address.

    >>> address(""), address("1235"), address("lab-pc:1234")
    ('http://127.0.0.1:1234/v1', 'http://127.0.0.1:1235/v1', 'http://lab-pc:1234/v1')
    >>> address("[::1]:1234"), address("http://lab-pc"), address("https://hub/proxy/1234/v1/")
    ('http://[::1]:1234/v1', 'http://lab-pc:1234/v1', 'https://hub/proxy/1234/v1')
    """
    text = url.strip()
    if not text:
        return DEFAULT_URL
    if re.fullmatch(r":?\d+", text):
        text = f"127.0.0.1:{text.removeprefix(':')}"
    if re.fullmatch(r"[0-9A-Fa-f]*:[0-9A-Fa-f:.]*:[0-9A-Fa-f.]*", text):
        text = f"[{text}]"  # a bare IPv6 address
    parts = _split(text if "://" in text else f"http://{text}", url)
    path = parts.path.rstrip("/").removesuffix("/v1")
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
    port = parts.port or (PORT if parts.scheme == "http" and not path else None)
    return f"{parts.scheme}://{host}{f':{port}' if port else ''}{path}/v1"


def _split(text: str, given: str) -> SplitResult:
    shown = "".join(c for c in given if c.isprintable())[:100]
    try:
        if not text.isprintable():
            raise ValueError("control characters, which would be dropped")
        parts = urlsplit(text)
        host, port = parts.hostname or "", parts.port
        host.encode("idna")
    except (ValueError, UnicodeError):
        raise InputError(f'--url "{shown}" is no address: {HOW}') from None
    if parts.scheme not in ("http", "https"):
        raise InputError(f'--url "{shown}": Cytoscape speaks http, not {parts.scheme}: {HOW}')
    if "@" in parts.netloc:
        raise InputError(f"--url: Cytoscape asks for no user and password: {HOW}")
    if not re.fullmatch(r"[\w.:%-]+", host) or port == 0 or parts.query or parts.fragment:
        raise InputError(f'--url "{shown}" is no address: {HOW}')
    return parts
