"""SVG pictures made small: a page of ten must stay quick to send and to open."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import count, groupby, pairwise

__all__ = ["shorter"]

_FEWEST = 1
"""What occurs more often than this is written once and named."""

_SIMPLE = 8
"""Corners of a line that is drawn as it is."""

_MARKS = 7
"""As many marks more of one kind and style, one after the other, are drawn as the corners of a line."""

_TOLERANCE = 4
"""Tenths of a point by which a line may miss corners that are left out: half a pixel on a screen."""

_FONT = "font-family:'DejaVu Sans'"
"""The font of all pictures."""

_IMPLIED = {_FONT, "stroke-dashoffset:0", "text-anchor:start", "stroke-linejoin:round", "stroke-linecap:butt"}
"""What goes without saying: by itself, or by the rules with which each picture begins."""

_COLOUR = re.compile(r"#([0-9a-f])\1([0-9a-f])\2([0-9a-f])\3(?![0-9a-f])")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_HASH = re.compile(r"\b(?:C\d+_\d+_|[mp])[0-9a-f]{10}\b")
_LINES = re.compile(r"M [-\d. ]+(?: L [-\d. ]+)+(?: ?z)?")
_ROUND = re.compile(r"\s*M [-\d. ]+(?:\s+C [-\d. ]+){8}\s+z\s*")


def shorter(svg: str, name: str) -> str:
    """Return an SVG of matplotlib's that looks the same in a page, in about a seventh of the letters.

    Coordinates have one decimal (a picture is some 700 wide), lines only the corners that can be seen, circles are
    circles, styles that are repeated are written once, and width and height are left to the page.

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
    head = re.sub(r' (width|height|version|xmlns|xmlns:xlink)="[^"]*"', "", svg[:end])
    body = re.sub(r">\s+<", "><", svg[end:])
    body = re.sub(r' transform="rotate\(-?0 [^"]*\)"', "", body)
    body = re.sub(r'<g id="[^"]*"(/?)>', r"<g\1>", body).replace("<g/>", "")
    body = _joined(_styled(_ids(_circles(_ungrouped(body), name), name)))
    body = _grouped(_classes(body, name), name)
    body = re.sub(
        r' d="([^"]*)"( marker)?', lambda found: f' d="{_path(found[1], marks=bool(found[2]))}"{found[2] or ""}', body
    )
    body = re.sub(r' (x|y|width|height)="(-?\d+\.\d+)"', lambda found: f' {found[1]}="{_number(found[2])}"', body)
    body = re.sub(r'(<text[^>]*) transform="translate\((\S+) (\S+)\)"', r'\1 x="\2" y="\3"', body)
    placed = re.compile(r'(?<= [xy]=")[-\d.]+|(?<=rotate\()[-\d. ]+(?=\))|(?<=translate\()[-\d. ]+(?=\))')
    return head + placed.sub(lambda found: " ".join(map(_number, found[0].split())), body)


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
    >>> _styled('<path clip-path="url(#a)" style="fill: none; stroke: #ff0000; text-anchor: start"/>')
    '<path style="fill:none;stroke:#f00;clip-path:url(#a)"/>'
    """

    def style(found: re.Match[str]) -> str:
        rules = (re.sub(r"(?<=:) +", "", each.strip()) for each in found[0].split(";"))
        return ";".join(_COLOUR.sub(r"#\1\2\3", each) for each in rules if each and each not in _IMPLIED)

    body = re.sub(r' clip-path="([^"]*)" style="([^"]*)"', r' style="\2;clip-path:\1"', body)
    body = re.sub(r'(?<= style=")[^"]*(?=")', style, body)
    return body.replace("</style>", f"text{{{_FONT}}}</style>", 1)


def _joined(body: str) -> str:
    """Return the SVG with lines of one style, one after the other, as one; what shines through stays apart.

    Examples
    --------
    >>> _joined('<path d="M1 1L2 2" style="fill:none"/><path d="M3 3L4 4" style="fill:none"/>')
    '<path d="M1 1L2 2 M3 3L4 4" style="fill:none"/>'
    """
    line = re.compile(r'<path d="([^"]*)" style="([^"]*)"/>')

    def join(found: re.Match[str]) -> str:
        drawn = []
        for style, paths in groupby(line.findall(found[0]), key=lambda each: each[1]):
            together = "fill:none" in style and "opacity" not in style
            lines = [each for each, _ in paths]
            drawn += [f'<path d="{each}" style="{style}"/>' for each in ([" ".join(lines)] if together else lines)]
        return "".join(drawn)

    return re.sub(f"(?:{line.pattern}){{2,}}", join, body)


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
    corners = list(zip(numbers[::2], numbers[1::2], strict=True))
    corners = corners if marks or len(corners) <= _SIMPLE else _seen(corners)
    steps: list[tuple[int, int]] = []
    for (x, y), (nx, ny) in pairwise(corners):
        step = nx - x, ny - y
        if steps and not marks and _same_way(steps[-1], step):
            steps[-1] = steps[-1][0] + step[0], steps[-1][1] + step[1]
        elif marks or step != (0, 0):
            steps.append(step)
    start = f"M{_tenths(numbers[0])} {_tenths(numbers[1])}"
    return _packed(start + "".join(map(_line, steps)) + ("z" if short.endswith("z") else ""))


def _seen(corners: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the corners of a line that can be seen: the others lie within the tolerance of what is drawn.

    Examples
    --------
    >>> _seen([(0, 0), (10, 1), (20, 0), (30, 40)])
    [(0, 0), (20, 0), (30, 40)]

    Notes
    -----
    Douglas, D. H., and T. K. Peucker (1973), Algorithms for the reduction of the number of points required to
    represent a digitized line or its caricature, Cartographica 10, 112-122.
    """
    kept, left = {0, len(corners) - 1}, [(0, len(corners) - 1)]
    while left:
        first, last = left.pop()
        (x, y), (ex, ey) = corners[first], corners[last]
        (dx, dy), most, at = (ex - x, ey - y), float(_TOLERANCE**2), 0
        length = dx**2 + dy**2
        for place in range(first + 1, last):
            px, py = corners[place][0] - x, corners[place][1] - y
            along = min(1.0, max(0.0, (px * dx + py * dy) / length)) if length else 0.0
            off = (px - along * dx) ** 2 + (py - along * dy) ** 2
            if off > most:
                most, at = off, place
        if at:
            kept.add(at)
            left += [(first, at), (at, last)]
    return [corners[place] for place in sorted(kept)]


def _curves(path: str) -> str:
    """Return a path of lines and curves by what each point adds to the one before; of other kinds as it is.

    Examples
    --------
    >>> _curves("M 1 1 Q 2 1 2 3 L 2 4 z M 5 5 C 6 6 7 7 8 8")
    'M1 1q1 0 1 2v1zM5 5c1 1 2 2 3 3'
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
            added = [value - from_ for point in points for value, from_ in zip(point, at, strict=True)]
            drawn = letter.lower() + " ".join(map(_tenths, added))
            found.append("".join(_line(step) for step in _steps(at, points)) if letter == "L" else drawn)
        at = points[-1] if points else begun
    return "".join(found)


def _steps(at: tuple[int, int], points: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    yield from ((nx - x, ny - y) for (x, y), (nx, ny) in pairwise([at, *points]))


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


def _circles(body: str, name: str) -> str:
    """Return the SVG with circles as such: matplotlib draws each by eight curves.

    Many of one size and style, one after the other, are the corners of a line.
    """
    body = re.sub(r'<path id="(\w+)" d="([^"]*)"((?: [\w:-]+="[^"]*")*)/>', _round_mark, body)
    numbers, circle = count(), rf'<path d="{_ROUND.pattern}"(?P<style>(?: [\w:-]+="[^"]*")*)/>'

    def draw(found: re.Match[str]) -> str:
        style = found["style"]
        spots = [_spot(each) for each in re.findall(r' d="([^"]*)"', found[0])]
        radii = {radius for _, _, radius in spots}
        if len(spots) <= _MARKS or len(radii) > 1:
            drawn = "".join(f'<circle cx="{x}" cy="{y}" r="{radius}"/>' for x, y, radius in spots)
            return f"<g{style}>{drawn}</g>"
        key, clip = f"{name}r{next(numbers)}", re.search(r' clip-path="[^"]*"', style)
        mark = f'<circle r="{radii.pop()}"{style.replace(clip[0], "") if clip else style}/>'
        return _corners(key, mark, [(x, y) for x, y, _ in spots], clip[0] if clip else "")

    return re.sub(rf'{circle}(?:<path d="{_ROUND.pattern}"(?P=style)/>)*', draw, body)


def _round_mark(found: re.Match[str]) -> str:
    """Return the mark of a scatter, as a circle if it is one."""
    if _ROUND.fullmatch(" ".join(found[2].split())) is None:
        return found[0]
    x, y, radius = _spot(found[2])
    return f'<circle id="{found[1]}" r="{radius}"{found[3]}/>' if x == y == "0" else found[0]


def _spot(path: str) -> tuple[str, str, str]:
    """Return the centre and the radius of a circle drawn by curves."""
    numbers = [float(each) for each in _NUMBER.findall(path)]
    (left, right), (low, high) = [(min(each), max(each)) for each in (numbers[::2], numbers[1::2])]
    return _number(str((left + right) / 2)), _number(str((low + high) / 2)), _number(str((right - left) / 2))


def _corners(key: str, mark: str, spots: Iterable[tuple[str, str]], clip: str = "") -> str:
    """Return a line that is not seen, with a mark at each of its corners."""
    ends = "".join(f' marker-{end}="url(#{key})"' for end in ("start", "mid", "end"))
    corners = " L ".join(map(" ".join, spots))
    size = 'overflow="visible" markerUnits="userSpaceOnUse"'
    return f'<marker id="{key}" {size}>{mark}</marker><path fill="none"{clip} d="M {corners}"{ends}/>'


def _grouped(body: str, name: str) -> str:
    """Return the SVG with many marks of one kind and style, one after the other, as the corners of a line."""
    numbers = count()

    def line(found: re.Match[str]) -> str:
        mark = f'<use href="#{found[1]}" class="{found[2]}"/>'
        return _corners(f"{name}l{next(numbers)}", mark, re.findall(r' x="([^"]*)" y="([^"]*)"', found[0]))

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
