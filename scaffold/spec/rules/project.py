"""What a project and its app cannot be called."""

from __future__ import annotations

from collections.abc import Iterator

from scaffold.spec import reserved
from scaffold.spec.faults import Fault, SpecError, first, write
from scaffold.spec.rules.renaming import in_snake_case, names_like


def project_faults(name: str, app: str) -> Iterator[Fault]:
    """What keeps a project from being called ``name`` when it holds ``app``."""

    def is_fine(name: str) -> bool:
        fits = reserved.PROJECT_PATTERN.fullmatch(name)
        return bool(fits) and name != app and not reserved.project_reason(name)

    better = first(
        names_like(in_snake_case(name) or "project", "{}_site", "my_{}"), is_fine
    )
    source, suggestion = "NAME", write((), better)
    if not reserved.PROJECT_PATTERN.fullmatch(name):
        yield Fault(
            problem=f'"{name}" is not a project name.',
            hint="Use 2 to 40 of a-z, 0-9 and _, beginning with a letter"
            + (f', for example "{better}".' if better else "."),
            suggestion=suggestion if better else None,
            source=source,
        )
    elif not is_fine(name):
        reason = (
            reserved.project_reason(name) or "is also the app that holds the models"
        )
        yield Fault(
            problem=f'"{name}" {reason}.',
            hint=f'Choose another, for example "{better}".',
            suggestion=suggestion,
            source=source,
        )


def check_project(name: str, app: str) -> None:
    """Raise SpecError when ``name`` cannot be a project that holds ``app``."""
    if found := [*project_faults(name, app)]:
        raise SpecError(*found)


def app_faults(app: str) -> Iterator[Fault]:
    at = ("app",)

    def is_fine(app: str) -> bool:
        return bool(
            reserved.PROJECT_PATTERN.fullmatch(app) and not reserved.app_reason(app)
        )

    if is_fine(app):
        return
    better = first(
        (*names_like(in_snake_case(app) or "records", "{}_app", "my_{}"), "catalog"),
        is_fine,
    )
    if not reserved.PROJECT_PATTERN.fullmatch(app):
        yield Fault(
            problem=f'"{app}" is not an app name.',
            at=at,
            hint="Use 2 to 40 of a-z, 0-9 and _, beginning with a letter, "
            f'for example "{better}".',
            suggestion=write(at, better),
        )
    else:
        yield Fault(
            problem=f'"{app}" {reserved.app_reason(app)}.',
            at=at,
            hint=f'Choose another, for example "{better}".',
            suggestion=write(at, better),
        )
