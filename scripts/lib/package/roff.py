"""What the manual pages are written in: text as troff and mandoc read it, in the macros of man(7)."""

import re

# An option, or a start of the program, stands out in a sentence.
_OUTSTANDING = re.compile(r"(?<![\w/-])(--?[A-Za-z][\w-]*|bnexplorer [a-z-]+(?: --?[a-z][\w-]*)*)")
_NAMES = {"\\": r"\e", "'": r"\(aq", "`": r"\(ga", "^": r"\(ha", "~": r"\(ti", '"': r"\(dq"}


def _character(character):
    if character in _NAMES:
        return _NAMES[character]
    return character if ord(character) < 128 else rf"\[u{ord(character):04X}]"


def plain(text):
    """Prose: a hyphen stays one."""
    return "".join(map(_character, text))


def literal(text):
    """What a person types: every hyphen is a minus. Long words without a blank may break behind a comma or a bar."""
    text = plain(text).replace("-", r"\-")
    return re.sub(r"([,|])(?=\S)", r"\1\\:\\%", text) if re.search(r"\S{60}", text) else text


def bold(text):
    # No word of a program may get a hyphen that is not its own.
    words = re.sub(r"(?<!\S)(?=\S)", r"\\%", literal(text))
    return rf"\fB{words}\fR"


def italic(text):
    return rf"\fI{literal(text)}\fR"


def prose(text):
    """A sentence, with options and starts of the program in bold."""
    parts = _OUTSTANDING.split(text)
    return "".join(bold(part) if index % 2 else plain(part) for index, part in enumerate(parts))


def markdown(text):
    """A sentence of a Markdown page: code in bold, links as their words."""
    text = re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", text)
    parts = re.split(r"`([^`]*)`", text)
    return "".join(bold(part) if index % 2 else plain(part.replace("**", "")) for index, part in enumerate(parts))


class Page:
    """One manual page, line by line."""

    def __init__(self, name, section, release, date, group):
        # Words stay whole and lines end where they do: names and options are read as they are typed.
        self.lines = [f'.TH {name.upper()} {section} {date} "{plain(release)}" "{plain(group)}"', ".nh", ".ad l"]

    def heading(self, text):
        self.lines.append(f".SH {text.upper()}")

    def subheading(self, text):
        self.lines.append(f".SS {literal(text)}")

    def text(self, words):
        """Words that are troff already. A line of theirs must not look like a request."""
        self.lines.append(rf"\&{words}" if words[:1] in (".", "'") else words)

    def paragraph(self, words):
        # A paragraph right behind a heading is begun by it.
        if not self.lines[-1].startswith((".SH", ".SS")):
            self.lines.append(".PP")
        self.text(words)

    def item(self, tag, words):
        self.lines.append(".TP")
        self.text(tag)
        self.text(words)

    def code(self, lines):
        """Lines as they are, set off from the text."""
        if self.lines[-1].startswith((".SH", ".SS")):
            self.lines += [".RS 4", ".EX"]
        else:
            self.lines += [".PP", ".RS 4", ".EX"]
        for line in lines:
            self.text(literal(line) if line else "")
        self.lines += [".EE", ".RE"]

    def __str__(self):
        return "\n".join(self.lines) + "\n"
