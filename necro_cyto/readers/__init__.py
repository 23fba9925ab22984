"""Users' omics results: any of the usual formats to one value per gene."""

from necro_cyto.readers.model import Contrast, Inspection, Values
from necro_cyto.readers.read import inspect, read_contrasts, read_values

__all__ = ["Contrast", "Inspection", "Values", "inspect", "read_contrasts", "read_values"]
