"""Which company's server a profile belongs to, and who she is there."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from salesdesk.domain.user import User
from salesdesk.protocol.login import Session, Tokens
from salesdesk.protocol.service import Refusal
from salesdesk.store.errors import NothingToUndo
from salesdesk.store.store import Store
from salesdesk.sync.errors import LoggedOut, OtherPerson, OtherServer, SyncError


@dataclass(frozen=True)
class Membership:
    """The facts of a log-in, as the store keeps them."""

    store: Store

    @property
    def server(self) -> str:
        """The server's address, or ""."""
        return self.store.facts.get("server")

    @property
    def joined(self) -> bool:
        """Whether the profile belongs to a company's server, logged in or not."""
        return bool(self.store.facts.get("organisation"))

    @property
    def logged_in(self) -> bool:
        """Whether there are tokens to sync with."""
        return bool(self.store.facts.get("refresh"))

    def tokens(self) -> Tokens:
        """The tokens in use; raises LoggedOut."""
        facts = self.store.facts
        if not self.logged_in:
            raise LoggedOut
        return Tokens(facts.get("access"), facts.get("refresh"))

    def keep(self, tokens: Tokens, was: Tokens) -> None:
        """Keeps a new pair of tokens, in the encrypted database, unless she logged out since it was asked for."""
        self.store.facts.renew("refresh", was.refresh, access=tokens.access, refresh=tokens.refresh)

    def enter(self, server: str, session: Session, refuse: Callable[[], None]) -> None:
        """Takes the profile into the company; where it belongs elsewhere, `refuse` undoes the log-in.

        Raises OtherServer, OtherPerson.
        """
        facts = self.store.facts
        for name, value, error in (
            ("organisation", session.organisation, OtherServer),
            ("user", session.user, OtherPerson),
        ):
            if facts.get(name) not in {"", value}:
                with suppress(SyncError, Refusal):  # the server forgets the log-in when its token runs out
                    refuse()
                raise error
        self._keep_a_copy()
        person = User(id=session.user, name=session.name, team=session.team, role=session.role)
        self.store.joining.join(
            person, session.team,
            server=server, organisation=session.organisation, user=session.user, device=session.device,
            access=session.tokens.access, refresh=session.tokens.refresh, epoch=facts.get("epoch") or session.epoch,
        )  # fmt: skip

    def _keep_a_copy(self) -> None:
        """What she did alone is copied before it becomes the company's. Raises DiskFull, Damaged."""
        if not self.joined:
            with suppress(NothingToUndo):
                self.store.actions.last()
                self.store.copies.make_unless_fresh()

    def leave(self) -> None:
        """Forgets the tokens; the data stay, and so does whose they are."""
        self.store.facts.put(access=None, refresh=None)
