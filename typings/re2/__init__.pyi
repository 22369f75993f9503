"""The part of google-re2 that the coach uses; the package ships no types."""

from collections.abc import Iterator

class error(Exception): ...

class Options:
    log_errors: bool
    never_nl: bool

class _Match:
    re: _Regexp
    def span(self, group: int = 0) -> tuple[int, int]: ...

class _Regexp:
    groups: int
    def finditer(self, text: str) -> Iterator[_Match]: ...
    def match(self, text: str, pos: int) -> _Match | None: ...

def compile(pattern: str, options: Options | None = None) -> _Regexp: ...
