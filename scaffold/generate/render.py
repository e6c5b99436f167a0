"""render(framework, context, into): the only importer of cookiecutter."""

from __future__ import annotations

import glob
import os
import re
import shutil
from collections.abc import Sequence
from fnmatch import fnmatch
from functools import cache
from pathlib import Path
from typing import Any

from cookiecutter.exceptions import CookiecutterException
from cookiecutter.generate import generate_context, generate_file, generate_files
from cookiecutter.prompt import prompt_for_config
from cookiecutter.utils import create_env_with_context, work_in
from jinja2 import FileSystemLoader, TemplateError

from scaffold.frameworks import Framework
from scaffold.frameworks.framework import PROJECT
from scaffold.generate.path_names import output_folder
from scaffold.generate.template_cache import CompiledTemplates, cache_file
from scaffold.system.errors import RenderError, reason

#: In the name of a file of which each model has one.
OF_A_MODEL = "{{cookiecutter._model."
_JINJA = re.compile(rb"\{[{%#]")


def render(framework: Framework, slug: str, spec: dict[str, Any], into: Path) -> None:
    """Write one starter to the folder ``into``, which must not exist yet.

    Calls cookiecutter's three steps rather than ``cookiecutter()``: no replay
    file, no ``~/.cookiecutterrc``, no hooks. Raises RenderError.
    """
    scratch = into.parent / f".{into.name}.rendering"
    try:
        context = generate_context(str(framework.template / "cookiecutter.json"))
        context["cookiecutter"]["project_slug"] = slug
        context["cookiecutter"]["_spec"] = spec
        context["cookiecutter"]["_model"] = spec["models"][0]
        context["cookiecutter"] = prompt_for_config(context, no_input=True)
        copied = context["cookiecutter"]["_copy_without_render"]
        copied += plain_paths(framework.template / PROJECT, copied)
        context["cookiecutter"]["_extensions"] = [
            "scaffold.generate.path_names.PathNames"
        ]
        context["cookiecutter"]["_jinja2_env_vars"] = {
            "bytecode_cache": compiled_templates(),
            "auto_reload": False,  # no template changes meanwhile
            "optimized": False,  # folding constants costs more than it saves here
        }
        literal = output_folder.set(os.path.abspath(scratch))
        try:
            made = generate_files(
                framework.template, context, output_dir=scratch, accept_hooks=False
            )
            _render_for_each_model(framework.template / PROJECT, context, made)
        finally:
            output_folder.reset(literal)
        Path(made).rename(into)
        scratch.rmdir()
        _prune(into)
    except (
        CookiecutterException,
        TemplateError,
        OSError,
        ArithmeticError,
        LookupError,
        TypeError,
        ValueError,
    ) as error:
        raise RenderError(
            f"rendering the {framework.title} starter", _reason(error)
        ) from error


def _render_for_each_model(folder: Path, context: dict[str, Any], project: str) -> None:
    """Render the files that are named after a model for the others than the first.

    cookiecutter has done so for that one, and made every folder.
    """
    files = [
        file.relative_to(folder) for file in sorted(folder.rglob(f"*{OF_A_MODEL}*"))
    ]
    env = create_env_with_context(context)
    env.loader = FileSystemLoader([".", "../templates"])
    with work_in(folder):
        for model in context["cookiecutter"]["_spec"]["models"][1:]:
            context["cookiecutter"]["_model"] = model
            for file in files:
                generate_file(project, str(file), context, env)


@cache
def compiled_templates() -> CompiledTemplates:
    return CompiledTemplates(cache_file())


def plain_paths(folder: Path, copied: Sequence[str]) -> list[str]:
    """Files and whole folders under ``folder`` in which Jinja has nothing to do.

    cookiecutter is told to copy them, which is several times as fast as rendering
    them to the same bytes. ``copied`` are the patterns that it copies anyhow.
    """
    plain: set[str] = set()
    for place, folders, names in os.walk(folder, topdown=False):
        inside = {os.path.join(place, name) for name in folders + names}
        plain |= {
            path
            for path in (os.path.join(place, name) for name in names)
            if any(fnmatch(path, pattern) for pattern in copied) or _is_plain(path)
        }
        if inside <= plain and not any(map(_is_named_by_jinja, folders + names)):
            plain -= inside
            plain.add(place)
    return [glob.escape(os.path.relpath(path, folder)) for path in sorted(plain)]


def _is_named_by_jinja(path: str) -> bool:
    """A name that is rendered, perhaps to nothing: then there is no such file."""
    return bool(_JINJA.search(os.fsencode(os.path.basename(path))))


def _is_plain(path: str) -> bool:
    if _is_named_by_jinja(path):
        return False
    with open(path, "rb") as file:
        return not _JINJA.search(file.read())


def _reason(error: Exception) -> str:
    """What a foreign error says, without the parts meant for its own users."""
    if isinstance(error, OSError):
        return reason(error)
    if isinstance(error, CookiecutterException) and error.__context__:
        return str(error.__context__)
    return str(error)


def _prune(folder: Path) -> None:
    """Remove what is no part of the project.

    That is every file that its template made empty: this spec does not need it. And
    bytecode: pip compiles templates that end in .py, cookiecutter copies the result.
    """
    for place, folders, names in os.walk(folder):
        if "__pycache__" in folders:
            folders.remove("__pycache__")
            shutil.rmtree(os.path.join(place, "__pycache__"))
        for name in names:
            path = os.path.join(place, name)
            if name != "__init__.py" and not os.path.getsize(path):
                os.unlink(path)
