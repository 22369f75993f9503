"""The part of threadpoolctl that is used here; the package ships no types."""

class ThreadpoolController:
    def limit(self, *, limits: int, user_api: str | None = None) -> object: ...
