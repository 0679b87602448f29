"""How every command answers: words, exit codes, one JSON document."""

import json
import sys
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import click

from boundaries.refusal import Fault, Refused
from maps.words.commands import command_words
from maps.words.said import Lang, exit_code, render

DONE, FAULT_FOUND, USAGE, REFUSED, OUR_BUG = range(5)
LANGUAGES = ("vi", "en")
Command = TypeVar("Command", bound=Callable[..., Any])
FILE = click.Path(path_type=Path)
DAY = click.DateTime(formats=["%Y-%m-%d"])


def language() -> Lang:
    """Give the reader's language: ``--lang`` of the command or of the group."""
    context = click.get_current_context(silent=True)
    chosen = (context.find_root().obj or {}).get("lang") if context else None
    return "en" if chosen == "en" else "vi"


def _keep_language(
    context: click.Context, _: click.Parameter, lang: str | None
) -> None:
    if lang:
        context.find_root().ensure_object(dict)["lang"] = lang


def with_language(command: Command) -> Command:
    """Add ``--lang vi|en``."""
    return click.option(
        "--lang",
        type=click.Choice(LANGUAGES),
        callback=_keep_language,
        expose_value=False,
        is_eager=True,
        help="Language of what people read; Vietnamese by default.",
    )(command)


def with_json(command: Command) -> Command:
    """Add ``--json``: one document on stdout, all else on stderr."""
    return click.option(
        "--json", "as_json", is_flag=True, help="Print one JSON document on stdout."
    )(command)


def say(key: str, /, **facts: object) -> None:
    """Print a sentence of ``maps/words/commands.toml`` in the reader's language."""
    click.echo(command_words(key, language(), **facts))


def note(key: str, /, **facts: object) -> None:
    """Print such a sentence on stderr, beside the result."""
    click.echo(command_words(key, language(), **facts), err=True)


def no_report() -> str:
    """Give the name of the state in which no level can be told."""
    return command_words("no-report", language())


def print_json(document: object) -> None:
    """Print one JSON document on stdout."""
    click.echo(json.dumps(document, ensure_ascii=False, indent=1, default=str))


def say_fault(fault: Fault | Refused, *, err: bool = True) -> None:
    """Print what is wrong, where, and what to do."""
    said = render(fault, language())
    click.echo(f"- {said.what}", err=err)
    for more in (said.where, said.do):
        if more:
            click.echo(f"  {more}", err=err)


def say_faults(faults: Sequence[Fault], *, most: int = 20, err: bool = True) -> None:
    """Print the first faults, and how many more there are."""
    for fault in faults[:most]:
        say_fault(fault, err=err)
    if len(faults) > most:
        more = command_words("more-faults", language(), count=len(faults) - most)
        click.echo(more, err=err)


def fault_name(code: str) -> str:
    """Give the short name of a kind of fault."""
    return command_words(f"kind-{code}", language())


def fault_document(fault: Fault | Refused) -> dict[str, object]:
    """Give a fault as JSON: its code, its facts, its words."""
    said = render(fault, language())
    words = {"what": said.what, "where": said.where, "do": said.do}
    return {"code": fault.code, "facts": dict(fault.facts), **words}


def leave(code: int) -> NoReturn:
    """End the command with an exit code."""
    click.get_current_context().exit(code)


def run(group: click.Group, args: Sequence[str] | None = None) -> NoReturn:
    """Run the command line and end the process with the contract's exit code."""
    given = list(sys.argv[1:] if args is None else args)
    try:
        with group.make_context("vungxanh", given) as context:
            code = _answer(group, context, as_json="--json" in given)
    except click.exceptions.Exit as ended:
        code = ended.exit_code
    except click.ClickException as wrong:
        wrong.show()
        code = USAGE
    except click.Abort:
        code = 130
    except BrokenPipeError:
        code = DONE
    sys.exit(code)


def _answer(group: click.Group, context: click.Context, *, as_json: bool) -> int:
    try:
        group.invoke(context)
    except Refused as refused:
        say_fault(refused)
        say_faults(refused.faults)
        if as_json:  # a program gets its one document, whatever became of the command
            more = [fault_document(fault) for fault in refused.faults]
            print_json({"refused": fault_document(refused), "faults": more})
        return exit_code(refused.code)
    except (click.exceptions.Exit, click.ClickException, click.Abort, BrokenPipeError):
        raise
    except Exception as bug:  # noqa: BLE001 - the last door: a bug is told, not thrown
        last = traceback.extract_tb(bug.__traceback__)[-1]
        place = f"{Path(last.filename).name}:{last.lineno}"
        note("our-bug", kind=type(bug).__name__, why=str(bug), place=place)
        return OUR_BUG
    return DONE
