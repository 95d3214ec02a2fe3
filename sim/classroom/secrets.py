"""Secrets of a class: tokens, their hashes, and marks that a form came from a page of ours."""

from __future__ import annotations

import hashlib
import hmac
import secrets

__all__ = ["form_mark", "is_same", "new_key", "new_room", "new_token", "token_hash"]

_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without those that are taken for one another on a projector."""


def new_token() -> str:
    """Return a token that cannot be guessed: 128 bits."""
    return secrets.token_urlsafe(16)


def new_key() -> str:
    """Return a key for marks: 256 bits."""
    return secrets.token_hex(32)


def new_room() -> str:
    """Return a room's word, short enough to be typed from a projector: 8 letters, 39 bits."""
    return "".join(secrets.choice(_LETTERS) for _ in range(8))


def token_hash(token: str) -> str:
    """Return what is kept of a token: who reads the class's file cannot sit down in its place."""
    return hashlib.sha256(token.encode()).hexdigest()


def form_mark(key: str, session: str) -> str:
    """Return the mark that forms of a session carry, against requests forged on other pages."""
    return hmac.new(key.encode(), session.encode(), hashlib.sha256).hexdigest()[:32]


def is_same(one: str, other: str) -> bool:
    """Compare in a time that does not depend on where they differ."""
    return hmac.compare_digest(one.encode(), other.encode())
