"""Places in a scenario as a reader names them: ``chance.vote`` for ``events.vote.chance``."""

from __future__ import annotations

__all__ = ["full_path", "full_setting"]


def full_path(path: str) -> str:
    """Return a path, ``chance.vote`` written out.

    Examples
    --------
    >>> full_path("chance.vote"), full_path("deadline")
    ('events.vote.chance', 'deadline')
    """
    section, _, event = path.partition(".")
    return f"events.{event}.chance" if section == "chance" and event and "." not in event else path


def full_setting(setting: str) -> str:
    """Return ``path=value`` with its path written out; where there is nothing to write out, as it is.

    Examples
    --------
    >>> full_setting("chance.vote=0.5"), full_setting("chance.vote"), full_setting("deadline=2024-03-01")
    ('events.vote.chance=0.5', 'chance.vote', 'deadline=2024-03-01')
    """
    path, sign, value = setting.partition("=")
    written, full = path.strip(), full_path(path.strip())
    return setting if full == written or not sign else f"{full}={value}"
