"""Sentence vectors of multilingual-e5-small on ONNX Runtime (docs/decisions/0011)."""
