"""Whose certificates this process believes. Read once: it takes longer than many a request, and more memory."""

from __future__ import annotations

import functools
import ssl


@functools.cache
def trusted() -> ssl.SSLContext:
    """What `httpx` believes by itself: its own list, or what `SSL_CERT_FILE` or `SSL_CERT_DIR` names."""
    import httpx

    return httpx.create_ssl_context()
