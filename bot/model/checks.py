"""What an examination finds, for the operator."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at. `words` say how it is; `mend` says what to do where it is not well."""

    subject: str
    well: bool
    words: str
    mend: str = ""
