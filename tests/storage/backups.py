"""Databases as files: stocked, read, damaged."""

from pathlib import Path

from storage import open_storage
from tests.storage.records import contact
from tests.storage.support import SAM, Watch


async def stock(path: Path, watch: Watch, *names: str) -> None:
    async with open_storage(f"sqlite:///{path}", watch) as storage:
        for name in names:
            await storage.contacts.save(contact(name, name=name))


async def names_in(path: Path, watch: Watch) -> set[str]:
    async with open_storage(f"sqlite:///{path}", watch) as storage:
        return {one.name for one in await storage.contacts.all(SAM)}


def read(path: Path) -> bytes:
    return path.read_bytes()


def write(path: Path, content: bytes) -> None:
    path.write_bytes(content)


def share(path: Path) -> None:
    path.chmod(0o640)


def remove(path: Path) -> None:
    path.unlink()


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def damage(path: Path) -> None:
    """Write over every page but the first."""
    content = bytearray(read(path))
    for place in range(4096 + 50, len(content) - 200, 4096):
        content[place : place + 200] = b"\xff" * 200
    path.write_bytes(content)
