"""Writes the README's table of settings from bot.settings, where each is documented."""

from __future__ import annotations

import re
import sys

from bot.settings import ROOT, Settings

BEGIN, END = "<!-- settings -->", "<!-- /settings -->"


def table() -> str:
    """One row a setting: its name in the environment, its default, what it means."""
    rows = ["| setting | default | what it means |", "|---|---|---|"]
    for name, field in Settings.model_fields.items():
        alias = field.validation_alias
        variable = alias if isinstance(alias, str) else f"LOTSE_{name.upper()}"
        default = str(field.default).replace(str(ROOT) + "/", "") if field.default else ""
        rows.append(f"| `{variable}` | {f'`{default}`' if default else ''} | {field.description} |")
    return "\n".join(rows)


def main() -> int:
    """Rewrite the table; --check only compares."""
    path = ROOT / "README.md"
    before = path.read_text("utf-8")
    after = re.sub(f"{BEGIN}.*{END}", lambda _: f"{BEGIN}\n{table()}\n{END}", before, flags=re.S)
    if "--check" in sys.argv:
        return int(before != after)
    path.write_text(after, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
