"""The sandbox of edited templates: a list of what is allowed, and a count of what is done.

Jinja2's own sandbox keeps a template from the process's insides; it does not keep it from
looping for hours or from writing a gigabyte. So a template may only name its variables, choose,
loop over its lists and use a few filters: no attribute, no call, no arithmetic, no joining of
texts. What is left runs in a time that its size bounds, and each step is counted besides.
"""

from collections.abc import Iterator, Sequence
from typing import Any, cast

from jinja2 import StrictUndefined, TemplateError, TemplateSyntaxError, nodes, pass_context
from jinja2.environment import Template
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment

from bridge.domain.mail_templates import (
    FILTERS,
    LISTS,
    LONGEST_SOURCE,
    VARIABLES,
    TemplateFault,
    TemplateKind,
)

MOST_STEPS = 20_000
"""Values written and entries looped over in one mail."""
LONGEST_MAIL = 2_000_000
"""Characters that the values of one mail may add up to."""
DEEPEST = 12
OPEN, CLOSE = "\ue000", "\ue001"
"""Around a value's number: no text of a template may hold them."""
_PLAIN = (nodes.Template, nodes.Output, nodes.TemplateData, nodes.Const, nodes.If, nodes.Compare)
_LOGIC = (nodes.And, nodes.Or, nodes.Not, nodes.CondExpr, nodes.Operand)
_VALUES = "the values"


class Values:
    """What a template wrote, by number: text is told from markup until the very end."""

    def __init__(self, *, bounded: bool) -> None:
        self.texts: list[str] = []
        self._bounded = bounded
        self._steps = 0
        self._size = 0

    def mark(self, value: object) -> str:
        self.step(len(text := str(value)))
        self.texts.append(text)
        return f"{OPEN}{len(self.texts) - 1}{CLOSE}"

    def step(self, size: int = 0) -> None:
        self._steps += 1
        self._size += size
        if self._bounded and (self._steps > MOST_STEPS or self._size > LONGEST_MAIL):
            raise TemplateFault("it writes more than a mail may hold")


class _Counted:
    """A list whose every entry is a step."""

    def __init__(self, entries: Sequence[object], values: Values) -> None:
        self._entries = entries
        self._values = values

    def __iter__(self) -> Iterator[object]:
        for entry in self._entries:
            self._values.step()
            yield entry

    def __len__(self) -> int:
        return len(self._entries)


@pass_context  # called at each output, not once when the template is compiled
def _marked(context: Context, value: object) -> str:
    values = cast(Values, context.resolve(_VALUES))
    return values.mark(value)


ENVIRONMENT = ImmutableSandboxedEnvironment(
    autoescape=False,  # values are escaped when the markup around them is known
    finalize=_marked,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=False,
)


def compiled(kind: TemplateKind, source: str) -> Template:
    """Raises TemplateFault, with the line where there is one."""
    if len(source) > LONGEST_SOURCE:
        raise TemplateFault("it is longer than %(most)s characters", most=LONGEST_SOURCE)
    if OPEN in source or CLOSE in source:
        raise TemplateFault("it holds a character of the private use area")
    try:
        _check(ENVIRONMENT.parse(source), VARIABLES[kind], 0)
        return ENVIRONMENT.from_string(source)
    except TemplateSyntaxError as error:
        raise TemplateFault(
            "it can't be read: %(why)s", line=error.lineno, why=error.message
        ) from error
    except (TemplateError, RecursionError, SyntaxError, MemoryError) as error:
        raise TemplateFault("it is nested too deeply or can't be read") from error


def rendered(template: Template, facts: dict[str, Any], *, bounded: bool) -> tuple[str, list[str]]:
    """The markup with marks for the values, and the values. Raises TemplateFault."""
    values = Values(bounded=bounded)
    given = {
        name: _Counted(value, values) if isinstance(value, list | tuple) else value
        for name, value in facts.items()
    }
    try:
        return template.render({**given, _VALUES: values}), values.texts
    except (TemplateError, TypeError, ValueError, RecursionError) as error:
        raise TemplateFault("it can't be filled in: %(why)s", why=error) from error


def _check(node: nodes.Node, known: frozenset[str], depth: int) -> None:
    """Raises TemplateFault at the first thing that is not on the list."""
    if depth > DEEPEST:
        raise TemplateFault("it is nested too deeply", line=node.lineno)
    inner = known
    if isinstance(node, nodes.For):
        inner = known | _loop(node, known)
    elif isinstance(node, nodes.Name):
        if node.name not in known:
            names = ", ".join(sorted(known))
            raise TemplateFault(
                "there is no variable %(name)s; there are: %(known)s",
                line=node.lineno,
                name=repr(node.name),
                known=names,
            )
    elif isinstance(node, nodes.Filter):
        if node.name not in FILTERS:
            names = ", ".join(sorted(FILTERS))
            raise TemplateFault(
                "the filter %(name)s is not allowed; these are: %(known)s",
                line=node.lineno,
                name=repr(node.name),
                known=names,
            )
    elif not isinstance(node, (*_PLAIN, *_LOGIC)):
        what = type(node).__name__.lower()
        raise TemplateFault("%(what)s is not allowed in a template", line=node.lineno, what=what)
    for child in node.iter_child_nodes(exclude=("target",)):
        _check(child, inner, depth + 1)


def _loop(node: nodes.For, known: frozenset[str]) -> set[str]:
    """The names that a loop brings. A loop goes over one of the lists, once."""
    source = node.iter
    if not isinstance(source, nodes.Name) or source.name not in LISTS or source.name not in known:
        names = ", ".join(sorted(LISTS.keys() & known)) or "none here"
        raise TemplateFault(
            "a loop goes over one of the lists: %(names)s", line=node.lineno, names=names
        )
    if node.recursive:
        raise TemplateFault("a loop can't be recursive", line=node.lineno)
    target = node.target
    parts: list[nodes.Node] = [target]
    if isinstance(target, nodes.Tuple):
        parts = list(target.items)
    wanted = LISTS[source.name]
    if len(parts) != wanted or not all(isinstance(part, nodes.Name) for part in parts):
        raise TemplateFault(
            "each entry of %(name)s has %(wanted)s values: name them all",
            line=node.lineno,
            name=repr(source.name),
            wanted=wanted,
        )
    return {part.name for part in parts if isinstance(part, nodes.Name)}
