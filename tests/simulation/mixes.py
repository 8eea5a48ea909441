"""What happens in a schedule, by how often; by the seed's remainder of 6 what else than in all."""

from __future__ import annotations

from collections.abc import Mapping

# What happens, by how often.
VERBS: Mapping[str, int] = {
    "add": 5,
    "edit": 18,
    "open_form": 3,
    "type_on_form": 4,
    "delete": 4,
    "undelete": 2,
    "undo": 3,
    "redo": 1,
    "move": 4,
    "change_team": 2,
    "decide": 6,
    "sync": 16,
    "sync_badly": 12,
    "crash": 4,
    "work_meanwhile": 3,
    "late": 3,
    "reopen": 1,
    "copy": 2,
    "put_back": 3,
    "restart_server": 1,
}
WITH_RESTORES: Mapping[str, int] = {**VERBS, "copy_server": 2, "put_server_back": 3}  # fmt: skip
WITH_UPDATES: Mapping[str, int] = {**VERBS, "update": 2, "update_server": 1}
# Trips and what hangs on them, and forms that stand open.
WITH_TRIPS: Mapping[str, int] = {
    **VERBS,
    "add": 9,
    "delete_at_once": 8,
    "move": 9,
    "open_form": 6,
    "type_on_form": 8,
    "cross": 3,
    "edit_under_a_form": 4,
}
WITH_DAYS: Mapping[str, int] = {**VERBS, "days": 8, "delete": 6, "undelete": 3}
WITH_ERASURE: Mapping[str, int] = {**WITH_DAYS, "days": 3, "erase": 5}
# A server that is put back, with days that pass, people who are to be forgotten and programs of two years.
WITH_ALL: Mapping[str, int] = {**WITH_RESTORES, "days": 3, "delete": 6, "erase": 2, "update": 2, "update_server": 1}
# By the seed's remainder of 6 what else happens.
MIXED: Mapping[int, Mapping[str, int]] = {
    0: WITH_UPDATES, 1: WITH_ERASURE, 2: WITH_RESTORES, 3: WITH_DAYS, 4: WITH_TRIPS, 5: WITH_ALL,
}  # fmt: skip
