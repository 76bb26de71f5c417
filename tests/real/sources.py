"""The list of sources beside the corpus: ``python -m tests.real.sources`` writes it."""

from __future__ import annotations

from tests.real.corpus import HERE, corpus

LIST = HERE / "SOURCES.md"


def listing() -> str:
    """Return the list: every file with the place where it was seen, how it came to be known, and how sure it is."""
    lines = ["# Where each file comes from", "", "| file | source | kind | trust |", "|---|---|---|---|"]
    for item in corpus():
        source = item.text("source").replace("|", "\\|")
        lines.append(f"| `{item.slug}` | {source} | {item.text('kind')} | {item.text('trust')} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    LIST.write_text(listing(), encoding="utf-8")
