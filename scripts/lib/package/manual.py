"""Makes the manual pages: one for the program and one for each subcommand, of what the program tells of itself
(--experimental-dump-help), and one for its language, of `bnexplorer reference`. docs/manual.md adds examples, files, variables.

    manual.py PROGRAM VERSION SECONDS FOLDER

SECONDS since 1970 are the date of the pages. Writes FOLDER/man1/*.1 and FOLDER/man5/*.5.
"""

import datetime
import json
import pathlib
import re
import subprocess
import sys

# The folder stays as it was committed.
sys.dont_write_bytecode = True

from roff import Page, bold, italic, literal, markdown, plain, prose  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parents[3]
PROGRAM = "bnexplorer"


class Markdown:
    """A page cut into its sections: {heading: lines}."""

    def __init__(self, text, marks):
        self.sections = {}
        lines = None
        inside = False
        for line in text.splitlines():
            inside ^= line.startswith("```")
            if not inside and line.startswith(marks + " "):
                lines = self.sections.setdefault(line[len(marks) + 1 :], [])
            elif lines is not None:
                lines.append(line)

    def rows(self, heading):
        """The table of a section, as its cells, without the first line and the rule."""
        rows = [cells(line) for line in self.sections[heading] if line.startswith("|")]
        return rows[2:]


def cells(line):
    return [cell.strip().replace(r"\|", "|") for cell in re.split(r"(?<!\\)\|", line)[1:-1]]


def put_markdown(page, lines):
    """Paragraphs, tables, and code that is indented or fenced."""
    index = 0
    while index < len(lines):
        line = lines[index]
        if line.startswith("```"):
            end = lines.index("```", index + 1)
            page.code(lines[index + 1 : end])
            index = end + 1
        elif line.startswith("    "):
            page.code([line[4:]])
            index += 1
        elif line.startswith("|"):
            end = next((i for i in range(index, len(lines)) if not lines[i].startswith("|")), len(lines))
            for row in map(cells, lines[index + 2 : end]):
                page.item(markdown(row[0]), "; ".join(map(markdown, row[1:])))
            index = end
        elif line:
            end = next((i for i in range(index, len(lines)) if not lines[i] or lines[i].startswith("```")), len(lines))
            page.paragraph(markdown(lines[index]))
            for more in lines[index + 1 : end]:
                page.text(markdown(more))
            index = end
        else:
            index += 1


def spelled(name):
    return ("-" if name["kind"] == "short" else "--") + name["name"]


def is_shown(thing):
    return thing.get("shouldDisplay", True)


def synopsis_of(argument):
    """One argument as a synopsis has it."""
    value = italic(argument.get("valueName", ""))
    if argument["kind"] == "positional":
        words = value
    else:
        words = bold(spelled(argument["preferredName"]))
        if argument["kind"] == "option":
            words += " " + value
    if argument["isOptional"]:
        words = f"[{words}]"
    return words + (r"\|.\|.\|." if argument["isRepeating"] else "")


def put_argument(page, argument):
    value = italic(argument.get("valueName", ""))
    if argument["kind"] == "positional":
        tag = value
    else:
        names = sorted(argument["names"], key=lambda name: (name["kind"] != "short", name["name"]))
        tag = ", ".join(bold(spelled(name)) for name in names)
        if argument["kind"] == "option":
            tag += " " + value
    words = [prose(argument.get("abstract", ""))]
    values = argument.get("allValues")
    # What is in the sentence already need not be said again.
    if values and not all(word in argument.get("abstract", "") for word in values):
        words.append("One of " + ", ".join(map(bold, values)) + ".")
    if argument.get("defaultValue"):
        words.append(f"Default: {bold(argument['defaultValue'])}.")
    page.item(tag, "\n".join(filter(None, words)))


def split_discussion(text):
    """The discussion, and the statuses that its last sentence lists."""
    before, _, statuses = text.partition("Exit status: ")
    pairs = []
    for part in filter(None, (part.strip() for part in statuses.rstrip(".").split("; "))):
        status = re.match(r"([\d, ]*\d),? ?(.*)", part)
        if status:
            pairs.append(status.groups())
        else:
            # The meaning of a status may have a semicolon in it, and the sentence another one behind it.
            pairs[-1] = (pairs[-1][0], f"{pairs[-1][1]}; {part}")
    return before.strip(), pairs


class Manual:
    """All pages of one version."""

    def __init__(self, program, version, seconds):
        self.program = program
        self.release = f"{PROGRAM} {version}"
        self.date = datetime.datetime.fromtimestamp(seconds, datetime.timezone.utc).date().isoformat()
        self.help = json.loads(self.output("--experimental-dump-help"))["command"]
        text = (ROOT / "docs/manual.md").read_text()
        self.chapters = Markdown(text, "##")
        self.examples = Markdown(text, "###")

    def output(self, *arguments):
        return subprocess.run([self.program, *arguments], check=True, capture_output=True, text=True).stdout

    def page(self, name, section):
        group = "User commands" if section == 1 else "File formats"
        return Page(name, section, self.release, self.date, group)

    def put_examples(self, page, name):
        if name not in self.examples.sections:
            return
        page.heading("Examples")
        # The pages of the project start the program by a script that builds it.
        own = [line.replace("scripts/explore", PROGRAM) for line in self.examples.sections[name]]
        end = next((i for i, line in enumerate(own) if line.startswith("## ")), len(own))
        put_markdown(page, own[:end])

    def put_table(self, page, heading):
        page.heading(heading)
        for row in self.chapters.rows(heading):
            page.item(markdown(row[0]), markdown(row[1]))

    def put_statuses(self, page, statuses):
        page.heading("Exit status")
        if not statuses:
            page.paragraph(f"As {bold(PROGRAM)}(1) lists them: 0 where all went well.")
        for numbers, meaning in statuses:
            page.item(bold(numbers), prose(meaning) or "all well")

    def command_page(self, path, command):
        """PROGRAM-SUBCOMMAND(1)."""
        name = "-".join(path)
        page = self.page(name, 1)
        page.heading("Name")
        page.text(literal(name) + r" \- " + plain(command["abstract"].rstrip(".")))
        arguments = [a for a in command.get("arguments", []) if is_shown(a)]
        named = [a for a in arguments if a["kind"] != "positional"]
        others = [a for a in arguments if a["kind"] == "positional"]
        page.heading("Synopsis")
        page.text(" ".join([bold(" ".join(path))] + [synopsis_of(a) for a in named + others]))
        discussion, statuses = split_discussion(command.get("discussion", ""))
        page.heading("Description")
        page.paragraph(prose(command["abstract"]))
        if discussion:
            page.paragraph(prose(discussion))
        if others:
            page.heading("Arguments")
            for argument in others:
                put_argument(page, argument)
        page.heading("Options")
        for argument in named:
            put_argument(page, argument)
        self.put_statuses(page, statuses)
        self.put_examples(page, " ".join(path[1:]))
        page.heading("See also")
        names = [path[:-1]] + [path + [c["commandName"]] for c in command.get("subcommands", []) if is_shown(c)]
        page.text(", ".join([bold("-".join(name)) + "(1)" for name in names] + [bold(PROGRAM) + "(5)"]))
        return page

    def main_page(self, commands):
        page = self.page(PROGRAM, 1)
        page.heading("Name")
        page.text(PROGRAM + r" \- " + plain(self.help["abstract"].rstrip(".")))
        page.heading("Synopsis")
        page.text(rf"{bold(PROGRAM)} [{italic('file')}]")
        page.lines.append(".br")
        page.text(rf"{bold(PROGRAM)} {italic('subcommand')} [{italic('options')}] [{italic('arguments')}]")
        page.heading("Description")
        put_markdown(page, self.chapters.sections["Description"])
        page.heading("Subcommands")
        for command in commands:
            page.item(bold(f"{PROGRAM}-{command['commandName']}") + "(1)", prose(command["abstract"]))
        page.heading("Options")
        for argument in filter(is_shown, self.help["arguments"]):
            put_argument(page, argument)
        page.heading("Exit status")
        for row in Markdown(self.output("reference"), "##").rows("The program"):
            page.item(markdown(row[0]), markdown(row[1]))
        self.put_table(page, "Files")
        self.put_table(page, "Environment")
        self.put_examples(page, PROGRAM)
        page.heading("See also")
        names = [bold(f"{PROGRAM}-{c['commandName']}") + "(1)" for c in commands]
        page.text(", ".join(names + [bold(PROGRAM) + "(5)"]))
        return page

    def language_page(self):
        """PROGRAM(5): the lines of prompts, scripts and lessons."""
        page = self.page(PROGRAM, 5)
        page.heading("Name")
        page.text(PROGRAM + r" \- the commands of its screen, its prompt and its scripts (.bn)")
        reference = Markdown(self.output("reference"), "##")
        page.heading("Description")
        put_markdown(page, self.chapters.sections["Scripts"])
        general = ["Lines", "Keys of the screen", "The program"]
        for heading in general[:2]:
            page.heading(heading)
            put_markdown(page, reference.sections[heading])
        page.heading("Commands")
        for heading in reference.sections:
            if heading not in general:
                page.subheading(heading)
                put_markdown(page, reference.sections[heading])
        page.heading(general[2])
        put_markdown(page, reference.sections[general[2]])
        page.heading("See also")
        page.text(", ".join(bold(PROGRAM + end) + "(1)" for end in ("", "-run", "-repl", "-demo")))
        return page

    def pages(self):
        """{path below the folder of manual pages: page}."""
        commands = [c for c in self.help["subcommands"] if is_shown(c) and c["commandName"] != "help"]
        pages = {f"man1/{PROGRAM}.1": self.main_page(commands), f"man5/{PROGRAM}.5": self.language_page()}
        waiting = [([PROGRAM, c["commandName"]], c) for c in commands]
        for path, command in waiting:
            pages[f"man1/{'-'.join(path)}.1"] = self.command_page(path, command)
            waiting += [(path + [c["commandName"]], c) for c in command.get("subcommands", []) if is_shown(c)]
        return pages


def main():
    program, version, seconds, folder = sys.argv[1:]
    for path, page in Manual(program, version, int(seconds)).pages().items():
        target = pathlib.Path(folder, path)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(str(page))


main()
