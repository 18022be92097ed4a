"""Films as other programs see them: pyte, libvterm and asciinema replay a cast, ffprobe measures a video, and the same script gives
the same bytes whatever the surroundings.

BNEXPLORER names the program. What is not installed is skipped, and says so.
"""

import json
import os
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

import pyte

PROGRAM = os.environ["BNEXPLORER"]
HERE = Path(__file__).resolve().parent
LESSONS = ["three-numbers", "memory", "one-example"]

# Scenes with and without steps, a run, a question, a table, a wide and a marked character, a second branch.
SCRIPT = """\
title "Films: 漢字, x̂"
say "A batch."
generate normal mean=5 std=2 shape=32x4 seed=3
train 30
wait 1
export screen scene1.svg
say "It runs."
speed 50
run
wait 2
pause
fork other
set momentum 0.5
train 10
say "A table, and the end."
norms
compare
wait 1
export screen last.txt
export screen last.svg
"""


def run(*arguments, environment=None, folder=None, prefix=()):
    return subprocess.run(
        [*prefix, PROGRAM, *map(str, arguments)],
        env=environment, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=True,
    )


def events(path):
    header, *lines = (json.loads(line) for line in path.read_text().splitlines())
    return header, lines


def codes(path):
    return "".join(data for _, code, data in events(path)[1] if code == "o")


class Films(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        (self.folder / "film.bn").write_text(SCRIPT)

    def film(self, name, *options, script="film.bn", **how):
        run("demo", script, "--record", name, *options, folder=self.folder, **how)
        return self.folder / name

    def last(self):
        return (self.folder / "last.txt").read_text().splitlines()


class Replays(Films):
    SIZES = [(80, 24), (120, 40), (200, 60)]

    def replay(self, path, columns, rows):
        screen = pyte.Screen(columns, rows)
        stream = pyte.Stream(screen)
        for _, code, data in events(path)[1]:
            if code == "o":
                stream.feed(data)
        return screen

    def test_pyte_shows_the_last_picture(self):
        for columns, rows in self.SIZES:
            for version in ["2", "3"]:
                with self.subTest(columns=columns, version=version):
                    path = self.film("a.cast", "--size", f"{columns}x{rows}", "--cast-version", version)
                    screen = self.replay(path, columns, rows)
                    self.assertEqual([line.rstrip() for line in screen.display], self.last())

    def test_libvterm_shows_the_last_picture_and_agrees_with_pyte_on_each_cell(self):
        if not shutil.which("cc"):
            self.skipTest("no C compiler")
        program = self.folder / "screen_of"
        made = subprocess.run(["cc", "-o", program, HERE / "screen_of.c", "-lvterm"], capture_output=True, text=True)
        if made.returncode != 0:
            self.skipTest("libvterm is not installed (Debian: libvterm-dev)")
        for columns, rows in self.SIZES:
            path = self.film("a.cast", "--size", f"{columns}x{rows}")
            shown = subprocess.run(
                [program, str(columns), str(rows)], input=codes(path).encode(), capture_output=True, check=True
            ).stdout.decode()
            screen = self.replay(path, columns, rows)
            lines = [[" "] * columns for _ in range(rows)]
            for line in shown.splitlines():
                row, column, attributes, colour, *scalars = line.split()
                row, column = int(row), int(column)
                # libvterm marks the right half of a wide character so.
                text = "" if scalars == ["ffffffff"] else "".join(chr(int(scalar, 16)) for scalar in scalars) or " "
                lines[row][column] = text
                cell = screen.buffer[row][column]
                self.assertEqual(text, cell.data, (row, column))
                if text.strip():
                    seen = f"{cell.bold:d}{cell.underscore:d}{cell.reverse:d}"
                    self.assertEqual((attributes, colour), (seen, cell.fg), (row, column))
            self.assertEqual(["".join(line).rstrip() for line in lines], self.last())

    def test_asciinema_reads_it(self):
        if not shutil.which("asciinema") or not shutil.which("script"):
            self.skipTest("asciinema or script is not installed")
        path = self.film("a.cast", "--size", "80x24")
        # It wants a terminal, though it only prints.
        subprocess.run(["script", "-qec", "asciinema cat a.cast >shown", "/dev/null"], cwd=self.folder, check=True)
        self.assertEqual((self.folder / "shown").read_bytes().decode(), codes(path))

    def test_both_forms_hold_the_same_and_scenes_are_markers(self):
        header, two = events(self.film("a.cast"))
        other, three = events(self.film("b.cast", "--cast-version", "3"))
        self.assertEqual((header["version"], other["version"]), (2, 3))
        self.assertEqual((header["width"], header["height"]), (other["term"]["cols"], other["term"]["rows"]))
        self.assertEqual([event[1:] for event in two], [event[1:] for event in three])
        total = 0
        for (time, *_), (interval, *_) in zip(two, three):
            total += round(interval * 1000)
            self.assertEqual(total, round(time * 1000))
        markers = [data for _, code, data in two if code == "m"]
        self.assertEqual(markers, ["1/3 A batch.", "2/3 It runs.", "3/3 A table, and the end."])

    def test_a_video_takes_as_long(self):
        if not shutil.which("ffprobe"):
            self.skipTest("ffmpeg is not installed")
        seconds = events(self.film("a.cast"))[1][-1][0]
        for name in ["a.gif", "a.mp4"]:
            path = self.film(name, "--size", "80x24")
            asked = ["ffprobe", "-v", "error", "-show_entries", "format=duration:stream=width,height", "-of", "json", path]
            told = json.loads(subprocess.run(asked, capture_output=True, check=True).stdout)
            # The last picture stands for two seconds more, and pictures come twenty a second.
            self.assertAlmostEqual(float(told["format"]["duration"]), seconds + 2, delta=0.15)
            self.assertEqual(told["streams"][0]["width"] / told["streams"][0]["height"], 640 / 408)

    def test_a_png_is_what_librsvg_itself_makes_of_the_svg(self):
        if not shutil.which("rsvg-convert"):
            self.skipTest("rsvg-convert is not installed (Debian: librsvg2-bin)")
        (self.folder / "p.bn").write_text(SCRIPT + "export screen p.png\nexport screen p.svg\n")
        run("run", "p.bn", folder=self.folder)
        subprocess.run(["rsvg-convert", "--zoom", "2", "-o", "q.png", "p.svg"], cwd=self.folder, check=True)
        from PIL import Image, ImageChops

        ours, theirs = (Image.open(self.folder / name).convert("RGB") for name in ["p.png", "q.png"])
        self.assertEqual(ours.size, (1600, 1020))
        self.assertIsNone(ImageChops.difference(ours, theirs).getbbox())


class SameBytes(Films):
    def test_twice_and_in_any_surroundings(self):
        surroundings = {
            "as it is": dict(os.environ),
            "C": {"LC_ALL": "C", "TERM": "dumb"},
            "POSIX, no terminal": {"LANG": "POSIX"},
            "German, far away": {"LC_ALL": "de_DE.UTF-8", "TERM": "xterm-direct", "TZ": "Pacific/Chatham", "COLUMNS": "40"},
            "no colour": {"LC_ALL": "C.UTF-8", "TERM": "vt100", "NO_COLOR": "1"},
        }
        prefixes = {"as it is": []}
        if shutil.which("taskset"):
            prefixes["one processor"] = ["taskset", "-c", "0"]
        if shutil.which("qemu-x86_64") and os.uname().machine == "x86_64":
            # No AVX2, no fused multiply-add: the base level of the kernels.
            prefixes["an old processor"] = ["qemu-x86_64", "-cpu", "Nehalem"]
        else:
            print("no qemu-x86_64 (Debian: qemu-user): an old processor is not tried")
        for script in ["film.bn", *LESSONS]:
            first = None
            for how, prefix in prefixes.items():
                for name, environment in surroundings.items():
                    if prefix and name != "as it is":
                        continue
                    with self.subTest(script=script, surroundings=name, processor=how):
                        films = [
                            self.film(file, "--size", "80x24", script=script, environment=environment, prefix=prefix)
                            for file in ["a.cast", "a.svg"]
                        ]
                        seen = [film.read_bytes() for film in films]
                        first = first or seen
                        self.assertEqual(first, seen)


if __name__ == "__main__":
    unittest.main()
