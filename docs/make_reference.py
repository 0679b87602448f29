"""Write docs/reference from the code: commands, settings, refusals, rules, policies.

Run ``python docs/make_reference.py``; a test fails when the pages are behind.
"""

import sys
from dataclasses import fields
from pathlib import Path

import click

from api.cli import commands
from api.settings import Settings
from gis.permits.read import list_policies, read_policy
from gis.permits.worked import read_policy_file
from gis.rulesets import list_rulesets, load_ruleset
from maps.words.said import sentences

HERE = Path(__file__).parent / "reference"


def command_page() -> str:
    """Give the help text of every command."""
    parts = ["# Commands\n"]

    def add(command: click.Command, name: str, above: click.Context | None) -> None:
        context = click.Context(
            command,
            parent=above,
            info_name=name,
            terminal_width=78,
            max_content_width=78,
            **command.context_settings,
        )
        path, text = context.command_path, command.get_help(context)
        parts.append(f"## {path}\n\n```text\n{text}\n```\n")
        if isinstance(command, click.Group):
            for below in sorted(command.commands):
                add(command.commands[below], below, context)

    add(commands, "vungxanh", None)
    return "\n".join(parts)


def settings_page() -> str:
    """Give every setting with its default."""
    rows = [
        f"| `VUNGXANH_{f.name.upper()}` | `{getattr(Settings(), f.name)}` |"
        for f in fields(Settings)
    ]
    head = (
        "# Settings\n\nRead once, from the environment; an unknown name is refused.\n"
    )
    return "\n".join([head, "| variable | default |", "|---|---|", *rows, ""])


def refusal_page() -> str:
    """Give every refusal with its status and its English words."""
    rows = [
        f"| `{code}` | {form['status']} | {form['what']['en']} | {form['do']['en']} |"
        for code, form in sorted(sentences().items())
    ]
    head = (
        "# Refusals\n\nThe same codes at every door: exit code 3 on the command line, "
        "problem+json in the service.\n"
    )
    table = ["| code | HTTP | what | what to do |", "|---|---|---|---|", *rows, ""]
    return "\n".join([head, *table])


def ruleset_page() -> str:
    """Give every rule set of the library: source, inputs, what it lacks."""
    parts = ["# Rule sets\n"]
    for identifier in list_rulesets():
        rules = load_ruleset(identifier)
        parts.append(f"## {rules.id}: {rules.title.en}\n")
        parts.append(f"{rules.title.vi}. Status: {rules.decision.status}.\n")
        levels = ", ".join(f"{one.level} `{one.id}`" for one in rules.levels)
        parts.append(f"- Levels: {levels}")
        parts.append("- Inputs: " + ", ".join(f"`{name}`" for name in rules.inputs))
        parts.extend(f"- Uncertain: {text.en}" for text in rules.uncertain)
        parts.extend(f"- Lacks: {text.en}" for text in rules.lacks)
        parts.append("")
    return "\n".join(parts)


def policy_page() -> str:
    """Give every access policy of the library: rules, permits, what it lacks."""
    parts = ["# Access policies\n"]
    for identifier in list_policies():
        given, policy = read_policy_file(identifier), read_policy(identifier)
        number = given.decision.number or "number not known"
        parts.append(f"## {given.id}: {given.title.en}\n")
        parts.append(f"{given.title.vi}. {number}. Status: {given.decision.status}.\n")
        for rule in policy.rules:
            kind = "always" if rule.keeps else rule.effect
            parts.append(f"- `{rule.id}` ({kind}): {rule.text['en']}")
        for one in given.permits:
            purposes = ", ".join(f"`{purpose}`" for purpose in one.purposes)
            bound = f"bound to the {one.bind}, {one.longest_days} days at most"
            parts.append(f"- Permit `{one.kind}` for {purposes}: {bound}")
        for name, parameter in given.parameters.items():
            value = parameter.default if parameter.default is not None else "required"
            parts.append(f"- Parameter `{name}` ({parameter.type}): {value}")
        parts.extend(f"- Uncertain: {text.en}" for text in given.uncertain)
        parts.extend(f"- Lacks: {text.en}" for text in given.lacks)
        parts.append("")
    return "\n".join(parts)


PAGES = {
    "commands.md": command_page,
    "settings.md": settings_page,
    "refusals.md": refusal_page,
    "rulesets.md": ruleset_page,
    "policies.md": policy_page,
}


def main() -> None:
    """Write the pages."""
    HERE.mkdir(exist_ok=True)
    for name, page in PAGES.items():
        (HERE / name).write_text(page(), encoding="utf-8")
        sys.stdout.write(f"{name}\n")


if __name__ == "__main__":
    main()
