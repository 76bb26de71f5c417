"""The job's synchronization schema as raw JSON, and evaluation of expressions by the service (T26 to T30)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, overload

from wizard.core.errors import MappingError
from wizard.core.json_types import JsonMapping, JsonObject
from wizard.graph import parse
from wizard.graph.area import Area
from wizard.graph.jobs import base, job_path
from wizard.graph.odata import Json, object_of, segment
from wizard.graph.sending import OPTIONAL, Options
from wizard.history.model import Change
from wizard.history.units import to_json, units_between
from wizard.http import Timeouts
from wizard.mapping import Schema

if TYPE_CHECKING:
    from wizard.core.tasks import Task

_SLOW = Options(timeouts=Timeouts(read=90.0, total=120.0))


@dataclass(frozen=True, slots=True)
class ParsedExpression:
    """The service's result for an expression; ``values`` if test values were given."""

    parsed: bool
    source: JsonMapping
    evaluated: bool = False
    values: tuple[str, ...] = ()
    error_code: str = ""
    error_message: str = ""


@dataclass(frozen=True, slots=True)
class ParameterDefinition:
    """A parameter of a function, as listed by the tenant."""

    name: str
    type: str = ""
    required: bool = True
    repeats: bool = False


@dataclass(frozen=True, slots=True)
class FunctionDefinition:
    """A function for use in expressions."""

    name: str
    parameters: tuple[ParameterDefinition, ...] = ()


@dataclass(frozen=True, slots=True)
class OperatorDefinition:
    """An operator for scoping filters; ``types`` are the attribute types, empty if the service does not say."""

    name: str
    unary: bool = False
    types: tuple[str, ...] = ()


class SchemaCalls(Area):
    """Calls on ``/jobs/{id}/schema``."""

    def read(self, task: Task, service_principal_id: str, job_id: str) -> Json:
        """Return the schema with every property, even unknown ones; only context annotations are removed."""
        return self._read(task, service_principal_id, f"{job_path(service_principal_id, job_id)}/schema")

    def of_template(self, task: Task, service_principal_id: str, template_id: str) -> Json:
        """Return the default schema of a template."""
        path = f"{base(service_principal_id)}/templates/{segment(template_id)}/schema"
        return self._read(task, service_principal_id, path)

    def _read(self, task: Task, service_principal_id: str, path: str) -> Json:
        return without_context(
            self._settling.settled(task, lambda: self._calls.get(task, path, "synchronization"), service_principal_id)
        )

    def replace(self, task: Task, service_principal_id: str, job_id: str, schema: JsonMapping) -> None:
        """Replace the whole schema; the service then evaluates all objects again.

        Raises:
            GraphError: ``graph-bad-request`` with ``detail`` naming the invalid mapping.
        """
        path = f"{job_path(service_principal_id, job_id)}/schema"
        body = without_context(schema)
        units = None
        if self._calls.writings.noted:
            units = _units(self.read(task, service_principal_id, job_id), body)
        target = {"app": service_principal_id, "job": job_id}
        with self._calls.declare(Change("schema", target, None, units, unread=units is None)):
            self._settling.settled(
                task,
                lambda: self._calls.send(task, "PUT", path, "synchronization", body, _SLOW),
                service_principal_id,
                "graph-wait-save",
            )

    def reset(self, task: Task, service_principal_id: str, job_id: str) -> None:
        """Reset to the template's schema, like the portal's *Restore default mappings*."""
        path = f"{job_path(service_principal_id, job_id)}/schema"
        target = {"app": service_principal_id, "job": job_id}
        with self._calls.declare(Change("schema", target, unread=True)):
            self._settling.settled(
                task,
                lambda: self._calls.send(task, "DELETE", path, "synchronization", None, _SLOW),
                service_principal_id,
            )

    def parse_expression(
        self,
        task: Task,
        service_principal_id: str,
        job_id: str,
        expression: str,
        *,
        values: Mapping[str, str | Sequence[str]] | None = None,
    ) -> ParsedExpression:
        """Let the service parse an expression and evaluate it if ``values`` of source attributes are given."""
        body: Json = {"expression": expression}
        if values is not None:
            body["testInputObject"] = {"definition": None, "properties": [_pair(k, v) for k, v in values.items()]}
        path = f"{job_path(service_principal_id, job_id)}/schema/parseExpression"
        answer = object_of(self._calls.send(task, "POST", path, "synchronization", body))
        error = parse.mapping(answer.get("error"))
        results = answer.get("evaluationResult")
        return ParsedExpression(
            answer.get("parsingSucceeded") is True,
            parse.mapping(answer.get("parsedExpression")),
            answer.get("evaluationSucceeded") is True,
            tuple("" if item is None else str(item) for item in results) if isinstance(results, list) else (),
            parse.text(error.get("code")),
            parse.text(error.get("message")),
        )

    def filter_operators(self, task: Task, service_principal_id: str, job_id: str) -> tuple[OperatorDefinition, ...]:
        """Return the operators for scoping filters of this job (``filterOperatorSchema``).

        Never asks the user to sign in.
        """
        path = f"{job_path(service_principal_id, job_id)}/schema/filterOperators"
        return tuple(
            OperatorDefinition(
                _name(item),
                parse.text(item.get("arity")).lower() == "unary",
                _types(item.get("supportedAttributeTypes")),
            )
            for item in self._calls.all(task, path, "synchronization", None, OPTIONAL)
            if _name(item)
        )

    def functions(self, task: Task, service_principal_id: str, job_id: str) -> tuple[FunctionDefinition, ...]:
        """Return the functions for expressions of this job (``attributeMappingFunctionSchema``).

        Never asks the user to sign in.
        """
        path = f"{job_path(service_principal_id, job_id)}/schema/functions"
        return tuple(
            FunctionDefinition(_name(item), tuple(_parameter(one) for one in parse.objects(item.get("parameters"))))
            for item in self._calls.all(task, path, "synchronization", None, OPTIONAL)
            if _name(item)
        )


def _units(before: Json, after: Json) -> list[Json] | None:
    """Return the journal entry for a changed schema; ``None`` if either schema cannot be parsed."""
    try:
        return to_json(units_between(Schema(before), Schema(after)))
    except MappingError:
        return None


def _name(item: JsonMapping) -> str:
    """Return a definition's name, which is in ``name`` in the documentation and in ``id`` in the type."""
    return parse.text(item.get("name")) or parse.text(item.get("id"))


def _types(value: object) -> tuple[str, ...]:
    return tuple(filter(None, map(parse.text, value))) if isinstance(value, list) else ()


def _parameter(found: JsonMapping) -> ParameterDefinition:
    return ParameterDefinition(
        parse.text(found.get("name")),
        parse.text(found.get("type")),
        found.get("required") is not False,
        found.get("allowMultipleOccurrences") is True,
    )


@overload
def without_context(value: JsonMapping) -> JsonObject: ...
@overload
def without_context(value: object) -> object: ...
def without_context(value: object) -> object:
    """Return JSON without ``@odata.context`` at any depth, which must not be sent back in a schema."""
    if isinstance(value, Mapping):
        return {k: without_context(v) for k, v in value.items() if not k.endswith("@odata.context")}
    return [without_context(item) for item in value] if isinstance(value, list) else value


def _pair(key: str, value: str | Sequence[str]) -> Json:
    if isinstance(value, str):
        return {"key": key, "value": value}
    return {"key": key, "value@odata.type": "#Collection(String)", "value": list(value)}
