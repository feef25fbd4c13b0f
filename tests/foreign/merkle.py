"""Verifies a receipt (C2SP tlog-proof) with pymerkle, a library that knows nothing of Habeas. Prints what the leaf says.

    python merkle.py RECEIPT.tlog-proof
"""

import base64
import sys

from pymerkle import InclusionProof, InmemoryTree, verify_inclusion
from pymerkle.core import _inclusion_path_layout

head, note = open(sys.argv[1], encoding="utf-8").read().split("\n\n", 1)
lines = head.splitlines()
assert lines[0] == "c2sp.org/tlog-proof@v1", lines[0]
data = base64.b64decode(next(line for line in lines if line.startswith("extra ")).split(" ", 1)[1])
index = int(next(line for line in lines if line.startswith("index ")).split(" ", 1)[1])
path = [base64.b64decode(line) for line in lines[1:] if not line.startswith(("extra ", "index "))]
origin, size, root = note.split("\n\n", 1)[0].splitlines()[:3]
size, root = int(size), base64.b64decode(root)

# pymerkle hashes the leaf itself, and counts leaves from one.
tree = InmemoryTree(algorithm="sha256")
tree.append_entry(data)
leaf = tree.get_leaf(1)
rule, _ = _inclusion_path_layout(index + 1, size)
proof = InclusionProof("sha256", True, size, index + 1, rule, [leaf] + path)
verify_inclusion(leaf, root, proof, index=index + 1, size=size, algorithm="sha256")
print(data.decode("utf-8"))
