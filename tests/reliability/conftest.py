from collections.abc import Callable

import figures
import pytest

from starters import FRAMEWORKS, ROOT


@pytest.fixture
def reached(soak: bool, request: pytest.FixtureRequest) -> Callable[[int, str], None]:
    """Write down the figure of one of the twelve points of docs/reliability.md.

    For the stack of the test that asks, or for the tool. Only at full length: a short
    run shows that the promise holds, not by how much.
    """

    parts = getattr(getattr(request.node, "callspec", None), "params", {})
    # A test that needs no certain database runs on SQLite.
    framework = next((part for part in parts.values() if part in FRAMEWORKS), None)
    sqlite = f"{framework}-sqlite" if framework else figures.TOOL
    where = parts.get("stack_name", sqlite)
    test = request.node.originalname
    if soak:
        figures.forget(test, where)

    def keep(point: int, text: str) -> None:
        if soak:
            file = request.node.path.relative_to(ROOT).as_posix()
            figures.keep(
                figures.Figure(
                    point=point, where=where, file=file, test=test, text=text
                )
            )

    return keep
