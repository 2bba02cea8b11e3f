"""`terrabind emulate`: the APIs on loopback, with faults on request."""

from __future__ import annotations

import asyncio
import shlex
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from terrabind.cli import output

if TYPE_CHECKING:
    from terrabind.emulator import Emulator, EmulatorOptions, StateFile

__all__ = ["emulate"]


class _Length(click.ParamType[float]):
    """A length of time in seconds, written as Go writes it."""

    name = "length"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> float:
        from terrabind.spec import duration

        if isinstance(value, (int, float)):
            return float(value)
        try:
            return duration.seconds(str(value))
        except ValueError as error:
            self.fail(f"{error}.", param, ctx)


@click.command(short_help="Serve the emulators on loopback.")
@click.argument("apis", nargs=-1)
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=0,
    help="Port of the first API; the others take the ports after it. Default: free ones.",
)
@click.option(
    "--state",
    "state_file",
    type=click.Path(dir_okay=False, path_type=Path),
    help="A file that keeps the objects between runs. Default: they are forgotten.",
)
@click.option(
    "--fault",
    "faults",
    multiple=True,
    metavar="FAULT",
    help="A failure on request, for example 'POST */awsIamRoleBindings:lost_reply@2'. Repeatable.",
)
@click.option(
    "--variant",
    "variants",
    multiple=True,
    metavar="NAME[=VALUE]",
    help="Another manner of the server, for example duplicates=return or xml. Repeatable.",
)
@click.option("--delay", type=_Length(), default=0.0, help="How long every call takes, for example 20ms.")
@click.option("--page-size", type=click.IntRange(0), default=0, help="Most rows of a page. Default: the API's limit.")
@click.option("--token-lifetime", type=_Length(), default=0.0, help="How long logins and minted tokens live.")
@click.option("--key", "keys", multiple=True, help="An accepted ready token. Default: any. Repeatable.")
@click.option(
    "--user",
    "users",
    multiple=True,
    metavar="NAME:PASSWORD",
    help="An accepted login or client. Default: any. Repeatable.",
)
@click.option("--seed", type=int, help="Makes ids and random faults repeatable.")
@click.option("--json", "as_json", is_flag=True, help="Print the addresses as JSON.")
@click.option("--list-faults", is_flag=True, help="Print every fault and variant, and end.")
def emulate(  # noqa: PLR0913, PLR0917 - one argument per option
    apis: tuple[str, ...],
    port: int,
    state_file: Path | None,
    faults: tuple[str, ...],
    variants: tuple[str, ...],
    delay: float,
    page_size: int,
    token_lifetime: float,
    keys: tuple[str, ...],
    users: tuple[str, ...],
    seed: int | None,
    as_json: bool,
    list_faults: bool,
) -> None:
    """Serve the emulators of APIS (all, when none is named) on loopback until Ctrl-C.

    Prints the addresses and the environment variables to export, in a form that a shell can source. Each address
    has a control endpoint, /_control/, for state, faults, calls, clock and variants.
    """
    if list_faults:
        _list_faults(as_json=as_json)
        return
    from terrabind.emulator import EmulatorOptions, StateFile
    from terrabind.emulator.faults import MalformedFaultError
    from terrabind.emulator.state_file import BrokenStateError
    from terrabind.emulator.variants import UnknownVariantError, parse_variants

    try:
        options = EmulatorOptions(
            variants=parse_variants(variants),
            faults=faults,
            delay=delay,
            page_size=page_size,
            keys=frozenset(keys),
            users=dict(_user(text) for text in users),
            token_lifetime=token_lifetime,
            seed=seed,
        )
        emulators = _build(apis, options, None if state_file is None else StateFile(state_file))
    except (MalformedFaultError, UnknownVariantError, BrokenStateError) as error:
        raise click.ClickException(f"{error}.") from error
    _serve(emulators, port, as_json=as_json)


def _user(text: str) -> tuple[str, str]:
    name, colon, password = text.partition(":")
    if not name or not colon or not password:
        raise click.ClickException(f'"{text}" is not NAME:PASSWORD.')
    return name, password


def _build(apis: Sequence[str], options: EmulatorOptions, state_file: StateFile | None) -> list[Emulator]:
    from terrabind.apis import load_catalogue
    from terrabind.emulator import Emulator

    catalogue = load_catalogue()
    unknown = [name for name in apis if name not in catalogue.apis]
    if unknown:
        raise click.ClickException(f'"{unknown[0]}" is no API; there are {", ".join(catalogue.apis)}.')
    resources = tuple(catalogue.resources.values())
    return [
        Emulator(catalogue.apis[name], resources, options, state_file=state_file)
        for name in dict.fromkeys(apis or catalogue.apis)
    ]


def _serve(emulators: Sequence[Emulator], port: int, *, as_json: bool) -> None:
    try:
        from terrabind.emulator.server import serve
    except ModuleNotFoundError as error:
        remedy = "pip install 'terrabind[emulator]'"
        raise click.ClickException(f"`terrabind emulate` needs {error.name}; run: {remedy}") from error

    def ready(addresses: Mapping[str, str]) -> None:
        _tell(emulators, addresses, as_json=as_json)

    try:
        asyncio.run(serve(emulators, port=port, ready=ready))
    except OSError as error:
        raise click.ClickException(f"cannot listen on loopback, port {port}: {error.strerror}.") from error
    output.narrate("Stopped.")


def _tell(emulators: Sequence[Emulator], addresses: Mapping[str, str], *, as_json: bool) -> None:
    """Print what a program (JSON) or a shell (comments and exports) needs, all of it in one write."""
    from terrabind.emulator.environment import environment_of

    own = {each.api.name: environment_of(each.api, addresses[each.api.name], each.world.options) for each in emulators}
    environment = {name: value for each in own.values() for name, value in each.items()}
    if as_json:
        apis = {
            name: {"base_url": address, "control": f"{address}/_control/", "environment": own[name]}
            for name, address in addresses.items()
        }
        output.write_json({"apis": apis, "environment": environment})
    else:
        width = max(len(each.api.title) for each in emulators)
        rows = [f"# {each.api.title:<{width}}  {addresses[each.api.name]}" for each in emulators]
        exports = [f"export {name}={shlex.quote(value)}" for name, value in environment.items()]
        output.write("\n".join([*rows, *exports]))
    output.narrate("Serving until Ctrl-C.")


def _list_faults(*, as_json: bool) -> None:
    from terrabind.emulator.faults import FAULTS
    from terrabind.emulator.variants import describe_variants

    variants = describe_variants()
    if as_json:
        output.write_json({"faults": dict(FAULTS), "variants": variants})
        return
    width = max(map(len, [*FAULTS, *variants]))
    rows = ["Faults: METHOD PATTERN:NAME[=ARGUMENT][@OCCASION]; an occasion is 2, 2-4, 3-, every:5 or p=0.05"]
    rows += [f"  {name:<{width}}  {what}" for name, what in FAULTS.items()]
    rows += ["Variants: NAME=VALUE, or NAME alone for true; the default stands last"]
    rows += [f"  {name:<{width}}  {what}" for name, what in variants.items()]
    output.write("\n".join(rows))
