"""Where each model and field is named, found in the code itself.

The models are the classes that declare columns, in either ORM's way; the rest of the
code is then read for their names. Nothing is taken from the templates, so the map is
as true after an edit as before. A file that is not Python any more has no marks.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from scaffold.project.code_lines import parsed
from scaffold.project.sources import Source
from scaffold.spec import inflection

#: Without one of these a file declares no model, and need not be parsed to know it.
_SIGNS_OF_MODELS = ("models.Model", "Mapped[", "(Abstract", ".Column(")
_DJANGO_BASES = frozenset({"Model", "AbstractUser", "AbstractBaseUser"})
_SQLALCHEMY_COLUMNS = frozenset({"mapped_column", "relationship", "Column"})
#: Calls of a migration, or of SQLAlchemy, that name a table: in which argument.
_TABLE_ARGUMENT = {
    "Table": 0,
    "create_table": 0,
    "drop_table": 0,
    "rename_table": 0,
    "add_column": 0,
    "drop_column": 0,
    "alter_column": 0,
    "batch_alter_table": 0,
    "create_index": 1,
    "create_check_constraint": 1,
    "create_unique_constraint": 1,
    "create_foreign_key": 1,
}
_DEFINED = re.compile(r"(?:async\s+)?(?:def|class)\s+(\w+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """``text[start:end]`` is about ``symbol``: "Product" or "Product.price"."""

    start: int
    end: int
    symbol: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelNames:
    """A model of either starter, and the fields that either declares."""

    name: str
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldMap:
    """``marks`` by framework and path: sorted, and one inside the other or apart."""

    models: tuple[ModelNames, ...]
    marks: Mapping[tuple[str, str], tuple[Mark, ...]]


def field_map(files: Sequence[Source], first: Sequence[str] = ()) -> FieldMap:
    """Read both starters; the models named by ``first`` come first, in that order."""
    declared: dict[str, dict[str, None]] = {}
    for source in files:
        if _is_code(source) and _is_of_the_domain(source):
            for name, fields in _declared(parsed(source.text)):
                declared.setdefault(name, {}).update(fields)
    if not declared:
        return FieldMap(models=(), marks={})
    models = {name: _Model(name, tuple(fields)) for name, fields in declared.items()}
    words = {word for model in models.values() for word in model.words}
    marks = {}
    # A file that is the same in both is read once.
    read: dict[tuple[str, bool], tuple[Mark, ...]] = {}
    for source in files:
        key = (source.text, source.is_python)
        if _is_code(source):
            if key not in read and any(word in source.text for word in words):
                read[key] = _in_python(source.text, models)
        elif source.path.endswith(".html"):
            read[key] = tuple(_in_markup(source.text, models))
        if found := read.get(key):
            marks[source.framework, source.path] = found
    order = [*(name for name in first if name in models), *models]
    return FieldMap(
        models=tuple(
            ModelNames(name=name, fields=models[name].fields)
            for name in dict.fromkeys(order)
        ),
        marks=marks,
    )


def _is_code(source: Source) -> bool:
    return source.is_python and not source.path.startswith("tests/")


def _is_of_the_domain(source: Source) -> bool:
    """The users and logins that every starter has are not what a team modelled."""
    folders = source.path.split("/")
    return "accounts" not in folders and any(
        sign in source.text for sign in _SIGNS_OF_MODELS
    )


class _Model:
    """A model's own name and its fields, under all the names that they go by."""

    def __init__(self, name: str, declared: tuple[str, ...]) -> None:
        self.name = name
        self.snake = inflection.snake(name)
        self.words = {name, self.snake}
        # SQLAlchemy declares a column and a relationship where Django has one field.
        self.fields = tuple(
            field
            for field in declared
            if field != "id" and field.removesuffix("_id") not in {*declared} - {field}
        )
        self.known: dict[str, str] = {}
        for field in self.fields:
            symbol = f"{name}.{field}"
            for alias in (f"{field}_id", f"{inflection.singular(field)}_ids"):
                self.known.setdefault(alias, symbol)
        self.known |= {field: f"{name}.{field}" for field in self.fields}

    def symbol(self, text: str) -> str | None:
        """The field that ``text`` names: "price", "-price" or "category_id"."""
        return self.known.get(text.removeprefix("-"))


def _declared(tree: ast.Module | None) -> Iterator[tuple[str, dict[str, None]]]:
    """The classes of a module that declare columns, with their fields in order."""
    for node in tree.body if tree else ():
        if isinstance(node, ast.ClassDef):
            is_model = any(_last(base) in _DJANGO_BASES for base in node.bases)
            fields = {
                target.id: None
                for statement in node.body
                for target in _targets(statement)
                if _declares(statement, is_model)
            }
            if fields or any(_dotted(base) == "models.Model" for base in node.bases):
                yield node.name, fields


def _targets(statement: ast.stmt) -> Iterator[ast.Name]:
    if isinstance(statement, ast.Assign):
        yield from (name for name in statement.targets if isinstance(name, ast.Name))
    elif isinstance(statement, ast.AnnAssign) and isinstance(
        statement.target, ast.Name
    ):
        yield statement.target


def _declares(statement: ast.stmt, is_django_model: bool) -> bool:
    if isinstance(statement, ast.AnnAssign):
        annotation = statement.annotation
        if (
            isinstance(annotation, ast.Subscript)
            and _last(annotation.value) == "Mapped"
        ):
            return True
    value = getattr(statement, "value", None)
    if not isinstance(value, ast.Call):
        return False
    name = _dotted(value.func)
    last = name.rpartition(".")[2]
    if last in _SQLALCHEMY_COLUMNS:
        return True
    return last.endswith(("Field", "ForeignKey")) and (
        is_django_model or name.startswith("models.")
    )


def _dotted(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return f"{_dotted(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""


def _last(node: ast.expr) -> str:
    return _dotted(node).rpartition(".")[2]


def _in_python(text: str, models: dict[str, _Model]) -> tuple[Mark, ...]:
    tree = parsed(text)
    if tree is None:
        return ()
    reader = _Reader(text, models)
    try:
        for statement in tree.body:
            reader.visit(statement, None)
    except RecursionError:
        return ()
    return tuple(_nested(reader.marks))


def _in_markup(text: str, models: dict[str, _Model]) -> Iterator[Mark]:
    """In a page only ``product.price`` is sure to mean the field."""
    by_snake = {model.snake: model for model in models.values()}
    for found in re.finditer(r"\b(\w+)\.(\w+)\b", text):
        model = by_snake.get(found[1])
        if model and (symbol := model.symbol(found[2])):
            yield Mark(start=found.start(), end=found.end(), symbol=symbol)


class _Reader:
    """Walks one module. ``model`` is the one that the code at hand is about."""

    def __init__(self, text: str, models: dict[str, _Model]) -> None:
        self.text = text
        self.models = models
        self.by_snake = {model.snake: model for model in models.values()}
        self.by_upper = {model.snake.upper(): model for model in models.values()}
        self.by_lower = {name.lower(): model for name, model in models.items()}
        # PRODUCT_STATUS and product_tags are about one field of a model.
        self.compound = {
            f"{model.snake}_{field}": f"{model.name}.{field}"
            for model in models.values()
            for field in model.fields
        }
        self.marks: list[Mark] = []
        self.lines = text.split("\n")
        self.starts = [0]
        for line in self.lines:
            self.starts.append(self.starts[-1] + len(line) + 1)

    def visit(self, node: ast.AST, model: _Model | None) -> None:
        """Note every name below ``node``, which is about ``model`` if not about another."""
        reading = _READING.get(type(node))
        if reading:
            reading(self, node, model)
        else:
            self._children(node, model)

    def _children(self, node: ast.AST, model: _Model | None) -> None:
        for name in node._fields:  # ast.iter_child_nodes takes twice as long
            value = getattr(node, name, None)
            if isinstance(value, list):
                for child in value:
                    if isinstance(child, ast.AST):
                        self.visit(child, model)
            elif isinstance(value, ast.AST):
                self.visit(value, model)

    def _nothing(self, node: ast.AST, model: _Model | None) -> None:
        """Imports say nothing of use, and what stands in an f-string has no place."""

    def _constant(self, node: ast.Constant, model: _Model | None) -> None:
        text = node.value
        if not isinstance(text, str) or len(text) > 100:
            return
        if text in self.models:
            self._mark(node, text)
        elif model and (symbol := model.symbol(text)):
            self._mark(node, symbol)
        elif text.count(".") == 1 and (target := self._reference(text)):
            self._mark(node, target.name)
        elif "|" in text and text.split()[0] in self.models:  # "Category | None"
            self._mark(node, text.split()[0])

    def _reference(self, text: str) -> _Model | None:
        """``catalog.category`` in Django, ``category.id`` in SQLAlchemy."""
        left, _, right = text.partition(".")
        return self.by_lower.get(right) or self.by_snake.get(left)

    def _name(self, node: ast.Name, model: _Model | None) -> None:
        if symbol := self.compound.get(node.id.lower()):
            self._mark(node, symbol)
        elif found := self._about(node.id):
            self._mark(node, found.name)

    def _attribute(self, node: ast.Attribute, model: _Model | None) -> None:
        """``Product.price``, ``product.price``, ``self.price``, ``schemas.ProductIn``."""
        owner: _Model | None = None
        if isinstance(node.value, ast.Name):
            name = node.value.id
            owner = self.models.get(name) or self.by_snake.get(name)
            owner = model if name == "self" else owner
        if owner and (symbol := owner.symbol(node.attr)):
            self._mark(node, symbol)
            return
        if found := self._about(node.attr) or self._about(node.attr, upper=True):
            self._mark(node, found.name)
        self.visit(node.value, model)

    def _call(self, node: ast.Call, model: _Model | None) -> None:
        name = _last(node.func)
        about = self._subject(node, name) or model
        first = node.args[0] if node.args else None
        if isinstance(first, ast.Constant) and isinstance(first.value, str):
            if about and name == "Column" and (symbol := about.symbol(first.value)):
                self._mark(node, symbol)
            if name in ("Table", "create_table", "drop_table") and (
                symbol := self.compound.get(first.value)
            ):
                self._mark(node, symbol)
        self.visit(node.func, model)
        for argument in node.args:
            self.visit(argument, about)
        for keyword in node.keywords:
            name, lookup, _ = (keyword.arg or "").partition("__")  # price__gte=0
            if about and lookup and (symbol := about.symbol(name)):
                start = self._offset(keyword.lineno, keyword.col_offset)
                self._add(start, start + len(f"{keyword.arg}"), symbol)
            self.visit(keyword.value, about)

    def _subject(self, node: ast.Call, name: str) -> _Model | None:
        """The model that a call is about, if its arguments say so."""
        place = _TABLE_ARGUMENT.get(name)
        if place is not None and len(node.args) > place:
            table = node.args[place]
            value = table.value if isinstance(table, ast.Constant) else None
            if isinstance(value, str) and (found := self.by_snake.get(value)):
                self._mark(table, found.name)
                return found
        for keyword in node.keywords:
            match keyword:
                case ast.keyword(arg="model", value=ast.Name(id=model)):
                    return self.models.get(model)
                case ast.keyword(arg="name", value=ast.Constant(value=str(model))):
                    if name == "CreateModel":
                        return self.models.get(model)
                case ast.keyword(
                    arg="model_name", value=ast.Constant(value=str(model)) as said
                ):
                    if found := self.by_lower.get(model.lower()):
                        self._mark(said, found.name)
                        return found
        named = [
            self.models[argument.id]
            for argument in node.args
            if isinstance(argument, ast.Name) and argument.id in self.models
        ]
        return named[0] if len(named) == 1 else None

    def _class(self, node: ast.ClassDef, model: _Model | None) -> None:
        about = (
            self._about(node.name)
            or self._declared_model(node)
            or self._registered(node)
            or model
        )
        if found := self._about(node.name):
            self._add_word(node.lineno, node.col_offset, found.name)
        for part in (*node.decorator_list, *node.bases):
            self.visit(part, about)
        is_options = node.name in ("Meta", "Config")
        for statement in node.body:
            for target in _targets(statement):
                if about and not is_options and (symbol := about.symbol(target.id)):
                    self._mark(statement, symbol)
            self.visit(statement, about)

    def _declared_model(self, node: ast.ClassDef) -> _Model | None:
        """``model = Product`` in the class, or in its Meta."""
        for statement in node.body:
            match statement:
                case ast.ClassDef(name="Meta"):
                    if found := self._declared_model(statement):
                        return found
                case ast.Assign(
                    targets=[ast.Name(id="model")], value=ast.Name(id=model)
                ):
                    return self.models.get(model)
        return None

    def _registered(self, node: ast.ClassDef) -> _Model | None:
        """``@admin.register(Product)``."""
        for decorator in node.decorator_list:
            if isinstance(decorator, ast.Call):
                return self._subject(decorator, _last(decorator.func))
        return None

    def _assignment(
        self, node: ast.Assign | ast.AnnAssign, model: _Model | None
    ) -> None:
        for target in _targets(node):
            model = self._about(target.id, upper=True) or model
            if symbol := self.compound.get(target.id.lower()):
                self._mark(node, symbol)
            elif found := self._about(target.id, upper=True):
                self._mark(target, found.name)
            elif found := self._about(target.id):  # ProductPatch = …
                self._mark(target, found.name)
                model = found
        if isinstance(node, ast.AnnAssign):
            self.visit(node.annotation, model)
        else:
            for place in node.targets:
                if not isinstance(place, ast.Name):
                    self.visit(place, model)
        if node.value:
            self.visit(node.value, model)

    def _dict(self, node: ast.Dict, model: _Model | None) -> None:
        for key, value in zip(node.keys, node.values, strict=True):
            about = model
            if key:
                self.visit(key, model)
                if isinstance(key, ast.Name):
                    about = self.models.get(key.id) or model
            self.visit(value, about)

    def _tuple(self, node: ast.Tuple, model: _Model | None) -> None:
        """A column in a migration of Django: ``("price", models.DecimalField(…))``."""
        match node.elts:
            case [ast.Constant(value=str(name)), ast.Call()] if model:
                if symbol := model.symbol(name):
                    self._mark(node, symbol)
        self._children(node, model)

    def _function(
        self, node: ast.FunctionDef | ast.AsyncFunctionDef, model: _Model | None
    ) -> None:
        if model is None:
            for words in _runs(node.name.split("_")):
                if found := self.by_snake.get("_".join(words)):
                    self._add_word(node.lineno, node.col_offset, found.name)
        elif symbol := model.symbol(node.name):  # a property: tag_ids, clean_price
            self._add_word(node.lineno, node.col_offset, symbol)
        self._children(node, model)

    def _about(self, name: str, *, upper: bool = False) -> _Model | None:
        """``ProductAdmin`` is about Product; ``upper`` for PRODUCT_SORTS.

        The longest model's name that ``name`` begins with, up to where a word ends.
        """
        if name in self.models:
            return self.models[name]
        known = self.by_upper if upper else self.models
        for end in range(len(name) - 1, 0, -1):
            ends_word = name[end] == "_" if upper else name[end].isupper()
            if ends_word and (found := known.get(name[:end])):
                return found
        return None

    def _add_word(self, line: int, column: int, symbol: str) -> None:
        """The name after ``class`` or ``def``, which has no node of its own."""
        if found := _DEFINED.match(self.text, self._offset(line, column)):
            self._add(found.start(1), found.end(1), symbol)

    def _mark(self, node: ast.expr | ast.stmt, symbol: str) -> None:
        if node.end_lineno is None or node.end_col_offset is None:
            return
        self._add(
            self._offset(node.lineno, node.col_offset),
            self._offset(node.end_lineno, node.end_col_offset),
            symbol,
        )

    def _add(self, start: int, end: int, symbol: str) -> None:
        self.marks.append(Mark(start=start, end=end, symbol=symbol))

    def _offset(self, line: int, column: int) -> int:
        """``ast`` counts a line's bytes, we count letters."""
        text = self.lines[line - 1]
        if not text.isascii():
            column = len(text.encode()[:column].decode(errors="ignore"))
        return self.starts[line - 1] + column


def _runs(words: list[str]) -> Iterator[list[str]]:
    """Words that follow each other, the longest runs first."""
    for size in range(len(words), 0, -1):
        for start in range(len(words) - size + 1):
            yield words[start : start + size]


_READING: dict[type[ast.AST], Callable[[_Reader, Any, _Model | None], None]] = {
    ast.Constant: _Reader._constant,
    ast.Name: _Reader._name,
    ast.Attribute: _Reader._attribute,
    ast.Call: _Reader._call,
    ast.ClassDef: _Reader._class,
    ast.Assign: _Reader._assignment,
    ast.AnnAssign: _Reader._assignment,
    ast.Dict: _Reader._dict,
    ast.Tuple: _Reader._tuple,
    ast.FunctionDef: _Reader._function,
    ast.AsyncFunctionDef: _Reader._function,
    ast.Import: _Reader._nothing,
    ast.ImportFrom: _Reader._nothing,
    ast.JoinedStr: _Reader._nothing,
    ast.Load: _Reader._nothing,
    ast.Store: _Reader._nothing,
}


def _nested(marks: Iterable[Mark]) -> Iterator[Mark]:
    """Sorted by place; without what repeats, or crosses, the mark around it."""
    around: list[Mark] = []
    for mark in sorted(marks, key=lambda mark: (mark.start, -mark.end)):
        while around and around[-1].end <= mark.start:
            around.pop()
        if any(outer.symbol == mark.symbol for outer in around):
            continue
        if around and (
            mark.end > around[-1].end
            or (mark.start, mark.end) == (around[-1].start, around[-1].end)
        ):
            continue
        around.append(mark)
        yield mark
