"""What a starter says of itself while it runs: for the Python of its own environment.

``python inside.py`` reads a job as JSON from standard input and prints what it found.
A job is done in a process of its own, forked when what all of them import is there.
"""

from __future__ import annotations

import ast
import builtins
import importlib
import inspect
import json
import os
import pkgutil
import re
import runpy
import sqlite3
import sys
import sysconfig
import traceback
import warnings
from collections import defaultdict
from contextlib import closing, contextmanager
from pathlib import Path

sys.path[0] = str(Path(__file__).parent)

from visitor import Visitor, visit_everything  # noqa: E402

MARK = "zqx"
WORD = re.compile(r"[a-z][a-z0-9_]*")


def main() -> None:
    job = json.load(sys.stdin)
    os.environ.update(job["environment"])
    results = {}
    for number, folder in enumerate(job["folders"]):
        found, loaded = apart(run, job, folder)
        results[folder] = found
        if number == 0:
            for name in loaded:
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore")
                    try:
                        importlib.import_module(name)
                    except BaseException:  # noqa: BLE001, S112 - then each does it
                        continue
    json.dump(results, sys.stdout)


def apart(work, *arguments):
    """The result of a call in a child process, and the modules that it imported."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        os.dup2(os.open(os.devnull, os.O_RDWR), 1)
        os.dup2(1, 2)
        try:
            found = work(*arguments)
        except BaseException as error:  # noqa: BLE001 - SystemExit is an answer too
            lines = traceback.format_exception_only(error)
            found = {"error": lines[-1].strip()[:300]}
        with os.fdopen(writer, "w") as pipe:
            json.dump([found, modules_of_packages()], pipe)
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as pipe:
        answer = json.load(pipe)
    os.waitpid(child, 0)
    return answer


def modules_of_packages():
    packages = sysconfig.get_path("purelib")
    return [
        name
        for name, module in list(sys.modules.items())
        if str(getattr(module, "__file__", "") or "").startswith(packages)
    ]


def run(job, folder):
    os.chdir(folder)
    sys.path.insert(0, folder)
    database = Path(folder, "names.sqlite3")
    os.environ["DATABASE_URL"] = f"sqlite:///{database}"
    warnings.simplefilter("error")
    # Nobody has collected the static files, and nobody asks for one.
    warnings.filterwarnings("ignore", "No directory at")
    seen = Seen() if job["observe"] else None
    with seen.watching() if seen else closing(open(os.devnull)):
        for command in job["commands"]:
            manage(command)
        module, _, name = job["wsgi"].partition(":")
        application = getattr(importlib.import_module(module), name or "application")
        visitor = Visitor(application, *job["staff"])
        answers = visit_everything(visitor)
    found = {"answers": answers}
    if seen:
        found |= seen.told(folder) | structure(application, visitor, database)
        found["inputs"] = [
            names for names in sorted(visitor.inputs) if any(MARK in n for n in names)
        ]
    return found


def manage(command):
    """Run one of the starter's own commands in this process."""
    sys.argv = list(command)
    try:
        if command[0] == "-m":
            sys.argv = list(command[1:])
            runpy.run_module(command[1], run_name="__main__", alter_sys=True)
        else:
            runpy.run_path(command[0], run_name="__main__")
    except SystemExit as end:
        if end.code:
            raise


class Seen:
    """What happened to names that hold a marker."""

    def __init__(self):
        self.looked_for = set()
        self.arguments = defaultdict(set)
        self.variables = defaultdict(set)
        self.rendering = []

    @contextmanager
    def watching(self):
        """Note what is looked for by name, passed by name, and read by templates."""
        real = builtins.getattr, builtins.hasattr
        builtins.getattr = self.noting(real[0])
        builtins.hasattr = self.noting(real[1])
        self.watch_templates()
        sys.setprofile(self.profile)
        try:
            yield self
        finally:
            sys.setprofile(None)
            builtins.getattr, builtins.hasattr = real

    def noting(self, real):
        def look(thing, name, *default):
            if isinstance(name, str) and MARK in name:
                owner = thing if isinstance(thing, type) else type(thing)
                self.looked_for.add((owner, name))
            return real(thing, name, *default)

        return look

    def profile(self, frame, event, argument):
        code = frame.f_code
        if event != "call" or not code.co_flags & inspect.CO_VARKEYWORDS:
            return
        named = code.co_argcount + code.co_kwonlyargcount
        place = named + bool(code.co_flags & inspect.CO_VARARGS)
        keywords = frame.f_locals.get(code.co_varnames[place])
        if isinstance(keywords, dict):
            made = {key for key in keywords if isinstance(key, str) and MARK in key}
            if made:
                names = code.co_varnames[code.co_posonlyargcount : named]
                module = frame.f_globals.get("__name__")
                where = f"{module}.{code.co_qualname}()"
                self.arguments[where, names] |= made

    def watch_templates(self):
        """Both engines: what a view gives a template, and what the template reads."""

        def reading(real):
            def read(context, name):
                self.read(context, name)
                return real(context, name)

            return read

        def rendering(real, place):
            def render(*arguments, **keywords):
                bound = inspect.signature(real).bind(*arguments, **keywords).arguments
                with self.render(bound.get(place)):
                    return real(*arguments, **keywords)

            return render

        try:
            from flask import templating
            from jinja2.runtime import Context

            resolve = Context.resolve_or_missing
            Context.resolve_or_missing = reading(resolve)
            templating._render = rendering(templating._render, "context")
        except ImportError:
            from django.template.backends.django import Template
            from django.template.context import BaseContext

            BaseContext.__getitem__ = reading(BaseContext.__getitem__)
            Template.render = rendering(Template.render, "context")

    def read(self, context, name):
        if self.rendering and not is_in_inner_block(context, name):
            self.rendering[-1].add(name)

    @contextmanager
    def render(self, given):
        """``given`` is what the view gives the template; engines add to it."""
        given = set(given or ())
        self.rendering.append(set())
        try:
            yield
        finally:
            read = self.rendering.pop() - given
            for made in (name for name in given if MARK in name):
                self.variables[made] |= {name for name in read if MARK not in name}

    def told(self, folder):
        classes = {}
        for owner in own_classes(folder):
            made = {name for name in every_name(owner) if MARK in name.lower()}
            looked_for = {
                name
                for other, name in self.looked_for
                if issubclass(owner, other) or issubclass(other, owner)
            }
            if made:
                classes[f"{owner.__module__}.{owner.__qualname__}"] = {
                    "made": sorted(made | looked_for),
                    "inherited": inherited(owner),
                }
        return {
            "classes": classes,
            "arguments": [
                {"function": function, "names": names, "made": sorted(made)}
                for (function, names), made in self.arguments.items()
            ],
            "variables": {made: sorted(n) for made, n in self.variables.items()},
        }


def is_in_inner_block(context, name):
    """Whether a loop, say, gives the name to its own block: then nothing hides it."""
    layers = getattr(context, "dicts", [])  # Jinja asks only for what blocks lack
    made = [n for n, layer in enumerate(layers) if any(MARK in key for key in layer)]
    return bool(made) and any(name in layer for layer in layers[made[-1] + 1 :])


def own_classes(folder):
    """Every class of the starter's own modules, its tests left out."""
    for module in list(sys.modules.values()):
        file = str(getattr(module, "__file__", "") or "")
        if file.startswith(folder) and not file.startswith(f"{folder}/tests"):
            for thing in list(vars(module).values()):
                if isinstance(thing, type) and thing.__module__ == module.__name__:
                    yield thing


def every_name(owner):
    annotated = {
        name for base in owner.__mro__ for name in vars(base).get("__annotations__", ())
    }
    return {*dir(owner), *annotated}


def inherited(owner):
    """Attributes that a field would hide, and the first class that had each.

    Also those that methods give to ``self``.
    """
    found = {}
    for base in owner.__mro__[:-1]:
        for name in {*vars(base), *given_to_self(base)}:
            if WORD.fullmatch(name) and MARK not in name:
                found[name] = f"{base.__module__}.{base.__qualname__}"
    return found


def given_to_self(base):
    try:
        tree = ast.parse(inspect.cleandoc("\n" + inspect.getsource(base)))
    except (OSError, TypeError, SyntaxError):
        return set()
    return {
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and isinstance(node.ctx, ast.Store)
        and isinstance(node.value, ast.Name)
        and node.value.id == "self"
    }


def structure(application, visitor, database):
    """Names that must be unique in the whole starter."""
    document = visitor.json("GET", "/api/openapi.json")
    operations = [
        operation["operationId"]
        for methods in document["paths"].values()
        for operation in methods.values()
        if "operationId" in operation
    ]
    with closing(sqlite3.connect(database)) as connection:
        made = connection.execute("SELECT name, sql FROM sqlite_master").fetchall()
    # PostgreSQL makes an index, which must not be called as a table, for each of these.
    keys = re.compile(r'CONSTRAINT "?(\w+)"? (?:UNIQUE|PRIMARY)')
    tables = {name for name, _ in made} | {
        name for _, sql in made for name in keys.findall(sql or "")
    }
    own = structure_of_flask if hasattr(application, "url_map") else structure_of_django
    names, routes = own(application)
    return {
        "names": {
            "an operation of the API": sorted(operations),
            "a schema of the API": sorted(document["components"]["schemas"]),
            "a table or index": sorted(tables),
        }
        | names,
        "routes": routes,
        "packages": sorted(
            module.name
            for module in pkgutil.iter_modules([sysconfig.get_path("purelib")])
            if WORD.fullmatch(module.name)
        ),
    }


def structure_of_flask(application):
    from sqlalchemy.orm import DeclarativeBase

    def segments(rule):
        for word in rule.rule.strip("/").split("/"):
            if "<" not in word:
                yield [word, ""]
                continue
            kind = re.match(r"<(?:(\w+)(?:\(.*\))?:)?", word)[1] or "default"
            converter = application.url_map.converters[kind]
            yield ["", ".*" if not converter.part_isolating else converter.regex]

    bases = [
        base for base in DeclarativeBase.__subclasses__() if hasattr(base, "registry")
    ]
    classes = {
        mapper.class_.__name__ for base in bases for mapper in base.registry.mappers
    }
    names = {
        "an endpoint": sorted(application.view_functions),
        "a blueprint": sorted(application.blueprints),
        "a mapped class": sorted(classes),
    }
    return names, [list(segments(rule)) for rule in application.url_map.iter_rules()]


def structure_of_django(application):
    from django.apps import apps
    from django.urls import URLResolver, get_resolver
    from django.urls.converters import get_converters
    from django.urls.resolvers import RoutePattern

    def words(pattern):
        """The pattern as text in which what is no plain word stands in braces."""
        if isinstance(pattern, RoutePattern):
            kinds = get_converters()

            def braces(found):
                regex = kinds[found[1] or "str"].regex
                return "{.*}" if re.fullmatch(regex, "a/b") else f"{{{regex}}}"

            return re.sub(r"<(?:(\w+):)?\w+>", braces, pattern._route)
        text = (
            pattern.regex.pattern.removeprefix("^")
            .removesuffix("$")
            .removesuffix(r"\Z")
        )
        return re.sub(r"\(\?P<\w+>(.*?)\)(?=/|$)", r"{\1}", text)

    routes, namespaces, names = [], [], []

    def walk(resolver, prefix, spaces):
        for pattern in resolver.url_patterns:
            text = prefix + words(pattern.pattern)
            if isinstance(pattern, URLResolver):
                inner = [*spaces, pattern.namespace] if pattern.namespace else spaces
                if pattern.namespace:
                    namespaces.append(":".join(inner))
                walk(pattern, text, inner)
            else:
                routes.append(text)
                if pattern.name:
                    names.append(":".join([*spaces, pattern.name]))

    walk(get_resolver(), "", [])

    def segments(text):
        for word in re.split(r"/(?![^{]*\})", text.strip("/")):
            inner = re.fullmatch(r"\{(.*)\}", word)
            yield ["", inner[1]] if inner else [word, ""]

    found = {
        "an app": sorted(config.label for config in apps.get_app_configs()),
        "a namespace of addresses": sorted(set(namespaces)),
        "a name of an address": sorted(set(names)),
    }
    return found, [list(segments(text)) for text in routes]


if __name__ == "__main__":
    main()
