"""Log-ins, and tokens that show a thief."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from tests.server.laptops import PASSWORD, Firm

from salesdesk.protocol.login import Login, Session
from salesdesk.protocol.service import SLOW_DOWN, UNAUTHORISED, WRONG_PASSWORD, Refusal
from salesdesk.server.accounts import NameTaken
from salesdesk.server.company import Unknown


def login(firm: Firm, name: str = "Ana", password: str = PASSWORD, device: str = "") -> Session:
    """A session of that name."""
    return firm.server.login(Login(name, password, "Ana's laptop", device))


def refused(firm: Firm, name: str = "Ana", password: str = "wrong") -> str:
    """Why a log-in was refused."""
    with pytest.raises(Refusal) as caught:
        login(firm, name, password)
    return caught.value.code


def unwelcome(firm: Firm, access: str) -> bool:
    """Whether a token opens nothing."""
    try:
        firm.server.devices.device(access)
    except Refusal as error:
        return error.code == UNAUTHORISED
    return False


def test_a_session_says_who_and_where(firm: Firm) -> None:
    session = login(firm, "  aNA ")
    assert (session.user, session.name, session.team, session.role) == (firm.ana.user, "Ana", firm.iberia, "manager")
    assert (session.epoch, len(session.organisation)) == (1, 36)
    assert firm.server.devices.device(session.tokens.access).id == session.device
    assert login(firm, device=session.device).device == session.device
    assert login(firm, "Bo", device=session.device).device != session.device


def test_a_wrong_name_and_a_wrong_password_say_the_same(firm: Firm) -> None:
    assert refused(firm) == refused(firm, "Nobody") == WRONG_PASSWORD


@pytest.mark.parametrize("name", ["Ana", "Nobody"])
def test_wrong_ones_in_a_row_make_wait_longer_and_longer(firm: Firm, name: str) -> None:
    assert {refused(firm, name) for _ in range(5)} == {WRONG_PASSWORD}
    assert refused(firm, name, PASSWORD) == SLOW_DOWN
    firm.clock.pass_by(seconds=1.1)
    assert refused(firm, name) == WRONG_PASSWORD
    firm.clock.pass_by(seconds=1.1)
    assert refused(firm, name) == SLOW_DOWN
    firm.clock.pass_by(seconds=1)
    if name == "Ana":
        login(firm)
        assert refused(firm) == WRONG_PASSWORD


def test_access_lasts_a_quarter_of_an_hour(firm: Firm) -> None:
    session = login(firm)
    firm.clock.pass_by(minutes=14.9)
    assert not unwelcome(firm, session.tokens.access)
    firm.clock.pass_by(minutes=0.2)
    assert unwelcome(firm, session.tokens.access)
    renewed = firm.server.devices.renew(session.tokens.refresh)
    assert not unwelcome(firm, renewed.access)


def test_a_renewal_that_got_lost_may_be_asked_for_again(firm: Firm) -> None:
    first = login(firm).tokens
    second = firm.server.devices.renew(first.refresh)
    assert not unwelcome(firm, second.access)
    firm.clock.pass_by(seconds=59)
    assert firm.server.devices.renew(first.refresh) == second
    assert unwelcome(firm, first.access)
    third = firm.server.devices.renew(second.refresh)
    assert len({first.refresh, second.refresh, third.refresh}) == 3


def test_a_renewal_that_got_lost_when_the_laptop_was_shut_for_the_night_loses_no_log_in(firm: Firm) -> None:
    first = login(firm).tokens
    second = firm.server.devices.renew(first.refresh)
    firm.clock.pass_by(hours=14)
    assert firm.server.devices.renew(first.refresh) == second
    assert not unwelcome(firm, second.access)


def test_an_old_token_that_turns_up_later_ends_the_devices_log_in(firm: Firm) -> None:
    first = login(firm).tokens
    second = firm.server.devices.renew(first.refresh)
    assert not unwelcome(firm, second.access)
    firm.clock.pass_by(seconds=61)
    for token in (first.refresh, second.refresh):
        with pytest.raises(Refusal):
            firm.server.devices.renew(token)
    assert unwelcome(firm, second.access)


def test_logged_out_and_revoked_devices_are_let_in_no_more(firm: Firm) -> None:
    out, revoked = login(firm), login(firm)
    firm.server.devices.log_out(out.device)
    assert firm.server.devices.revoke(revoked.device)
    assert not firm.server.devices.revoke("nobody")
    assert unwelcome(firm, out.tokens.access)
    assert unwelcome(firm, revoked.tokens.access)
    assert unwelcome(firm, "")
    assert login(firm, device=out.device).device == out.device
    assert login(firm, device=revoked.device).device != revoked.device


def test_neither_tokens_nor_passwords_are_kept(firm: Firm) -> None:
    tokens = login(firm).tokens
    with firm.server.database.reading() as connection:
        kept = [connection.execute(text(f"SELECT * FROM login_{x}")).all() for x in ("device", "account")]
    assert not any(secret in repr(kept) for secret in (tokens.access, tokens.refresh, PASSWORD))


def test_names_are_taken_once_and_teams_must_be_there(firm: Firm) -> None:
    company = firm.server.company
    with pytest.raises(NameTaken):
        company.add_user("ANA", firm.iberia, "manager", "x")
    with pytest.raises(Unknown):
        company.add_user("Cem", "Atlantis", "manager", "x")
    firm.ada.pull()
    assert "Cem" not in [x.get("name") for x in firm.ada.rows.values()]


def test_who_was_taken_off_the_list_cannot_log_in(firm: Firm) -> None:
    firm.ada.pull()
    firm.ada.delete(firm.ana.user, kind="user")
    assert refused(firm, password=PASSWORD) == WRONG_PASSWORD
