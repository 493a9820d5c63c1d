"""Plots of the results, as SVG and without a library for it."""

import statistics
from xml.sax.saxutils import escape

WIDTH, LEFT, ROW, GAP = 900, 420, 16, 10
COLOURS = {"tern": "#1b6ca8", "grpc-cq": "#d9822b", "grpc-callback": "#e8b27a",
           "grpc-go": "#5aa469", "connect-go": "#5aa469", "tonic": "#8e6c8a",
           "coro_rpc": "#b5838d", "nghttp2": "#9aa5b1", "raw": "#cbd2d9"}
GOOD, FAIR, BAD = "#5aa469", "#e0a93b", "#c44536"


def colour_of(server):
    """That of the program, whatever its options are: "tern-busy" is tern."""
    return next(colour for name, colour in COLOURS.items() if server.startswith(name))


class Drawing:
    """Rows from top to bottom."""

    def __init__(self, title, about):
        self.parts, self.y = [], 24
        self.text(10, self.y, title, size=15, weight="bold")
        for line in wrapped(about, 130):
            self.y += 16
            self.text(10, self.y, line, size=11, colour="#52606d")
        self.y += GAP

    def text(self, x, y, text, size=12, anchor="start", weight="normal", colour="#1f2933"):
        self.parts.append(f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" fill="{colour}" '
                          f'text-anchor="{anchor}" font-weight="{weight}">{escape(text)}</text>')

    def box(self, x, y, width, height, colour):
        self.parts.append(f'<rect x="{x:.1f}" y="{y:.1f}" width="{max(width, 0.5):.1f}" '
                          f'height="{height:.1f}" fill="{colour}"/>')

    def line(self, x, top, bottom, dashed=False):
        dash = ' stroke-dasharray="3 3"' if dashed else ""
        self.parts.append(f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{top:.1f}" y2="{bottom:.1f}" '
                          f'stroke="#1f2933"{dash}/>')

    def save(self, path):
        path.write_text(
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{self.y + 20:.0f}" '
            f'font-family="sans-serif">\n<rect width="100%" height="100%" fill="white"/>\n'
            + "\n".join(self.parts) + "\n</svg>\n")


def wrapped(text, width):
    lines = [""]
    for word in text.split(" "):
        if len(lines[-1]) + len(word) > width:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


def words_of(about):
    return ", ".join(f"{name} {value}" for name, value in about.items() if value)


def goals(table, about, path):
    """How far each ratio that has a goal is from it: 1 is the must, less is better."""
    rows = [row for row in table if row["goal"]]
    if not rows:
        return
    drawing = Drawing("Must (solid) and goal (dashed); shorter is better", words_of(about))
    scale = (WIDTH - LEFT - 90) / 2  # up to twice the must
    for row in rows:
        sign, must, goal = row["goal"]
        def share(value):
            return min(2.0, value / must if sign == "<=" else must / value)
        reached = share(row["median"])
        colour = GOOD if reached <= share(goal) else FAIR if reached <= 1 else BAD
        drawing.text(LEFT - 8, drawing.y + 12, row["measure"], anchor="end")
        drawing.text(LEFT - 8, drawing.y + 25, row["case"], size=9, anchor="end", colour="#52606d")
        drawing.box(LEFT, drawing.y + 2, reached * scale, ROW, colour)
        drawing.line(LEFT + scale, drawing.y, drawing.y + 20)
        drawing.line(LEFT + share(goal) * scale, drawing.y, drawing.y + 20, dashed=True)
        drawing.text(LEFT + reached * scale + 5, drawing.y + 14, f"{row['median']:.3f}", size=11)
        drawing.y += 2 * ROW
    drawing.save(path)


def server_cpu(results, about, path):
    """CPU of each server for a call, case by case; the bars of a case have a scale of their own."""
    drawing = Drawing("Server CPU for a call or a message, microseconds", words_of(about))
    for result in results:
        bars = [(run["server"], statistics.median(one["server_cpu_us"] for one in run["rounds"]))
                for run in result["runs"] if run["client"] in ("tern", "tern-json", "tern-busy", "coro_rpc", "raw")]
        if not bars:
            continue
        drawing.y += GAP
        drawing.text(10, drawing.y + 12, result["case"], weight="bold")
        drawing.y += ROW + 4
        most = max(value for _, value in bars)
        for server, value in bars:
            width = value / most * (WIDTH - 250)
            drawing.text(130, drawing.y + 12, server, size=11, anchor="end")
            drawing.box(138, drawing.y + 2, width, ROW - 4, colour_of(server))
            drawing.text(138 + width + 5, drawing.y + 12, f"{value:.3g}", size=11)
            drawing.y += ROW
    drawing.save(path)
