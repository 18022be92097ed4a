"""The page of `export report` in a browser: what is drawn, what pointer and keys read off, and what a person with other eyes gets."""

import importlib.resources
import os
import re
import subprocess
import tempfile
import unittest
from io import BytesIO
from pathlib import Path

from playwright.sync_api import sync_playwright
from pypdf import PdfReader

# scripts/test-faces says which ones.
PROGRAM = os.path.abspath(os.environ["BNEXPLORER"])
CHROMIUM = os.environ["CHROMIUM"]
PICTURES = os.environ.get("FACES_PICTURES")
AXE = (importlib.resources.files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")

# Far above what anything here takes, so that only what hangs is ended.
PATIENCE = 240

MADE = """
generate normal mean=[2,-1,0,5] std=[1,0.5,2,0.01] shape=64x4 seed=7
eval generate normal shape=16x4 seed=8
set momentum 0.9
train 30
fork slow
set momentum 0.99
train 40
switch main
train 30
assign moving_variance[3] -0.5
set optimizer sgd
set loss mse target=1
train 20
export report whole.html
show moving_mean[0]
show moving_variance[2]
show gamma[1]
show loss
back 35
show moving_mean[0]
show batch_mean[0]
"""

# Of 300 channels the session itself remembers few steps; of two, more than a chart has room for.
WIDE = """
set renorm on
generate lognormal mean=0 std=1 shape=8x300 seed=3
train 300
export report wide.html
"""
LONG = """
generate normal shape=4x2 seed=3
train 3000
export report long.html
"""


def made(script, folder):
    """Carries out a script; the values that it shows, in their order."""
    run = subprocess.run(
        [PROGRAM, "run", "-"], input=script, cwd=folder, check=True, capture_output=True, text=True, timeout=PATIENCE
    )
    return [line.split(" = ")[1] for line in run.stdout.splitlines() if " = " in line]


class Report(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.folder.cleanup)
        cls.shown = made(MADE, cls.folder.name)
        made(WIDE, cls.folder.name)
        made(LONG, cls.folder.name)
        playwright = sync_playwright().start()
        cls.addClassCleanup(playwright.stop)
        # A browser that root starts has no sandbox of its own.
        cls.browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"] if os.geteuid() == 0 else [])
        cls.addClassCleanup(cls.browser.close)

    def open(self, name="whole.html", width=1280, **choices):
        """A page, of which anything that it complains of or asks for fails the test."""
        context = self.browser.new_context(viewport={"width": width, "height": 900}, **choices)
        self.addCleanup(context.close)
        page = context.new_page()
        complaints, requests = [], []
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda request: requests.append(request.url))
        address = (Path(self.folder.name) / name).as_uri()
        page.goto(address)
        self.addCleanup(lambda: self.assertEqual((complaints, requests), ([], [address])))
        return page

    def chart(self, page, title):
        return page.locator("figure.chart").filter(has=page.get_by_role("heading", name=title, exact=True))

    def read(self, chart):
        """What the tooltip says: the point, and the text of each curve."""
        tip = chart.locator(".tip")
        lines = tip.locator("div").all()
        return tip.locator("strong").inner_text(), {
            line.locator("span").inner_text(): line.locator("b").inner_text() for line in lines
        }

    # What is there

    def test_charts_are_drawn(self):
        for name, count in (("whole.html", 4 * 5 + 1 + 3 + 4), ("wide.html", 2 * 2 + 2 * 2 + 2 + 2)):
            with self.subTest(name):
                page = self.open(name)
                charts = page.locator("figure.chart")
                self.assertEqual(charts.count(), count)
                for chart in charts.all():
                    title = chart.locator("h3").inner_text()
                    # Each curve has an extent in pixels, and the eye can find it: its line is no colour of its ground.
                    sizes = chart.locator(".plot > svg path:not(.grid):not(.mark)").evaluate_all(
                        "paths => paths.map(p => { const b = p.getBoundingClientRect(), s = getComputedStyle(p);"
                        " return [Math.max(b.width, b.height), s.stroke === 'none' ? s.fill : s.stroke] })"
                    )
                    self.assertTrue(sizes, title)
                    for size, colour in sizes:
                        self.assertGreater(size, 1, title)
                        self.assertNotEqual(colour, "none", title)

    def test_labels_do_not_touch(self):
        for width in (360, 1280):
            page = self.open(width=width)
            for side in ("x", "y"):
                touching = page.locator(".plot").evaluate_all(
                    """(plots, side) => plots.flatMap(plot => {
                        const boxes = [...plot.querySelectorAll(':scope > .' + side)].map(s => s.getBoundingClientRect());
                        return boxes.flatMap((a, i) => boxes.slice(i + 1).filter(b =>
                          a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom)).length })""",
                    side,
                )
                self.assertEqual(set(touching), {0}, f"{side} at {width}")

    # Values

    def test_pointer_reads_what_show_prints(self):
        page = self.open()
        mean, variance, gamma, loss, old_mean, old_batch = self.shown
        chart = self.chart(page, "Moving mean, channel 0")
        plot = chart.locator(".plot")
        plot.scroll_into_view_if_needed()
        box = plot.bounding_box()

        def hover(share):
            page.mouse.move(box["x"] + share * (box["width"] - 1), box["y"] + box["height"] / 2)
            return self.read(chart)

        point, values = hover(1)
        self.assertEqual((point, values["moving mean, main"]), ("step 80", mean))
        # Step 45 of 1 to 80.
        point, values = hover(44 / 79)
        self.assertEqual(point, "step 45")
        self.assertEqual((values["moving mean, main"], values["batch mean"]), (old_mean, old_batch))
        self.assertTrue(chart.locator(".cursor").is_visible())
        # The tooltip stays within the page, at both ends.
        for share in (0, 1):
            hover(share)
            tip = chart.locator(".tip").bounding_box()
            self.assertGreaterEqual(tip["x"], 0)
            self.assertLessEqual(tip["x"] + tip["width"], 1280)
        page.mouse.move(2, 2)
        self.assertFalse(chart.locator(".tip").is_visible())
        for title, curve, value in (
            ("Moving variance, channel 2", "moving variance, main", variance),
            ("Gamma, channel 1", "gamma", gamma),
            ("Loss", "loss", loss),
        ):
            chart = self.chart(page, title)
            chart.locator(".plot").scroll_into_view_if_needed()
            box = chart.locator(".plot").bounding_box()
            self.assertEqual(hover(1)[1][curve], value)

    def test_dots_lie_on_their_curves(self):
        page = self.open()
        for chart in page.locator("figure.chart[data-kind=curves]").all():
            chart.locator(".plot").focus()
            page.keyboard.press("End")
            # The last point of the first curve, in pixels by the drawing itself.
            off = chart.evaluate(
                """figure => {
                    const dot = figure.querySelector('.dot'), path = figure.querySelector('.plot path.strong');
                    const d = dot.getBoundingClientRect(), end = path.getPointAtLength(path.getTotalLength());
                    const at = new DOMPoint(end.x, end.y).matrixTransform(path.getScreenCTM());
                    return [d.left + d.width / 2 - at.x, d.top + d.height / 2 - at.y] }"""
            )
            # Half a pixel each for how the two are rounded.
            self.assertLessEqual(max(map(abs, off)), 1, chart.locator("h3").inner_text())

    def test_keys_reach_every_point(self):
        page = self.open()
        mean = self.shown[0]
        chart = self.chart(page, "Moving mean, channel 0")
        heard = chart.locator(".heard")
        self.assertEqual(heard.get_attribute("aria-live"), "polite")
        chart.locator(".plot").focus()
        self.assertIn(f"step 80: moving mean, main {mean}", heard.inner_text())
        page.keyboard.press("Home")
        reached = [heard.inner_text()]
        while not reached[-1].startswith("step 80:"):
            page.keyboard.press("ArrowRight")
            self.assertNotEqual(heard.inner_text(), reached[-1])
            reached.append(heard.inner_text())
        rows = chart.locator("tbody tr")
        self.assertEqual(len(reached), rows.count())
        self.assertEqual([text.split(":")[0] for text in reached], [f"step {step}" for step in range(1, 81)])
        page.keyboard.press("PageDown")
        self.assertIn("step 72:", heard.inner_text())
        page.keyboard.press("Escape")
        self.assertFalse(chart.locator(".tip").is_visible())

    def test_every_chart_is_reached_by_tab(self):
        page = self.open()
        count = page.locator("figure.chart").count()
        reached = set()
        for _ in range(400):
            page.keyboard.press("Tab")
            title = page.evaluate(
                "document.activeElement.className === 'plot' ? document.activeElement.closest('figure').id ||"
                " [...document.querySelectorAll('.plot')].indexOf(document.activeElement) : null"
            )
            if title is not None:
                reached.add(title)
        self.assertEqual(len(reached), count)

    def test_bars_and_channels(self):
        page = self.open()
        chart = self.chart(page, "Batch x, all channels")
        chart.locator(".plot").focus()
        page.keyboard.press("Home")
        total = 0
        for _ in range(chart.locator("tbody tr").count()):
            point, values = self.read(chart)
            self.assertRegex(point, r"^between \S+ and \S+$")
            total += int(values["values"])
            page.keyboard.press("ArrowRight")
        self.assertEqual(total, 64 * 4)
        chart = self.chart(page, "Moving mean of each channel")
        chart.locator(".plot").focus()
        page.keyboard.press("Home")
        self.assertEqual(self.read(chart)[0], "channel 0")
        self.assertEqual(self.read(chart)[1]["moving mean"], self.shown[0])

    def test_long_histories_say_what_they_leave_out(self):
        page = self.open("long.html")
        chart = page.locator("figure.chart").first
        self.assertLessEqual(chart.locator("tbody tr").count(), 600)
        self.assertRegex(chart.inner_text(), r"Shown are \d+ of [\d,]+ steps")
        self.assertIn("The 256 worst of 300 channels", self.open("wide.html").locator("main").inner_text())

    def test_without_script_everything_is_there(self):
        page = self.open(java_script_enabled=False)
        chart = self.chart(page, "Moving mean, channel 0")
        self.assertTrue(chart.locator("svg[role=img]").is_visible())
        chart.locator("summary").click()
        self.assertTrue(chart.locator("table").is_visible())
        self.assertIn(self.shown[0], chart.locator("tbody tr").last.inner_text())

    # Other eyes, other screens, paper

    def test_nothing_is_wider_than_the_screen(self):
        for name in ("whole.html", "wide.html"):
            for width in (360, 1280):
                page = self.open(name, width=width)
                page.add_style_tag(content="details > * { display: block }")
                page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")
                self.assertLessEqual(page.evaluate("document.scrollingElement.scrollWidth"), width, f"{name} at {width}")
                outside = page.locator(".plot > span").evaluate_all(
                    "(spans) => spans.filter(s => { const b = s.getBoundingClientRect();"
                    " return b.left < 0 || b.right > innerWidth }).map(s => s.textContent)"
                )
                self.assertEqual(outside, [], f"{name} at {width}")
                self.picture(page, f"{name[:-5]}-{width}")

    def test_axe_finds_nothing(self):
        for scheme in ("light", "dark"):
            for state in ("as it opens", "with all opened"):
                page = self.open(color_scheme=scheme)
                if state != "as it opens":
                    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")
                    page.locator(".plot").first.focus()
                page.evaluate(AXE)
                # Of what is right one node of each rule is enough.
                found = page.evaluate("axe.run({resultTypes: ['violations']})")
                self.assertGreater(len(found["passes"]), 20)
                faults = [(one["id"], one["help"], one["nodes"][0]["html"][:200]) for one in found["violations"]]
                self.assertEqual(faults, [], f"{scheme}, {state}")
                self.picture(page, f"whole-{scheme}-{state.replace(' ', '-')}")

    def test_recordings_move_only_when_asked(self):
        states = "[...new Set(document.getAnimations().map(a => a.playState))]"
        for motion in ("no-preference", "reduce"):
            page = self.open(reduced_motion=motion)
            self.assertEqual(page.evaluate(states), ["paused"], motion)
            page.get_by_role("checkbox", name=re.compile(r"Play \([0-9.]+ s\)")).focus()
            page.keyboard.press("Space")
            self.assertEqual(page.evaluate(states), ["running"], motion)
            page.keyboard.press("Space")
            self.assertEqual(page.evaluate(states), ["paused"], motion)

    def test_paper(self):
        page = self.open(color_scheme="dark")
        page.locator(".plot").first.focus()
        pdf = PdfReader(BytesIO(page.pdf(format="A4")))
        text = re.sub(r"\s+", " ", " ".join(sheet.extract_text() for sheet in pdf.pages))
        for part in ("Batch normalization: normal 64x4", "generate normal mean=[2, -1, 0, 5]", "Moving mean, channel 0", self.shown[0]):
            self.assertIn(part, text)
        # Charts and tables of this session are a few sheets, not the rows of every chart.
        self.assertLess(len(pdf.pages), 25)
        # In the dark, too, paper is white.
        page.emulate_media(media="print", color_scheme="dark")
        self.assertEqual(page.evaluate("getComputedStyle(document.body).backgroundColor"), "rgb(255, 255, 255)")

    def picture(self, page, name):
        if PICTURES:
            page.screenshot(path=str(Path(PICTURES) / f"{name}.png"), full_page=True)


if __name__ == "__main__":
    unittest.main()
