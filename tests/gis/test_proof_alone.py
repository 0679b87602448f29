"""The proof is another program: what places posts is neither needed nor looked at."""

import ast
import json
import subprocess
import sys
from pathlib import Path

from gis.checkpoints import proof
from gis.checkpoints.plan import plan_document
from tests.gis.proofplans import plan, roads, square

ROOT = Path(__file__).resolve().parents[2]
BLOCKED = ("ortools", "gis.checkpoints.place", "gis.checkpoints.flow")
ALLOWED = ("gis.checkpoints.plan", "gis.checkpoints.proof")
SCRIPT = """
import sys
from pathlib import Path
for name in {blocked!r}:
    sys.modules[name] = None
from api.services.checkpoints_verify import Asked, verify_plans
plan, zone, roads = map(Path, sys.argv[1:])
done = verify_plans(Asked((plan,), (zone,), roads))
print(done.proven, [fault.code for fault in done.plans[0].faults])
"""


def test_it_looks_at_no_module_that_places_posts_or_builds_their_graph() -> None:
    for file in Path(proof.__path__[0]).glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "")[:4] == "gis.":
                assert (node.module or "").startswith(ALLOWED), (file.name, node.module)


def test_it_proves_where_the_placer_cannot_even_be_imported(tmp_path: Path) -> None:
    lines = {"east": [(0, 0), (900, 0), (9000, 0)], "west": [(0, 0), (-9000, 0)]}
    network = roads(lines).rename(columns={"feature": "osm_id"})
    network.to_file(tmp_path / "roads.geojson")
    zone = {
        "type": "Feature",
        "properties": {},
        "geometry": square(500).__geo_interface__,
    }
    layer = {"type": "FeatureCollection", "features": [zone]}
    (tmp_path / "zone.geojson").write_text(json.dumps(layer))
    both = [("east", (800, 0)), ("west", (-800, 0))]
    said = []
    for posts in (both, both[:1]):
        made = plan_document(plan(posts))
        (tmp_path / "plan.json").write_text(json.dumps(made))
        files = [
            str(tmp_path / n) for n in ("plan.json", "zone.geojson", "roads.geojson")
        ]
        code = SCRIPT.format(blocked=BLOCKED)
        done = subprocess.run(
            [sys.executable, "-c", code, *files],
            capture_output=True,
            text=True,
            check=False,
            cwd=ROOT,
        )
        assert done.returncode == 0, done.stderr
        said.append(done.stdout)

    assert said[0] == "False ['zone-changed', 'roads-changed']\n"
    assert said[1] == "False ['zone-changed', 'roads-changed', 'plan-open']\n"
