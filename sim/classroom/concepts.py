"""Ten questions on concepts of negotiation, asked before and after a lesson."""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["CONCEPTS", "STAGES", "Concept", "right_answers"]

STAGES = ("before", "after")


class Concept(NamedTuple):
    """A question: its id (frozen: exports carry it), the concept, the question, choices, the right one's place."""

    id: str
    concept: str
    question: str
    choices: tuple[str, str, str, str]
    right: int


CONCEPTS = (
    Concept(
        "no_deal",
        "No-deal values",
        "A government can have 40 points without any agreement. Today 55 points are offered, and it expects 60 if it "
        "waits. It should",
        (
            "accept: 55 is more than 40",
            "refuse, for now: waiting is worth more than the offer",
            "refuse for good: the offer is unfair",
            "accept: any agreement is better than none",
        ),
        1,
    ),
    Concept(
        "zone",
        "Zone of agreement",
        "One side's no-deal value is 30, the other's 60. A package is worth 35 to the first and 55 to the second. "
        "The package",
        (
            "lies in the zone of agreement, because 35 + 55 is more than 30 + 60 minus costs",
            "lies in the zone of agreement, because one side gains",
            "lies outside it: the second side would be worse off than without an agreement",
            "lies outside it: the two sides do not gain as much as each other",
        ),
        2,
    ),
    Concept(
        "deadline",
        "Deadline effect",
        "Two sides know everything about each other, waiting costs them nothing before a deadline, and after it "
        "there is no agreement. According to theory the bare deadline",
        (
            "makes them agree on the last day only",
            "makes an agreement impossible",
            "forces no delay: they can agree at once on what they foresee",
            "always helps the richer side",
        ),
        2,
    ),
    Concept(
        "waiting",
        "Option value of waiting",
        "In 30 days it becomes known which of two governments will sit across the table; with one of them you would "
        "get 90, with the other nothing (your no deal: 50). Each is as likely. What is waiting worth, costs aside?",
        ("45", "50", "70", "90"),
        2,
    ),
    Concept(
        "verification",
        "Verification as cost",
        "Why may a side refuse inspections although it means to keep the agreement?",
        (
            "Inspections are always more expensive than cheating",
            "What inspectors see may be of military or commercial use to the other side",
            "Inspections make an agreement end sooner",
            "It cannot have a good reason: refusing shows that it will cheat",
        ),
        1,
    ),
    Concept(
        "procedure",
        "Procedure as fate",
        "Ratification takes six weeks or longer. An offer that both sides like is made three weeks before the "
        "deadline. What is it worth?",
        (
            "As much as the same offer made in time",
            "Little more than no agreement: it will hardly be in force in time",
            "More: late offers show resolve",
            "It cannot be said without knowing who offered",
        ),
        1,
    ),
    Concept(
        "linkage",
        "Linkage",
        "Two sides deadlock on issue A. Adding issue B can make an agreement possible",
        (
            "if they value A and B differently, so that each can give what it values less",
            "only if both care for B as much as for A",
            "never: more issues are more to disagree on",
            "only if B is of no worth to either",
        ),
        0,
    ),
    Concept(
        "domestic",
        "Domestic politics",
        "A negotiator's parliament accepts only a few of the packages that the negotiator would. At the table this",
        (
            "always makes her weaker",
            "never matters: governments sign treaties",
            "can make her offers fewer but harder to push against, and agreement less likely",
            "makes agreement more likely, since fewer packages need to be talked about",
        ),
        2,
    ),
    Concept(
        "commitment",
        "Commitment",
        "“I shall refuse whatever is below 70” moves the other side most if",
        (
            "it is said loudly and often",
            "going back on it would cost the speaker, and the other side knows that",
            "it is a secret",
            "70 is far above what the speaker needs",
        ),
        1,
    ),
    Concept(
        "luck",
        "Evidence against luck",
        "A model gives 40% to a lapse, and there was an agreement. What follows?",
        (
            "The model was wrong",
            "The model was right, since 60% is more than 40%",
            "Little from one case: forecasts are judged by scores over many of them",
            "Nothing can ever be learnt about such a model",
        ),
        2,
    ),
)
"""Frozen in order and ids; the places of right answers differ, so that no pattern helps."""


def right_answers(answers: dict[str, int]) -> int:
    """Return how many of the answers, by question, are right."""
    return sum(answers.get(each.id) == each.right for each in CONCEPTS)
