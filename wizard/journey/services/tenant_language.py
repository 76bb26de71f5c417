"""The functions and operators that this tenant supports, read once and cached.

They come from ``schema/functions`` and ``schema/filterOperators`` of the job (Graph documentation,
synchronizationSchema). This session may lack the permission; then the program's own tables are used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from wizard.core.errors import GraphError, NetworkError, SignInError
from wizard.journey.services.job import service_principal_id
from wizard.mapping.expression import Function, Parameter
from wizard.mapping.expression.table.model import Type
from wizard.mapping.filters import canonical
from wizard.mapping.language import OWN, Language, TenantOperator

if TYPE_CHECKING:
    from collections.abc import Callable

    from wizard.core.tasks import Task
    from wizard.graph.schema import FunctionDefinition
    from wizard.journey.answers import Answers
    from wizard.journey.context import Context

T = TypeVar("T")
_TYPES: dict[str, Type] = {"String": "String", "Integer": "Integer", "Boolean": "Boolean", "DateTime": "DateTime"}


def known_language(context: Context, answers: Answers) -> Language:
    """Return what the tenant reported already, or the program's own tables."""
    return context.state.application(answers).language or OWN


def read_language(task: Task, context: Context, answers: Answers, job_id: str) -> Language:
    """Read the tenant's functions and operators, unless they are known. A failed request is repeated the next time.

    Raises:
        Cancelled: the person cancelled.
    """
    known = context.state.application(answers)
    if context.case is not None or known.language is not None:
        return known_language(context, answers)
    principal, graph = service_principal_id(answers), context.graph
    functions, said_functions = _asked(lambda: graph.schema.functions(task, principal, job_id))
    operators, said_operators = _asked(lambda: graph.schema.filter_operators(task, principal, job_id))
    found = Language(
        {one.name: _function(one) for one in functions if one.name},
        {canonical(one.name): TenantOperator(one.name, one.unary, frozenset(one.types)) for one in operators},
    )
    if said_functions and said_operators:
        known.language = found
    return found


def _asked(call: Callable[[], tuple[T, ...]]) -> tuple[tuple[T, ...], bool]:
    """Return the tenant's list, and whether the result is final: after 403 or 404 the request is not repeated."""
    try:
        return call(), True
    except (GraphError, SignInError, NetworkError) as error:
        return (), isinstance(error, GraphError) and error.status in {403, 404}


def _function(told: FunctionDefinition) -> Function:
    """Return a function for help and signatures; only the tenant knows its return type."""
    parameters = tuple(
        Parameter(one.name, _TYPES.get(one.type, "Any"), one.required, repeats=one.repeats) for one in told.parameters
    )
    return Function(told.name, parameters, "Any", lambda *_values: None)
