"""SVG pictures made small: a page of ten must stay quick to send and to open."""

from __future__ import annotations

import re
from collections import Counter
from itertools import count

__all__ = ["shorter"]

_FEWEST = 1
"""What occurs more often than this is written once and named."""

_MARKS = 7
"""As many marks more of one kind and style, one after the other, are drawn as the corners of a line."""

_FONT = "font-family:'DejaVu Sans';"
"""The font of all pictures."""

_PATH = re.compile(r'<path d="([^"]*)"((?: [\w:-]+="[^"]*")*)/>')
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_HASH = re.compile(r"\b(?:C\d+_\d+_|[mp])[0-9a-f]{10}\b")
_LINES = re.compile(r"M [-\d. ]+(?: L [-\d. ]+)+(?: ?z)?")
_ROUND = re.compile(r"M [-\d. ]+(?: C [-\d. ]+){8} z")


def shorter(svg: str, name: str) -> str:
    """Return an SVG of matplotlib's that looks the same in a page, in about a fifth of the letters.

    Coordinates have one decimal (a picture is some 700 wide), circles are circles, styles that are repeated are
    written once, and width and height are left to the page.

    Parameters
    ----------
    svg : str
        From ``<svg`` on.
    name : str
        Of the picture: what is named in it begins so.

    Examples
    --------
    >>> shorter('<svg width="9pt" viewBox="0 0 9 9"><path d="M 1.2345 6 L 7 8.04 z"/></svg>', "p")
    '<svg viewBox="0 0 9 9"><path d="M1.2 6l5.8 2z"/></svg>'
    """
    name, end = re.sub(r"\W", "-", name), svg.index(">")
    head = re.sub(r' (width|height|version)="[^"]*"', "", svg[:end])
    body = re.sub(r">\s+<", "><", svg[end:])
    body = re.sub(r' transform="rotate\(-?0 [^"]*\)"', "", body)
    body = re.sub(r'<g id="[^"]*"(/?)>', r"<g\1>", body).replace("<g/>", "")
    body = _classes(_styled(_ids(_circles(_ungrouped(body)), name)), name)
    body = _grouped(body, name)
    body = re.sub(
        r' d="([^"]*)"( marker)?', lambda found: f' d="{_path(found[1], marks=bool(found[2]))}"{found[2] or ""}', body
    )
    body = re.sub(r' (x|y)="(-?\d+\.\d+)"', lambda found: f' {found[1]}="{_number(found[2])}"', body)
    moved = re.compile(r"(?<=translate\()(-?[\d.]+) (-?[\d.]+)(?=\))")
    return head + moved.sub(lambda found: f"{_number(found[1])} {_number(found[2])}", body)


def _ungrouped(body: str) -> str:
    """Return the SVG without groups that say nothing.

    Examples
    --------
    >>> _ungrouped('<g><g class="a"><path/></g></g>')
    '<g class="a"><path/></g>'
    """
    kept: list[bool] = []

    def tag(found: re.Match[str]) -> str:
        if found[0] != "</g>":
            kept.append(found[0] != "<g>")
            return found[0] if kept[-1] else ""
        return found[0] if kept.pop() else ""

    return re.sub(r"<g(?: [^>]*)?(?<!/)>|</g>", tag, body)


def _styled(body: str) -> str:
    """Return the SVG with styles in few letters, what clips a thing among them, and one font for all.

    Examples
    --------
    >>> _styled('<path clip-path="url(#a)" style="fill: none; stroke: red"/>')
    '<path style="fill:none;stroke:red;clip-path:url(#a)"/>'
    """
    body = re.sub(r' clip-path="([^"]*)" style="([^"]*)"', r' style="\2;clip-path:\1"', body)
    body = re.sub(
        r'(?<= style=")[^"]*(?=")', lambda found: re.sub(r"(?<=[;:]) +", "", found[0]).replace(_FONT, ""), body
    )
    return body.replace("</style>", f"text{{{_FONT.rstrip(';')}}}</style>", 1)


def _number(text: str) -> str:
    """Return a number with one decimal at most.

    Examples
    --------
    >>> _number("-0.04"), _number("12.96"), _number("3")
    ('0', '13', '3')
    """
    short = f"{float(text):.1f}".removesuffix(".0")
    return "0" if short == "-0" else short


def _path(path: str, *, marks: bool = False) -> str:
    """Return a path with fewer letters; lines go by what each adds, and leave out corners on the way but for marks.

    Examples
    --------
    >>> _path("M 1.2345 6 L 7 8.04 z"), _path("M 1 1 L 2 1 L 4 1 L 4 1 L 4 3")
    ('M1.2 6l5.8 2z', 'M1 1h3v2')
    """
    short = _NUMBER.sub(lambda found: _number(found[0]), " ".join(path.split()))
    if _LINES.fullmatch(short) is None:
        return _packed(_curves(short))
    numbers = [round(10 * float(each)) for each in _NUMBER.findall(short)]  # in tenths
    x, y = numbers[:2]
    steps: list[tuple[int, int]] = []
    for nx, ny in zip(numbers[2::2], numbers[3::2], strict=True):
        step = nx - x, ny - y
        x, y = nx, ny
        if steps and not marks and _same_way(steps[-1], step):
            steps[-1] = steps[-1][0] + step[0], steps[-1][1] + step[1]
        elif marks or step != (0, 0):
            steps.append(step)
    start = f"M{_tenths(numbers[0])} {_tenths(numbers[1])}"
    return _packed(start + "".join(map(_line, steps)) + ("z" if short.endswith("z") else ""))


def _curves(path: str) -> str:
    """Return a path of lines and curves by what each point adds to the one before; of other kinds as it is.

    Examples
    --------
    >>> _curves("M 1 1 Q 2 1 2 3 L 2 4 z M 5 5 C 6 6 7 7 8 8")
    'M1 1q1 0 1 2l0 1zM5 5c1 1 2 2 3 3'
    """
    commands = re.findall(r"([A-Za-z])([^A-Za-z]*)", path)
    if {letter for letter, _ in commands} - set("MLQCz"):
        return re.sub(r" ?([A-Za-z]) ?", r"\1", path)
    found, at, begun = [], (0, 0), (0, 0)
    for letter, text in commands:
        numbers = [round(10 * float(each)) for each in _NUMBER.findall(text)]  # in tenths
        points = list(zip(numbers[::2], numbers[1::2], strict=True))
        if letter == "M":
            found.append(f"M{_tenths(numbers[0])} {_tenths(numbers[1])}")
            begun = points[0]
        else:
            added = [_tenths(value - from_) for point in points for value, from_ in zip(point, at, strict=True)]
            found.append(letter.lower() + " ".join(added))
        at = points[-1] if points else begun
    return "".join(found)


def _packed(path: str) -> str:
    """Return a path without what its numbers are told apart by anyway.

    Examples
    --------
    >>> _packed("M0.5 -0.2l-3 0.4")
    'M.5-.2l-3 .4'
    """
    return re.sub(r"(?<![\d.])0\.", ".", path).replace(" -", "-")


def _same_way(step: tuple[int, int], other: tuple[int, int]) -> bool:
    """Tell whether both steps go along an axis, the same one, the same way."""
    return any(step[a] == other[a] == 0 and step[1 - a] * other[1 - a] > 0 for a in (0, 1))


def _line(step: tuple[int, int]) -> str:
    x, y = map(_tenths, step)
    return f"v{y}" if x == "0" else f"h{x}" if y == "0" else f"l{x} {y}"


def _tenths(number: int) -> str:
    return _number(str(number / 10))


def _circles(body: str) -> str:
    """Return the SVG with circles as such: where sizes may differ matplotlib draws each by eight curves."""
    circles = [found for found in _PATH.finditer(body) if _ROUND.fullmatch(" ".join(found[1].split()))]
    pieces, at = [], 0
    for place, found in enumerate(circles):
        numbers = [float(each) for each in _NUMBER.findall(found[1])]
        sides = [(min(each), max(each)) for each in (numbers[::2], numbers[1::2])]
        (x, y), radius = ((low + high) / 2 for low, high in sides), (sides[0][1] - sides[0][0]) / 2
        before, after = circles[place - 1 : place], circles[place + 1 : place + 2]
        begins = not before or before[0].end() != found.start() or before[0][2] != found[2]
        ends = not after or after[0].start() != found.end() or after[0][2] != found[2]
        circle = f'<circle cx="{_number(str(x))}" cy="{_number(str(y))}" r="{_number(str(radius))}"/>'
        pieces += [body[at : found.start()], f"<g{found[2]}>" if begins else "", circle, "</g>" if ends else ""]
        at = found.end()
    return "".join([*pieces, body[at:]])


def _grouped(body: str, name: str) -> str:
    """Return the SVG with many marks of one kind and style, one after the other, as the corners of a line."""
    numbers = count()

    def line(found: re.Match[str]) -> str:
        mark, style = found[1], found[2]
        corners = " L ".join(f"{x} {y}" for x, y in re.findall(r' x="([^"]*)" y="([^"]*)"', found[0]))
        key = f"{name}l{next(numbers)}"
        ends = "".join(f' marker-{end}="url(#{key})"' for end in ("start", "mid", "end"))
        size = 'overflow="visible" markerUnits="userSpaceOnUse"'
        drawn = f'<marker id="{key}" {size}><use href="#{mark}" class="{style}"/></marker>'
        return f'{drawn}<path fill="none" d="M {corners}"{ends}/>'

    use = r'<use href="#{}" x="[^"]*" y="[^"]*" class="{}"/>'
    first = use.format(r"([^\"]*)", r"([^\"]*)")
    return re.sub(first + "(?:" + use.format(r"\1", r"\2") + f"){{{_MARKS},}}", line, body)


def _ids(body: str, name: str) -> str:
    """Return the SVG with short ids in place of matplotlib's hashes."""
    known = {found: f"{name}m{n}" for n, found in enumerate(dict.fromkeys(_HASH.findall(body)))}
    return _HASH.sub(lambda found: known[found[0]], body).replace("xlink:href", "href")


def _classes(body: str, name: str) -> str:
    """Return the SVG with classes for styles that are repeated."""
    often = Counter(re.findall(r' style="([^"]*)"', body))
    names = {style: f"{name}c{n}" for n, (style, count) in enumerate(often.most_common()) if count > _FEWEST}
    body = re.sub(
        r' style="([^"]*)"', lambda found: f' class="{names[found[1]]}"' if found[1] in names else found[0], body
    )
    rules = "".join(f".{each}{{{style}}}" for style, each in names.items())
    return body.replace("</style>", f"{rules}</style>", 1) if "</style>" in body else body
