"""The bundled sample: a schematic Tiền Giang and Kiên Giang of September 2021."""
