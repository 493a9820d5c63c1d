"""Figures and tables as the pages in docs/ have them."""


def number(value):
    """Three digits that say something, thousands apart."""
    if round(value) >= 1000:
        return f"{value:,.0f}".replace(",", " ")
    return f"{value:.0f}" if value >= 100 else f"{value:.3g}"


def between(figures):
    if figures["min"] == figures["max"]:
        return f"{figures['median']:.3f}"
    return f"{figures['median']:.3f} [{figures['min']:.3f}..{figures['max']:.3f}]"


def markdown(header, rows):
    """A table; figures that are not there are dashes."""
    cells = [[cell or "–" for cell in row] for row in rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in (header, ["---"] * len(header), *cells))
