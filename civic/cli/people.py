"""civic user add."""

from typing import Annotated

import typer

from civic import clock
from civic.accounts import actions
from civic.accounts.actions.recovery import add_reset_link
from civic.accounts.emails import tidy_email
from civic.accounts.queries import credentials
from civic.accounts.tokens import new_token
from civic.cli.terminal import SiteOption, choose, fail, open_sites, out, writing
from civic.cli.terminal import gettext as _
from civic.errors import Refused
from civic.permissions import Role

group = typer.Typer(help="市の最初の人たちの口座。/ Accounts, for the first people of a city.", no_args_is_help=True)


@group.callback()
def users() -> None:
    """市の最初の人たちの口座。/ Accounts, for the first people of a city."""


@group.command()
def add(
    email: Annotated[str, typer.Argument(help="メールアドレス。/ The person's mail address.")],
    handle: Annotated[str, typer.Option(help="画面に出る名前。/ The name shown.")] = "",
    role: Annotated[
        list[str] | None,
        typer.Option(help="市全体での役割。くり返せます。/ Roles for the whole city; may be repeated."),
    ] = None,
    site: SiteOption = "",
) -> None:
    """口座を作り、パスワードを決めるページを示します。/ Add an account and print a link to choose the password.

    Example: civic user add a@city.example --handle 青木 --role city_manager
    """
    address = tidy_email(email)
    if address is None:
        fail(_("メールアドレスとして読み取れません：{email}", email=email))
    try:
        roles = [Role(name) for name in dict.fromkeys(role or [])]
    except ValueError:
        fail(_("役割は次のどれかです：{names}", names=", ".join(r.value for r in Role)))
    with open_sites() as sites:
        chosen = choose(sites, site)
        token = new_token()
        with writing(sites, chosen) as db:
            now = clock.now()
            if credentials(db, address) is not None:
                raise Refused("accounts.email_taken")
            person = actions.add_person(db, email=address, handle=handle or address.split("@")[0][:20], now=now)
            for one in roles:
                actions.add_grant(db, person.id, one, now=now)
            add_reset_link(db, person.id, token, now)
        link = chosen.address("/reset/" + token)
        out.print(_("{email} の口座を作りました。パスワードはこのページで決めます：{link}", email=address, link=link))


def register(app: typer.Typer) -> None:
    app.add_typer(group, name="user")
