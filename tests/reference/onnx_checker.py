#!/usr/bin/env python3
"""Checks ONNX files with onnx.checker (full_check: types and shapes are inferred too) and, where asked, that they are the form
Earshot writes: opset 17, IR version 8, float32 input "features", output "scores".

    /usr/bin/python3 tests/reference/onnx_checker.py [--earshot] MODEL.onnx ...

Exit status 1 when any file fails, with one sentence for each on stderr. Needs Debian's python3-onnx.
"""
import argparse
import sys

import onnx


def check(path: str, earshot: bool) -> None:
    onnx.checker.check_model(path, full_check=True)
    if not earshot:
        return
    model = onnx.load(path)
    opsets = {entry.domain: entry.version for entry in model.opset_import}
    if opsets != {"": 17} or model.ir_version != 8:
        raise ValueError(f"opset imports {opsets} and IR version {model.ir_version}, expected opset 17 and IR version 8")
    for values, name in ((model.graph.input, "features"), (model.graph.output, "scores")):
        if [value.name for value in values] != [name]:
            raise ValueError(f"expected the one value {name!r}, found {[value.name for value in values]}")
        if values[0].type.tensor_type.elem_type != onnx.TensorProto.FLOAT:
            raise ValueError(f"{name} is not float32")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--earshot", action="store_true", help="also check the form Earshot writes")
    parser.add_argument("models", nargs="+", metavar="MODEL.onnx")
    arguments = parser.parse_args()
    failed = False
    for path in arguments.models:
        try:
            check(path, arguments.earshot)
            print(f"{path}: valid")
        except Exception as error:  # the checker raises several unrelated types
            failed = True
            print(f"{path}: {error}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
