"""How far one play's talks have come, and how they end without an agreement in force."""

from __future__ import annotations

from dataclasses import dataclass, field

__all__ = ["Closing"]


@dataclass
class Closing:
    """What has been agreed so far, as a story goes on.

    Parameters
    ----------
    drafted : int
        The package agreed whose text is still being written; -1 for none.
    signed : int
        The package signed; -1 for none.
    ended : bool
        Whether an event or a move has ended the talks.
    unratified : set of str
        Third parties that have not ratified what is signed.

    Examples
    --------
    >>> Closing().lapsed("signature"), Closing(drafted=3).lapsed("signature")
    ('The deadline passes without an agreement', 'The deadline passes before what is agreed can be signed')
    """

    drafted: int = -1
    signed: int = -1
    ended: bool = False
    unratified: set[str] = field(default_factory=set)

    @property
    def over(self) -> bool:
        """Whether there is nothing more to talk about."""
        return self.signed >= 0 or self.ended

    def answered(self, seat: str, kind: str) -> None:
        """Take note of a third party's answer; where a refusal is followed by a yes another government sits there."""
        if kind == "rejected":
            self.unratified.add(seat)
        elif kind == "ratified":
            self.unratified.discard(seat)

    def lapsed(self, deadline_for: str) -> str:
        """Return how the talks end without an agreement in force."""
        if self.ended:
            return "The talks are over, without an agreement"
        if deadline_for == "horizon":
            return "The talks have not ended by the horizon, up to which they are played"
        if self.unratified:
            return "The deadline passes, and the agreement is not ratified"
        if self.signed >= 0:
            return "The deadline passes before the agreement is in force"
        if self.drafted >= 0:
            return "The deadline passes before what is agreed can be signed"
        return "The deadline passes without an agreement"
