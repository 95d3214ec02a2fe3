"""YAML text -> a tree of nodes, guarded: nothing is expanded before its size and depth are known.

The tree is built from the parser's events without recursion. An alias is a second reference to a finished
node, so a bomb costs no more than its text; sizes are summed as they would be after expansion.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, NamedTuple, NoReturn, TypeAlias

from ruamel.yaml.events import (
    AliasEvent,
    CollectionEndEvent,
    CollectionStartEvent,
    DocumentStartEvent,
    MappingStartEvent,
    ScalarEvent,
)

from sim.errors import Problem, ProblemsError, did_you_mean
from sim.reading.located import DEPTH, Mark, Path, spell
from sim.reading.names import composed, hidden_mark
from sim.reading.scalars import Scalar, read_scalar
from sim.reading.shown import show

__all__ = ["NODES", "Entry", "Node", "TreeBuilder"]

NODES = 200_000
"""How many values a file may hold once aliases are expanded. ASSUMPTION: large scenarios hold about 5,000."""


_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
"""All but tab and line break: what moves a terminal's cursor, or worse, where the text is printed."""


class Entry(NamedTuple):
    """One key of a map: where the key stands, and its value."""

    key_mark: Mark
    node: Node


Content: TypeAlias = "Scalar | list[Node] | dict[str, Entry]"


@dataclass(slots=True)
class Node:
    """A value, where it begins, and what it holds when aliases are expanded: `size` nodes, `depth` levels."""

    mark: Mark
    content: Content
    size: int = 1
    depth: int = 0
    word: str | None = None  # the text of a scalar, as a key reads it
    merges: bool = False  # an unquoted <<


@dataclass(slots=True)
class _Open:
    """A list or map whose end has not come yet."""

    mark: Mark
    anchor: str | None
    is_map: bool
    items: list[Node] = field(default_factory=list)
    keys: list[Node] = field(default_factory=list)

    def position(self) -> Path:
        """Return the key or number of the part being read; a key being read has none yet."""
        if not self.is_map:
            return (len(self.items),)
        return (str(self.keys[-1].word),) if len(self.keys) > len(self.items) else ()


class TreeBuilder:
    """Build one document's tree from parser events; collect what is wrong in `problems`."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []
        self.root: Node | None = None
        self._open: list[_Open] = []  # innermost last
        self._anchors: dict[str, Node | None] = {}
        self._documents = 0
        self._count = 0

    def take(self, event: Any) -> None:
        """Take the next event of the parser, in order."""
        if isinstance(event, DocumentStartEvent):
            self._start_document(event)
        elif isinstance(event, ScalarEvent):
            self._check_tag(event)
            self._finish(self._scalar(event), event.anchor)
        elif isinstance(event, AliasEvent):
            self._finish(self._alias(event), None)
        elif isinstance(event, CollectionStartEvent):
            self._start(event)
        elif isinstance(event, CollectionEndEvent):
            self._end()

    def _mark(self, event: Any) -> Mark:
        return Mark(self.file, event.start_mark.line + 1, event.start_mark.column + 1)

    def _path(self) -> Path:
        return tuple(part for frame in self._open for part in frame.position())

    def _report(self, mark: Mark, message: str) -> None:
        self.problems.append(Problem(mark.file, mark.line, mark.column, spell(self._path()), message))

    def _refuse(self, mark: Mark, message: str) -> NoReturn:
        self._report(mark, message)
        raise ProblemsError(self.problems)

    def _start_document(self, event: Any) -> None:
        self._documents += 1
        if self._documents > 1:
            self._refuse(self._mark(event), "a second document begins here (allowed: one a file)")
        if event.version and tuple(event.version) != (1, 2):
            version = ".".join(str(part) for part in event.version)
            self._refuse(self._mark(event), f"YAML version not supported (found {version[:20]}; allowed 1.2)")

    def _check_tag(self, event: Any) -> None:
        if event.tag is not None:
            tag = event.tag.replace("tag:yaml.org,2002:", "!!")
            self._report(self._mark(event), f"tags are not allowed (found {show(tag)})")

    def _scalar(self, event: Any) -> Node:
        word, mark = composed(event.value), self._mark(event)
        if any("\ud800" <= letter <= "\udfff" for letter in word):
            self._report(mark, "holds half of a surrogate pair, which is not a character")
        elif (control := _CONTROL.search(word)) is not None:
            self._report(mark, f"holds the control character U+{ord(control[0]):04X}, which no text needs")
        elif (mark_found := hidden_mark(word)) is not None:
            self._report(mark, f"holds the hidden mark U+{ord(mark_found):04X}, which makes text look like another")
        if event.style is not None:
            return Node(mark, word, word=word)
        value = read_scalar(word)
        if not isinstance(value, str):
            mark = mark._replace(word=word)
        return Node(mark, value, word=word, merges=word == "<<")

    def _alias(self, event: Any) -> Node:
        name, mark = event.anchor, self._mark(event)
        if name not in self._anchors:
            hint = did_you_mean(name, self._anchors)
            self._refuse(mark, f"alias '*{name[:40]}' refers to no anchor above it.{hint}".removesuffix("."))
        node = self._anchors[name]
        if node is None:
            self._refuse(mark, f"alias '*{name[:40]}' stands inside what it refers to")
        return Node(mark, node.content, node.size, node.depth, node.word)

    def _start(self, event: Any) -> None:
        self._check_tag(event)
        mark = self._mark(event)
        if len(self._open) >= DEPTH:
            self._refuse_depth(mark)
        if event.anchor:
            self._anchors[event.anchor] = None
        self._open.append(_Open(mark, event.anchor, isinstance(event, MappingStartEvent)))

    def _end(self) -> None:
        frame = self._open.pop()
        content = self._entries(frame) if frame.is_map else frame.items
        children = [entry.node for entry in content.values()] if isinstance(content, dict) else content
        size = 1 + sum(child.size for child in children)
        depth = 1 + max((child.depth for child in children), default=0)
        self._finish(Node(frame.mark, content, size, depth), frame.anchor)

    def _finish(self, node: Node, anchor: str | None) -> None:
        """Put a complete node into the list or map being read."""
        self._spend(1, node.mark)
        if node.size > NODES:
            self._refuse_size(node.mark)
        if node.depth + len(self._open) > DEPTH:
            self._refuse_depth(node.mark)
        if anchor:
            self._anchors[anchor] = node
        if not self._open:
            self.root = node
            return
        frame = self._open[-1]
        if frame.is_map and len(frame.keys) == len(frame.items):
            frame.keys.append(self._key(node))
        else:
            frame.items.append(node)

    def _spend(self, nodes: int, mark: Mark) -> None:
        self._count += nodes
        if self._count > NODES:
            self._refuse_size(mark)

    def _refuse_size(self, mark: Mark) -> NoReturn:
        self._refuse(mark, f"too large once aliases are expanded (allowed: {NODES:,} values)")

    def _refuse_depth(self, mark: Mark) -> NoReturn:
        del self._open[3:]  # a path of sixty parts would say no more
        self._refuse(mark, f"nested too deeply (allowed: {DEPTH} levels)")

    def _key(self, node: Node) -> Node:
        if not node.word:
            found = "a key is empty" if node.word == "" or node.content is None else "a key must be one word"
            self._report(node.mark, f"{found} (write text before the colon, in quotes if need be)")
            node.word = ""
        return node

    def _entries(self, frame: _Open) -> dict[str, Entry]:
        """Pair keys with values; an explicit key beats a merged one, an earlier merge beats a later."""
        entries: dict[str, Entry] = {}
        merged: dict[str, Entry] = {}
        merge_mark: Mark | None = None
        for key, node in zip(frame.keys, frame.items, strict=True):
            word = key.word or ""
            if key.merges:
                if merge_mark:
                    self._twice(word, key.mark, merge_mark)
                merge_mark = key.mark
                self._merge(node, merged)
            elif word in entries:
                self._twice(word, key.mark, entries[word].key_mark)
            else:
                entries[word] = Entry(key.mark, node)
        return {**entries, **{key: entry for key, entry in merged.items() if key not in entries}}

    def _twice(self, word: str, mark: Mark, first: Mark) -> None:
        self._report(mark, f"key {show(word)} is given twice (first on line {first.line})")

    def _merge(self, node: Node, merged: dict[str, Entry]) -> None:
        for source in node.content if isinstance(node.content, list) else [node]:
            if not isinstance(source.content, dict):
                self._report(source.mark, "'<<' merges maps only (write '<<: *anchor' or '<<: [*a, *b]')")
                continue
            self._spend(len(source.content), source.mark)
            for key, entry in source.content.items():
                merged.setdefault(key, entry)
