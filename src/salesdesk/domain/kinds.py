"""Every kind of record that SalesDesk knows, in one list; parents stand before their children."""

from salesdesk.domain.account import Account
from salesdesk.domain.activity import Activity
from salesdesk.domain.budget import BudgetLine
from salesdesk.domain.contact import Contact
from salesdesk.domain.expense import Expense
from salesdesk.domain.fair import Fair
from salesdesk.domain.lead import Lead
from salesdesk.domain.record import Kinds
from salesdesk.domain.team import Team
from salesdesk.domain.trip import Stay, Trip
from salesdesk.domain.user import User

# The schema goes up with every kind or field that is added; a name on the wire never changes, and none goes.
KINDS = Kinds.of(Team, User, Account, Contact, Fair, Lead, Trip, Stay, BudgetLine, Expense, Activity, schema=1)
