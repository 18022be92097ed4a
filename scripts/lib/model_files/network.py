"""What is in the files: convolutions, each with a batch norm behind it."""

import random
from array import array
from functools import lru_cache

# How many different layers of numbers there are: making more would take longer than writing them.
VARIANTS = 16


class Network:
    """Layers of one size, numbered from 0."""

    def __init__(self, size, layers, channels):
        self.layers = layers
        self.channels = channels
        # float32, and one row for each channel that comes out.
        numbers = 4 * 4 * channels * layers
        self.columns = max(1, (size - numbers) // (4 * channels * max(1, layers)))

    @property
    def weight_shape(self):
        """A kernel of 1 x 1: channels out, channels in."""
        return [self.channels, self.columns]

    @property
    def weight_size(self):
        """Bytes of a convolution's weight."""
        return 4 * self.channels * self.columns

    def norm(self, layer):
        """Gamma, beta, mean and variance, each as the bytes of little endian float32."""
        return numbers(layer % VARIANTS, self.channels)


@lru_cache(maxsize=None)
def numbers(variant, channels):
    source = random.Random(variant)
    kinds = [(1, 0.3), (0, 0.5), (0, 2)]
    parts = [array("f", (source.gauss(mean, spread) for _ in range(channels))) for mean, spread in kinds]
    parts.append(array("f", (0.01 + source.expovariate(1) for _ in range(channels))))
    return tuple(part.tobytes() for part in parts)
