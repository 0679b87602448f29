"""The bundled sample: a schematic Tiền Giang and Kiên Giang of September 2021."""

from boundaries.sample.write import Sample, write_sample

__all__ = ["Sample", "write_sample"]
