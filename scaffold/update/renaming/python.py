"""Other names in a person's Python, where it is sure what they name.

A class, function or constant of the tool is sure by its import or its place; a field where
the row, the query or the class that it stands in is one of its model's. What comes from
packages that the tool does not use keeps its names, and so do variables. Lines stay lines.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import libcst as cst

from scaffold.update.renaming.bindings import Imports, bound, imports_of, root_of
from scaffold.update.renaming.names import Names
from scaffold.update.renaming.written import Function, Written, written

#: They take the name of a model as a text.
_TAKE_A_MODEL = (
    "ForeignKey",
    "OneToOneField",
    "ManyToManyField",
    "relationship",
    "get_model",
)
#: Methods of queries and statements that take fields as keywords; those of a person take
#: what the person calls so.
_TAKE_FIELDS = frozenset(
    ["aggregate", "alias", "annotate", "create", "exclude", "filter", "filter_by"]
    + ["get", "get_or_create", "update", "update_or_create", "values"]
)
#: What a class of Django says its model by.
_TELL_A_MODEL = ("model", "queryset")
#: What frameworks and people call the row that a class is about.
_ROWS = ("obj", "instance", "record", "row", "item")


def called_otherwise(
    text: str, names: Names, *, ours: frozenset[str], old: str = "", new: str = ""
) -> str:
    """``text`` with new names; as it is where it is no Python, or nested too deeply.

    ``ours`` are the modules that the tool has written, by the last part of their name.
    ``old`` and ``new`` are what it has written of this one, if it has.
    """
    try:
        tree = cst.parse_module(text)
        tool = written(old, new, names)
        imports = imports_of(tree, ours, names.packages)
        return tree.visit(_Renaming(names, tool, imports, tree)).code
    except (cst.ParserSyntaxError, SyntaxError, RecursionError):
        return text


@dataclass(kw_only=True)
class _Scope:
    """A class or function that is being read; ``model`` is what ``self`` is a row of.

    ``variables`` are what a function binds, with the model of each, if that is known;
    ``written`` is a function of the tool's.
    """

    name: str
    is_class: bool
    model: str | None = None
    variables: Mapping[str, str | None] = field(default_factory=dict)
    written: Function | None = None


@dataclass(frozen=True, kw_only=True)
class _Place:
    """What a text stands in: a query of a model, or where a model is named."""

    model: str | None
    takes_a_model: bool = False


class _Renaming(cst.CSTTransformer):
    def __init__(
        self, names: Names, tool: Written, imports: Imports, tree: cst.Module
    ) -> None:
        super().__init__()
        self._names, self._tool, self._imports = names, tool, imports
        self._scopes = [_Scope(name="", is_class=False)]
        self._places = [_Place(model=None)]
        self._scopes[0].variables = {
            name: model for name, model in self._bound(tree).items() if model
        }

    # Classes and functions.

    def visit_ClassDef(self, node: cst.ClassDef) -> None:
        model = self._model_of_class(node) or self._class_model
        self._scopes.append(_Scope(name=node.name.value, is_class=True, model=model))
        self._places.append(_Place(model=model))

    def leave_ClassDef(
        self, original_node: cst.ClassDef, updated_node: cst.ClassDef
    ) -> cst.ClassDef:
        self._scopes.pop()
        self._places.pop()
        name = self._definition(original_node.name)
        return updated_node.with_changes(name=name)

    def visit_FunctionDef(self, node: cst.FunctionDef) -> None:
        scope = _Scope(
            name=node.name.value,
            is_class=False,
            model=self._class_model,
            written=self._tool.functions.get(self._path(node.name.value)),
        )
        self._scopes.append(scope)
        self._places.append(_Place(model=None))
        # What one variable is says what the next one is.
        for _ in range(2):
            scope.variables = self._bound(node)

    def leave_FunctionDef(
        self, original_node: cst.FunctionDef, updated_node: cst.FunctionDef
    ) -> cst.FunctionDef:
        self._scopes.pop()
        self._places.pop()
        name = self._definition(original_node.name)
        return updated_node.with_changes(name=name)

    def _definition(self, name: cst.Name) -> cst.Name:
        scope = self._scopes[-1]
        members = (
            self._names.members.get(scope.model or "", {}) if scope.is_class else {}
        )
        if name.value in members:
            return name.with_changes(value=members[name.value])
        if len(self._scopes) == 1 and name.value in self._tool.defined:
            return self._defined(name)
        return name

    # Names.

    def leave_Name(self, original_node: cst.Name, updated_node: cst.Name) -> cst.Name:
        return updated_node.with_changes(value=self._called(original_node.value))

    def _called(self, name: str) -> str:
        for scope in reversed(self._scopes):
            if scope.written and name in scope.written.names:
                return scope.written.names[name]
            if not scope.is_class and scope.name and name in scope.variables:
                return name
            if scope is self._scopes[-1] and scope.is_class and scope.model:
                members = self._names.members[scope.model]
                if name in members:
                    return members[name]
        if name in self._imports.ours or name in self._tool.defined:
            return self._names.defined.get(name, name)
        return name

    def _defined(self, name: cst.Name) -> cst.Name:
        value = self._names.defined.get(name.value, name.value)
        return name.with_changes(value=value)

    def leave_Param(
        self, original_node: cst.Param, updated_node: cst.Param
    ) -> cst.Param:
        tool, name = self._scopes[-1].written, original_node.name
        value = tool.names.get(name.value, name.value) if tool else name.value
        return updated_node.with_changes(name=name.with_changes(value=value))

    def leave_ImportFrom(
        self, original_node: cst.ImportFrom, updated_node: cst.ImportFrom
    ) -> cst.ImportFrom:
        if isinstance(original_node.names, cst.ImportStar):
            return original_node
        is_ours = self._imports.is_ours(original_node)
        return original_node.with_changes(
            names=[
                alias.with_changes(name=self._defined(alias.name))
                if is_ours and isinstance(alias.name, cst.Name)
                else alias
                for alias in original_node.names
            ]
        )

    def leave_Import(
        self, original_node: cst.Import, updated_node: cst.Import
    ) -> cst.Import:
        return original_node

    def leave_Attribute(
        self, original_node: cst.Attribute, updated_node: cst.Attribute
    ) -> cst.Attribute:
        attribute, row = original_node.attr, original_node.value
        model = self._model_of(row)
        value = self._names.members.get(model or "", {}).get(attribute.value)
        if value is None and model is None and root_of(row) in self._imports.ours:
            value = self._names.defined.get(attribute.value)
        value = value or attribute.value
        return updated_node.with_changes(attr=attribute.with_changes(value=value))

    # Calls, and texts in them.

    def visit_Call(self, node: cst.Call) -> None:
        function = node.func
        last = getattr(function, "attr", function)
        self._places.append(
            _Place(
                model=self._model_of_call(node),
                takes_a_model=isinstance(last, cst.Name)
                and last.value in _TAKE_A_MODEL,
            )
        )

    def leave_Call(self, original_node: cst.Call, updated_node: cst.Call) -> cst.Call:
        model = self._places.pop().model
        is_told = any(self._is_told(each.value) for each in original_node.args)
        arguments = []
        for before, after in zip(original_node.args, updated_node.args, strict=True):
            keyword = before.keyword
            if keyword is not None:
                value = keyword.value
                if root_of(original_node.func) in self._imports.foreign:
                    pass
                elif is_told:
                    tool = self._scopes[-1].written
                    known = {**self._names.words, **(tool.names if tool else {})}
                    value = known.get(value, value)
                elif model and _takes_fields(original_node.func):
                    value = self._names.path(value, model)
                keyword = keyword.with_changes(value=value)
            arguments.append(after.with_changes(keyword=keyword))
        return updated_node.with_changes(args=arguments)

    def _is_told(self, argument: cst.BaseExpression) -> bool:
        """Whether it is the text of an address or a template that is called otherwise."""
        return (
            isinstance(argument, cst.SimpleString)
            and argument.evaluated_value in self._names.texts
        )

    def visit_Subscript(self, node: cst.Subscript) -> None:
        self._places.append(
            _Place(
                model=self._model_of(node.value),
                takes_a_model=self._places[-1].takes_a_model,
            )
        )

    def leave_Subscript(
        self, original_node: cst.Subscript, updated_node: cst.Subscript
    ) -> cst.Subscript:
        self._places.pop()
        return updated_node

    def visit_Annotation(self, node: cst.Annotation) -> None:
        self._places.append(_Place(model=None, takes_a_model=True))

    def leave_Annotation(
        self, original_node: cst.Annotation, updated_node: cst.Annotation
    ) -> cst.Annotation:
        self._places.pop()
        return updated_node

    def leave_SimpleString(
        self, original_node: cst.SimpleString, updated_node: cst.SimpleString
    ) -> cst.SimpleString:
        text, place = original_node.evaluated_value, self._places[-1]
        if not isinstance(text, str):
            return updated_node
        tool = self._scopes[-1].written
        name = self._names.texts.get(text, text)
        if tool and text in tool.texts:
            name = tool.texts[text]
        elif place.takes_a_model:
            name = self._model_told(text, name)
        elif place.model and name == text:
            sign = text[:1] if text[:1] in ("-", "+") else ""
            name = sign + self._names.path(text.removeprefix(sign), place.model)
        if name == text:
            return updated_node
        quote = original_node.quote
        return updated_node.with_changes(
            value=original_node.prefix + quote + name + quote
        )

    def _model_told(self, text: str, name: str) -> str:
        """What ``text`` names, a model, one of an app or a column, as it is called now."""
        if text in self._names.columns:
            return self._names.columns[text]
        app, dot, model = text.rpartition(".")
        if app and app.rpartition(".")[2] not in self._imports.modules:
            return name
        new = self._names.defined.get(model)
        return name if new is None else f"{app}{dot}{new}"

    # What a row is a row of.

    @property
    def _class_model(self) -> str | None:
        return next((s.model for s in reversed(self._scopes) if s.is_class), None)

    def _path(self, name: str) -> str:
        return ".".join([*(scope.name for scope in self._scopes[1:]), name])

    def _model_of_class(self, node: cst.ClassDef) -> str | None:
        name = node.name.value
        if len(self._scopes) == 1 and name in self._tool.defined:
            return self._names.model_called(name)
        told = [
            *(each.decorator for each in node.decorators),
            *(each.value for each in node.bases),
            *_told_models(node),
        ]
        return next(filter(None, map(self._model_of, told)), None)

    def _bound(self, node: cst.CSTNode) -> dict[str, str | None]:
        found: dict[str, str | None] = {}
        for name, value in bound(node):
            model = self._model_of(value) if value else None
            if value is None and name in _ROWS:
                model = self._class_model
            found[name] = model or found.get(name)
        return found

    def _model_of_call(self, node: cst.Call) -> str | None:
        root = root_of(node.func)
        if root in self._imports.foreign:
            return None
        model = self._model_of(node)
        if model is None and root in self._imports.framework:
            return self._places[-1].model  # Q() in a filter()
        return model

    def _model_of(self, node: cst.CSTNode) -> str | None:
        match node:
            case cst.Name(value=name):
                return self._model_of_name(name)
            case cst.Attribute(value=row, attr=cst.Name(value=name)):
                if root_of(row) in self._imports.foreign:
                    return None
                if name in self._names.targets:
                    return self._names.targets[name]
                if name[:1].isupper() and root_of(row) in self._imports.ours:
                    return self._names.model_called(name)
                return self._model_of(row)
            case cst.Call(
                func=cst.Attribute(
                    value=cst.Call(func=cst.Name(value="super")),
                    attr=cst.Name(value="get_queryset"),
                )
            ):
                return self._class_model
            case cst.Call(func=function, args=arguments):
                if root_of(function) in self._imports.foreign:
                    return None
                told = [function]
                if not self._is_of_person(function):
                    told += [each.value for each in arguments if not each.keyword]
                return next(filter(None, map(self._model_of, told)), None)
            case cst.Subscript(value=value, slice=slices):
                within = (
                    e.slice.value for e in slices if isinstance(e.slice, cst.Index)
                )
                return next(filter(None, map(self._model_of, (value, *within))), None)
            case cst.Annotation(annotation=annotation):
                return self._model_of(annotation)
            case cst.BinaryOperation(left=left, right=right):
                return self._model_of(left) or self._model_of(right)
        return None

    def _is_of_person(self, function: cst.BaseExpression) -> bool:
        """Whether what it takes is what a person has it take."""
        known = self._imports.framework | self._imports.ours | self._tool.defined
        return isinstance(function, cst.Name) and function.value not in known

    def _model_of_name(self, name: str) -> str | None:
        for scope in reversed(self._scopes):
            if name in ("self", "cls") and not scope.is_class:
                return self._class_model
            if not scope.is_class and scope.variables.get(name):
                return scope.variables[name]
        if name in self._imports.foreign or name in self._imports.framework:
            return None
        return self._names.model_called(name)


def _takes_fields(function: cst.BaseExpression) -> bool:
    """Whether the keywords of what is called are fields: of a class, or of a query."""
    match function:
        case cst.Attribute(attr=cst.Name(value=name)):
            is_query = {name, name.removeprefix("a")} & _TAKE_FIELDS
            return name[:1].isupper() or bool(is_query)
    return True


def _told_models(node: cst.ClassDef) -> Iterator[cst.BaseExpression]:
    """``model = Product``, in a class or in its Meta, and ``queryset = …`` of it."""
    for statement in node.body.body:
        if isinstance(statement, cst.ClassDef):
            yield from _told_models(statement)
        if not isinstance(statement, cst.SimpleStatementLine):
            continue
        for each in statement.body:
            if isinstance(each, cst.Assign):
                target = each.targets[0].target
                if isinstance(target, cst.Name) and target.value in _TELL_A_MODEL:
                    yield each.value
