"""How units lie beside each other: check, mend, neighbours, simplify, dissolve."""
