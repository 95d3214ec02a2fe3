"""Titles inside sentences: the article they take, and whether they are plurals."""

from __future__ import annotations

import re
from collections.abc import Sequence

__all__ = ["inside", "is_plural", "the"]

# fmt: off
_COMMON = frozenset((
    "Administration", "Alliance", "Assembly", "Board", "Commission", "Committee", "Community", "Confederation",
    "Council", "Federation", "Government", "Kingdom", "League", "Ministry", "Organisation", "Organization",
    "Parliament", "Party", "Republic", "States", "Union",
))
# fmt: on
"""Nouns that keep their article inside a name, though written large: the European Union, the Security Council."""


_HOUSES = frozenset(("Bank", "Chamber", "Congress", "Court", "Duma", "House", "Bundestag", "Senate", "Secretary"))
"""Nouns that take an article before what they are of: the House of Commons."""

_NUMERALS = frozenset(("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "twelve", "twenty"))
_ISLANDS = frozenset(("Bahamas", "Maldives", "Netherlands", "Philippines", "Seychelles"))
"""Countries that keep an article and are one."""

_OF_MANY = frozenset(("Children", "Men", "People", "Women"))
"""Of those who are many: names that begin so keep their article."""

_WITH_ANOTHER = frozenset(("Antigua", "Bosnia", "Kitts", "Tobago", "Tome", "Trinidad"))
"""Countries of two names."""

_PARTIES = re.compile(r"(ists|crats|cans|tives|rals|reens|ians|iners|kers|yers|lists)$")

# fmt: off
_PEOPLES = frozenset((
    "Arabs", "Armenians", "Azeris", "Catalans", "Cossacks", "Croats", "Cypriots", "Druzes", "Greeks", "Houthis",
    "Israelis", "Jews", "Kurds", "Muslims", "Poles", "Saudis", "Scots", "Serbs", "Sikhs", "Swedes", "Tamils", "Turks",
))
# fmt: on
"""Peoples whose names do not end as parties' do."""


def is_plural(title: str) -> bool:
    """Tell whether a title takes a verb in the plural: `plural` of a seat or government says so where this errs.

    Parameters
    ----------
    title : str
        Of a seat or government. ASSUMPTION: the noun that counts is its last word, or the last before "of", "in",
        "under" or "for"; written small, or where the title takes "the", it is plural if it ends in s, some countries'
        names and what is "United" apart; written large, after "the" and a numeral, or as parties and peoples
        are called.

    Examples
    --------
    >>> [is_plural(title) for title in ("The six powers", "The Six", "Greens", "Leaders of the strike")]
    [True, True, True, True]
    >>> [is_plural(title) for title in ("The Baronies", "The Hague", "The Netherlands", "The Congress")]
    [True, False, False, False]
    >>> [is_plural(title) for title in ("Upstream States", "The Allied Powers", "United Nations")]
    [True, True, False]
    >>> [is_plural(title) for title in ("UN and Turkey", "Bosnia and Herzegovina", "Ministry of Trade and Industry")]
    [True, False, False]
    >>> [is_plural(title) for title in ("Turkish Cypriots", "Bosnian Serbs", "Greek Cypriot voters", "Cyprus")]
    [True, True, True, False]
    >>> [is_plural(title) for title in ("The United States", "House of Commons", "the congress", "Honduras")]
    [False, False, False, False]
    """
    words = re.split(r" (?:of|in|under|for|from|at) ", title)[0].split()
    if not words:
        return False
    last = words[-1]
    if (last.lower() in _NUMERALS and words[0].lower() == "the") or _names_several(words) or last in _PEOPLES:
        return True
    article = the(title).startswith("the ") and words[0] != "United" and words[:2] != ["The", "United"]
    several = article and len(words) > 1 and last not in _ISLANDS
    if last[:1].islower() or several or (len(words) == 1 and words[0] != title):
        return last.endswith("s") and not last.endswith(("ss", "us", "is"))
    return bool(_PARTIES.search(last))


def _names_several(words: Sequence[str]) -> bool:
    """Tell whether a title names one and another: a name, "and", and one word more, with an article or without.

    Examples
    --------
    >>> [_names_several(name.split()) for name in ("UN and Turkey", "Iran and the Six", "Food and Drug Agency")]
    [True, True, False]
    """
    if "and" not in words[1:-1]:
        return False
    place = len(words) - 1 - words[::-1].index("and")
    others = [word for word in words[place + 1 :] if word.lower() != "the"]
    return len(others) == 1 and words[place - 1] not in _WITH_ANOTHER


def the(title: str) -> str:
    """Return a title with the article it takes inside a sentence.

    Examples
    --------
    >>> the("Trump administration"), the("Russia under Putin"), the("United States"), the("The state")
    ('the Trump administration', 'Russia under Putin', 'the United States', 'the state')
    >>> the("European Union"), the("Union"), the("House of Commons"), the("the House of Commons")
    ('the European Union', 'Union', 'the House of Commons', 'the House of Commons')
    >>> the("Johnson's cabinet"), the("People's Party"), the("Dock workers' union")
    ("Johnson's cabinet", "the People's Party", "the Dock workers' union")
    >>> the("Ann, the incumbent")
    'Ann, the incumbent'
    """
    if ", the " in title:
        return title  # a name, and who that is
    if title.startswith(("The ", "the ")):
        return f"the {title[4:]}"
    head = title.split(" of ")[0].split()[-1:]
    if " of " in title and (head[0] in _COMMON or head[0] in _HOUSES):
        return f"the {title}"
    *before, last = title.split()
    if any(re.search("['\u2019]s$", word) and word[:-2] not in _OF_MANY for word in before):
        return title  # whose it is stands in the place of an article
    common = before and title[:1].isupper() and (last[:1].islower() or last in _COMMON)
    return f"the {title}" if common or title.startswith("United ") else title


def inside(title: str) -> str:
    """Return a title as it stands inside a sentence that gives it no article: its own is written small.

    Examples
    --------
    >>> inside("The supplier"), inside("Trump administration")
    ('the supplier', 'Trump administration')
    """
    return f"the {title[4:]}" if title.startswith("The ") else title
