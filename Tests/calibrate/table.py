"""The tables of docs/diagnosis.md, from what was counted."""

import sys

import faults

HALVES = ("chosen by", "held out")
BEGIN, END = "<!-- scripts/calibrate writes what follows -->\n", "<!-- to here -->\n"
# As many examples as a quick look has, and as many as a validation set.
FEW, MANY = "30 to 64", "169 to 256"


def rows(header, lines):
    return ["| " + " | ".join(header) + " |", "| --- " * len(header) + "|"] + ["| " + " | ".join(map(str, line)) + " |" for line in lines]


def healthy(checks):
    def size(what):
        words = what.split()
        return (0 if what == "file alone" else int(words[0]) if words[0].isdigit() else 10**6, what)

    def merged(what):
        return "30 or 64 examples" if what in ("30 examples", "64 examples") else what

    kinds = sorted({check["what"] for check in checks}, key=size)
    names = list(dict.fromkeys(map(merged, kinds)))
    lines = []
    for name in [*names, "all"]:
        line = [name]
        for half in HALVES:
            some = [check for check in checks if check["half"] == half and name in ("all", merged(check["what"]))]
            line += [sum(check[key] for check in some) for key in ("layers", "ERROR", "WARN")]
        lines.append(line)
    return rows(["healthy layers, looked at with", "chosen by", "ERROR", "WARN", "held out", "ERROR", "WARN"], lines)


def strong(tried, limit):
    return [row for row in tried if row["strength"] > limit]


def cell(some):
    if not some:
        return ["", ""]
    found, named = (sum(row[key] for row in some) for key in ("found", "named"))
    return [f"{found} of {len(some)}", named]


def counted(tried, limit, groups, first):
    """A line for each fault; for each group the faults of that strength that were found, and whose layer was named."""
    tried = strong(tried, limit)
    lines = []
    # In threads nothing has an order of its own.
    kinds = sorted({row["fault"] for row in tried}, key=lambda kind: (faults.ORDER.index(kind) if kind in faults.ORDER else 99, kind))
    for fault in [*kinds, "all"]:
        line = [fault]
        for _, belongs in groups:
            line += cell([row for row in tried if fault in ("all", row["fault"]) and belongs(row)])
        lines.append(line)
    return rows([first, *(part for name, _ in groups for part in (name, "cause"))], lines)


def with_data(tried):
    return [row for row in tried if row["source"] in ("captured", "inputs")]


def size_of(row):
    return FEW if row["examples"] <= 64 else MANY


def page(checks, tried, alarms, limit):
    groups = [(f"{half}, {size}", lambda row, half=half, size=size: row["half"] == half and size_of(row) == size)
              for size in (FEW, MANY) for half in HALVES]
    data = counted(with_data(tried), limit, groups, "fault, with captured data")
    alone = [row for row in tried if row["source"] in ("graph", "names")]
    sources = [(f"{half}, {name}", lambda row, half=half, source=source: row["half"] == half and row["source"] == source)
               for source, name in (("graph", "graph"), ("names", "names alone")) for half in HALVES]
    lines = [*healthy(checks), "", *data, ""]
    if alone:
        lines += [*counted(alone, limit, sources, "fault, file alone"), ""]
    lines += ["Alarms on healthy layers:", ""]
    seen = {}
    for alarm in alarms:
        entry = seen.setdefault((alarm["model"], alarm["layer"], alarm["code"], alarm["severity"]), [])
        figure = alarm["figure"]
        entry.append(f"{alarm['what']} ({figure if isinstance(figure, str) else format(figure, '.2f')})")
    lines += rows(["model", "layer", "code", "looked at with"],
                  [[model, f"`{layer}`", f"{severity} {code}", ", ".join(what)] for (model, layer, code, severity), what in seen.items()])
    return "\n".join(lines) + "\n"


def section(path):
    text = path.read_text()
    return text.split(BEGIN)[1].split(END)[0] if BEGIN in text else None


def write(path, text):
    before, rest = path.read_text().split(BEGIN)
    path.write_text(before + BEGIN + text + END + rest.split(END)[1])


def verdict(checks, tried, limit):
    """1 where what is required does not hold in both halves."""
    status = 0
    for half in HALVES:
        some = [check for check in checks if check["half"] == half]
        layers, errors, warnings = (sum(check[key] for check in some) for key in ("layers", "ERROR", "WARN"))
        data = [row for row in strong(with_data(tried), limit) if row["half"] == half]
        found, named = (sum(row[key] for row in data) for key in ("found", "named"))
        if layers:
            print(f"{half}: {layers} looks at healthy layers, {errors} ERROR, {warnings} WARN ({100 * warnings / layers:.2f} %)")
            status |= errors > 0 or warnings > 0.02 * layers
        if data:
            print(f"{half}: {len(data)} faults that show, {found} found ({100 * found / len(data):.1f} %), {named} named")
            status |= found < 0.95 * len(data)
    sys.stdout.flush()
    return int(status)
