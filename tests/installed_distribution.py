"""Makes Python find a distribution with its entry points, as an editable installation would."""

import tomllib
from pathlib import Path


def install(site: Path, project: Path) -> dict[str, str]:
    """Describes a project in the folder `site`; the environment variable with which Python finds it."""
    settings = tomllib.loads((project / "pyproject.toml").read_text())["project"]
    metadata = site / f"{settings['name'].replace('-', '_')}-{settings['version']}.dist-info"
    metadata.mkdir(parents=True)
    described = f"Metadata-Version: 2.1\nName: {settings['name']}\nVersion: {settings['version']}\n"
    metadata.joinpath("METADATA").write_text(described)
    groups = [
        f"[{group}]\n" + "".join(f"{name} = {value}\n" for name, value in entries.items())
        for group, entries in settings["entry-points"].items()
    ]
    metadata.joinpath("entry_points.txt").write_text("\n".join(groups))
    return {"PYTHONPATH": f"{site}:{project / 'src'}:{project / 'tests'}"}
