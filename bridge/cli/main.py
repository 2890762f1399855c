"""The commands, gathered."""

import sys

import click

from bridge.cli import check, data, forms, mail, mailboxes, people, roles, sites
from bridge.config import ConfigError
from bridge.domain.errors import Refused, SiteError, TokenRefused, Unavailable


class Group(click.Group):
    """Turns what a use case refuses into one line and exit code 1; never a stack trace."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except Refused as error:
            raise click.ClickException(_with_field(error)) from error
        except (ConfigError, SiteError, TokenRefused, Unavailable) as error:
            raise click.ClickException(str(error)) from error


@click.group(cls=Group)
@click.version_option(package_name="helpdesk-bridge")
def cli() -> None:
    """Helpdesk Bridge: every WordPress form submission becomes one ticket, never lost."""


for command in (
    *(roles.up, roles.demo, roles.web, roles.worker, roles.scheduler),
    *(data.db, data.apply_file),
    *(sites.site, sites.sync),
    forms.form,
    *(people.user, people.token),
    mailboxes.mailbox,
    check.doctor,
    mail.mail,
):
    cli.add_command(command)


def main() -> None:
    sys.exit(cli())


def _with_field(error: Refused) -> str:
    return f"{error.field}: {error.title}" if error.field else error.title
