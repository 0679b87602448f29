"""Why another version of the country's page is published: which provinces changed."""

from pathlib import Path

from boundaries.refusal import Refused
from maps.national.record import National
from maps.national.words import fill
from maps.publication.manifest import read_manifest
from maps.publication.verify import NATIONAL, list_versions


def say_changes(national: National, out_dir: Path, given: str) -> str | None:
    """Give the reason that a person gave, else name the provinces that changed.

    Parameters
    ----------
    national
        What is about to be published.
    out_dir
        Where the version before stands, if any.
    given
        The reason of ``national.toml``; may be empty.

    Returns
    -------
    str or None
        None where there is no version before.
    """
    versions = list_versions(out_dir / NATIONAL / national.day.isoformat())
    if given or not versions:
        return given or None
    try:
        before = read_manifest(versions[-1])
    except Refused:  # the writer says what is wrong with it
        return None
    known = {one["province"]: one["manifest_sha256"] for one in before["provinces"]}
    changed = [
        share.name
        for share in national.shares
        if known.pop(share.province, None) != (share.manifest_sha256 or None)
    ]
    changed += sorted(known)
    if not changed:
        return fill("reason-other", "vi")
    return fill("reason-provinces", "vi", names=", ".join(changed))
