"""Measure a pair of starters by running them, and keep what was found beside them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from scaffold.measure.run import measure
from scaffold.project import pair, results
from scaffold.project.results import Contract, Measured, Measurements
from scaffold.system.errors import ScaffoldError, one_line

__all__ = ["keep", "measure"]


def keep(
    folder: Path,
    *,
    quick: bool,
    again: bool,
    database_url: str | None,
    tell: Callable[[str], None],
    contract: Callable[[], Contract] | None = None,
) -> Measurements:
    """What was measured of the code in ``folder``, now if it was not before.

    ``contract`` asks both starters every request of the contract: where their answers
    differ, measuring is refused. What it finds is kept too. Raises ScaffoldError.
    """
    pair.folders(folder)  # or else it is none
    code = results.fingerprint(folder)
    kept = results.load(folder)
    if kept is None or kept.code != code:
        kept = Measurements(code=code)
    if kept.measured and not again and _will_do(kept.measured, quick, database_url):
        how = ", on a busy machine" if kept.measured.was_too_busy else ""
        tell(f"Measured already, at {kept.measured.at}{how}; --again measures anew")
        return kept
    if contract and kept.contract is None:
        kept = replace(kept, contract=contract())
        results.save(folder, kept)
    _insist_on(kept.contract, folder)
    kept = replace(
        kept,
        measured=measure(folder, quick=quick, database_url=database_url, tell=tell),
    )
    results.save(folder, kept)
    return kept


def _will_do(found: Measured, quick: bool, database_url: str | None) -> bool:
    """A whole run will do for a quick one, on the same kind of database."""
    on_postgresql = found.database.startswith("PostgreSQL")
    return (quick or not found.quick) and on_postgresql == (database_url is not None)


def _insist_on(contract: Contract | None, folder: Path) -> None:
    if contract and contract.same < contract.requests:
        differing = contract.requests - contract.same
        raise ScaffoldError(
            one_line(
                f"{folder}: the two starters answer {differing} of {contract.requests} "
                "requests differently, so their figures would not be comparable. "
                f"See: scaffold check {folder}"
            )
        )
