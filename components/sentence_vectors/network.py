"""The layers of the encoder as an ONNX graph; its weights are rounded to eight bits."""

from __future__ import annotations

import math

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from components.sentence_vectors.weights import Weights

WORDS = "words"
VECTOR = "vector"
# One operator of ONNX Runtime rounds what comes in to eight bits, multiplies, scales back and adds the bias.
_RUNTIME = "com.microsoft"
_MULTIPLY = "DynamicQuantizeMatMul"
# Without a sign: processors without VNNI lose the top of a sum of two products if one factor has a sign and the other
# has not, and what comes in has none.
_ZERO = 128
_LARGEST = 127
_OPERATORS = (helper.make_opsetid("", 18), helper.make_opsetid(_RUNTIME, 1))
_FORMAT = 8


def network(weights: Weights) -> bytes:
    """Return the serialized graph: in come the vectors of the pieces, out goes their mean after all layers."""
    return _Graph(weights).serialized()


class _Graph:
    """Collects nodes and constants; every method adds what it is named after and returns the name of its result."""

    def __init__(self, weights: Weights) -> None:
        self._weights = weights
        self._nodes: list[onnx.NodeProto] = []
        self._constants: dict[str, onnx.TensorProto] = {}

    def serialized(self) -> bytes:
        width = self._weights.width
        hidden = self._normalized(WORDS, "emb.ln")
        for layer in range(self._weights.layers):
            hidden = self._layer(hidden, f"l{layer}.")
        rows = self._constant("rows", np.array([0], dtype=np.int64))
        self._node("ReduceMean", [hidden, rows], VECTOR, keepdims=0)
        graph = helper.make_graph(
            self._nodes,
            "encoder",
            [helper.make_tensor_value_info(WORDS, TensorProto.FLOAT, ["pieces", width])],
            [helper.make_tensor_value_info(VECTOR, TensorProto.FLOAT, [width])],
            list(self._constants.values()),
        )
        return bytes(helper.make_model(graph, opset_imports=_OPERATORS, ir_version=_FORMAT).SerializeToString())

    def _layer(self, hidden: str, layer: str) -> str:
        attended = self._product(self._attention(hidden, layer), f"{layer}ao")
        hidden = self._normalized(self._sum(attended, hidden, f"{layer}attended"), f"{layer}aln")
        widened = self._gelu(self._product(hidden, f"{layer}fi"), layer)
        return self._normalized(self._sum(self._product(widened, f"{layer}fo"), hidden, f"{layer}fed"), f"{layer}oln")

    def _attention(self, hidden: str, layer: str) -> str:
        heads = self._weights.heads
        split = self._constant("split", np.array([-1, heads, self._weights.width // heads], dtype=np.int64))
        turned = {}
        for part, order in (("q", [1, 0, 2]), ("k", [1, 2, 0]), ("v", [1, 0, 2])):
            parted = self._node("Reshape", [self._product(hidden, layer + part), split], f"{layer}{part}.parted")
            turned[part] = self._node("Transpose", [parted], f"{layer}{part}.turned", perm=order)
        scale = self._constant("scale", np.float32(1 / math.sqrt(self._weights.width // heads)))
        scores = self._node("MatMul", [turned["q"], turned["k"]], f"{layer}raw")
        scores = self._node("Mul", [scores, scale], f"{layer}scores")
        shares = self._node("Softmax", [scores], f"{layer}shares", axis=-1)
        mixed = self._node("MatMul", [shares, turned["v"]], f"{layer}mixed")
        back = self._node("Transpose", [mixed], f"{layer}back", perm=[1, 0, 2])
        whole = self._constant("whole", np.array([-1, self._weights.width], dtype=np.int64))
        return self._node("Reshape", [back, whole], f"{layer}context")

    def _product(self, hidden: str, name: str) -> str:
        matrix = self._weights.matrix(f"{name}.w").T
        scales = np.maximum(np.abs(matrix).max(axis=0), np.finfo(np.float32).tiny) / _LARGEST
        inputs = [
            hidden,
            self._constant(f"{name}.w", (np.rint(matrix / scales) + _ZERO).astype(np.uint8)),
            self._constant(f"{name}.scale", scales.astype(np.float32)),
            self._constant("zero", np.uint8(_ZERO)),
            self._constant(f"{name}.b", self._weights.tensors[f"{name}.b"]),
        ]
        return self._node(_MULTIPLY, inputs, name, domain=_RUNTIME)

    def _gelu(self, hidden: str, layer: str) -> str:
        return self._node("Gelu", [hidden], f"{layer}gelu", domain=_RUNTIME)

    def _normalized(self, hidden: str, name: str) -> str:
        factors = [self._constant(f"{name}.{part}", self._weights.tensors[f"{name}.{part}"]) for part in ("w", "b")]
        return self._node("LayerNormalization", [hidden, *factors], name, axis=-1, epsilon=self._weights.epsilon)

    def _sum(self, one: str, other: str, name: str) -> str:
        return self._node("Add", [one, other], name)

    def _constant(self, name: str, value: np.ndarray | np.generic) -> str:
        self._constants.setdefault(name, numpy_helper.from_array(np.array(value), name))
        return name

    def _node(self, operator: str, inputs: list[str], name: str, domain: str = "", **attributes: object) -> str:
        self._nodes.append(helper.make_node(operator, inputs, [name], name, domain=domain, **attributes))
        return name
