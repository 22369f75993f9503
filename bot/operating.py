"""The commands for whoever keeps the bot running: how it is, and how the reminders stand."""

import os
from pathlib import Path
from typing import Annotated

import typer

commands = typer.Typer()


@commands.command()
def health() -> None:
    """Ask the running bot how it is, for health checks. Exit 1 if not well, 2 without HEALTH_PORT.

    Another command than doctor, which examines the settings whether the bot runs or not.
    """
    from bot.config import environment, read_settings
    from bot.health import asked

    settings = read_settings(environment(os.environ, Path.cwd()))
    if settings.health_port is None:
        typer.echo("HEALTH_PORT is not set, so there is nobody to ask.", err=True)
        raise typer.Exit(2)
    try:
        findings = asked(settings.health_host, settings.health_port)
    except OSError as error:
        where = f"{settings.health_host}:{settings.health_port}"
        typer.echo(f"Nobody answers on {where}: {error}.", err=True)
        raise typer.Exit(1) from None
    for one in findings:
        typer.echo(f"{'ok  ' if one.well else 'LOOK'} {one.part}: {one.words}.")
    raise typer.Exit(0 if all(one.well for one in findings) else 1)


@commands.command()
def queue(
    retry: Annotated[
        str | None, typer.Option(metavar="ID", help="Send this one again, though it was given up.")
    ] = None,
) -> None:
    """Say how the reminders stand: how many in each state, which are stuck. Nothing personal.

    Exit 1 if there is no such reminder to retry, 3 if the database is not there.
    """
    import asyncio

    from bot.config import environment, read_settings
    from bot.model.ports import StoreUnavailableError
    from bot.overseeing import NotReadyError, again, overview

    url = read_settings(environment(os.environ, Path.cwd())).database_url
    try:
        if retry is None:
            for said in asyncio.run(overview(url)):
                typer.echo(said)
            return
        found = asyncio.run(again(url, retry))
    except (NotReadyError, StoreUnavailableError, ValueError) as error:
        typer.echo(f"I can't look: {error}", err=True)
        raise typer.Exit(3) from None
    if not found:
        typer.echo(f"{retry} is not one that waits for another try or was given up.", err=True)
        raise typer.Exit(1)
    typer.echo(f"{retry} goes out as soon as the bot runs.")
