"""How far a sentence leans towards despair: a line drawn between what people say then and else.

Likeness to one known sentence misses what is said in a new way; a line past all of them less so.
Logistic regression with a small penalty, by Newton's method (Hastie et al. 2009, 4.4.1).
"""

import numpy as np
from numpy.typing import NDArray

from bot.language.encoder import WIDTH, Floats

LEANS, KNOWN = 0.0, 0.70
"""From this leaning on it is taken for despair, unless it is this alike to anything else."""

_SAID, _SOUNDS, _OTHER = 5.0, 3.0, 1.0  # what one sentence of each kind counts
_PENALTY = 0.2
_STEPS, _CLOSE = 25, 1e-6


def draw(said: Floats, sounds: Floats, others: Floats) -> Floats:
    """The line, a number for each component and one more: despair above, what is none below."""
    kinds = ((said, 1.0, _SAID), (sounds, 0.0, _SOUNDS), (others, 0.0, _OTHER))
    rows = np.vstack([rows for rows, _, _ in kinds]).astype(np.float64)
    rows = np.hstack([rows, np.ones((len(rows), 1))])
    truth = np.concatenate([np.full(len(rows), is_despair) for rows, is_despair, _ in kinds])
    counts = np.concatenate([np.full(len(rows), count) for rows, _, count in kinds])
    penalty = np.full(WIDTH + 1, _PENALTY)
    penalty[-1] = 1e-9
    found = _solved(rows, truth, counts, penalty)
    return found.astype(np.float32)


def leaning(line: Floats, vector: Floats) -> float:
    """Log-odds that the sentence is one of despair, among sentences as they were counted."""
    return float(line[:-1] @ vector + line[-1])


def _solved(
    rows: NDArray[np.float64],
    truth: NDArray[np.float64],
    counts: NDArray[np.float64],
    penalty: NDArray[np.float64],
) -> NDArray[np.float64]:
    line = np.zeros(rows.shape[1])
    for _ in range(_STEPS):
        odds = 1 / (1 + np.exp(-(rows @ line)))
        slope = rows.T @ (counts * (odds - truth)) + penalty * line
        bend = (rows * (counts * odds * (1 - odds))[:, None]).T @ rows + np.diag(penalty)
        step = np.linalg.solve(bend, slope)
        line -= step
        if np.abs(step).max() < _CLOSE:
            break
    return line
