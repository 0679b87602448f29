"""The patterns of the palette as matplotlib hatches."""

HATCHES = {
    "plain": "",
    "dashes": "--",
    "dots": "..",
    "lines": "///",
    "cross": "xxx",
    "back": "\\\\\\",
}
