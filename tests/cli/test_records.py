"""Verbs that read and write records: documents, exit codes, one sentence of why."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.cli.calls import PASSPHRASE, Run, done, refused

from salesdesk.desk.profile import open_profile


def test_a_record_is_added_shown_changed_deleted_and_brought_back(desk: Run) -> None:
    id = done(desk("add", "lead", "name=Jörg Müller", "company=Acme", "country=Germany", "products=pumps, valves"))[
        "id"
    ]
    shown = done(desk("show", "lead", id))
    assert (shown["id"], shown["name"], shown["country"]) == (id, "Jörg Müller", "DE")
    assert (shown["products"], shown["status"], shown["due"]) == (["pumps", "valves"], "new", None)
    assert done(desk("set", "lead", id, "company=", "due=2026-12-01", "notes=a=b"))["id"] == id
    shown = done(desk("show", "lead", id))
    assert (shown["company"], shown["due"], shown["notes"]) == ("", "2026-12-01", "a=b")
    assert done(desk("delete", "lead", id))["id"] == id
    assert done(desk("list", "lead")) == []
    refused(desk("show", "lead", id), 1, "undelete")
    refused(desk("set", "lead", id, "name=x"), 1, "undelete")
    refused(desk("delete", "lead", id), 1, "undelete")
    assert done(desk("undelete", "lead", id))["id"] == id
    assert [row["id"] for row in done(desk("list", "lead"))] == [id]
    assert done(desk("undelete", "lead", id))["action"] is None


def test_undo_takes_back_the_newest_action_or_the_one_named(desk: Run) -> None:
    id = done(desk("add", "lead", "name=Jane"))["id"]
    done(desk("set", "lead", id, "name=Joan"))
    assert done(desk("undo"))["undone"] == "Undo: Edit Jane"
    assert done(desk("show", "lead", id))["name"] == "Jane"
    deletion = done(desk("delete", "lead", id))["action"]
    other = done(desk("add", "lead", "name=Other"))["id"]
    done(desk("undo", deletion))
    assert [row["id"] for row in done(desk("list", "lead"))] == [other, id]
    refused(desk("undo", deletion), 1, "nothing to undo")


def test_a_fresh_profile_has_nothing_to_undo(desk: Run) -> None:
    refused(desk("undo"), 1, "nothing to undo")


def test_lists_filter_search_sort_and_limit(desk: Run) -> None:
    for name, rating in (("Ada", "hot"), ("Bea", "cold"), ("Cem", "hot")):
        done(desk("add", "lead", f"name={name}", f"rating={rating}", "company=Acme GmbH"))

    def names(*words: str) -> list[str]:
        return [row["name"] for row in done(desk("list", "lead", *words))]

    assert names() == ["Cem", "Bea", "Ada"]
    assert names("--where", "rating=hot") == ["Cem", "Ada"]
    assert names("--where", "rating=hot", "--where", "name=Ada") == ["Ada"]
    assert names("--search", "acme") == ["Cem", "Bea", "Ada"]
    assert names("--search", "acme be") == ["Bea"]
    assert names("--search", "acme", "--where", "rating=hot", "--limit", "1") == ["Cem"]
    assert names("--order", "name") == ["Ada", "Bea", "Cem"]
    assert names("--order", "name", "--descending", "--limit", "2") == ["Cem", "Bea"]
    assert names("--limit", "0") == []
    refused(desk("list", "lead", "--limit", "-1"), 2, "--limit")
    refused(desk("list", "lead", "--order", "notes"), 2, "notes")
    refused(desk("list", "lead", "--where", "rating"), 2, "field=value")
    refused(desk("list", "lead", "--where", "colour=red"), 2, "colour")


def test_a_list_longer_than_a_page_is_whole(desk: Run, profile: Path) -> None:
    opened = open_profile(profile, PASSPHRASE)
    kind = opened.kinds["account"]
    opened.add_many("Import", [kind.make({"name": f"Firm {n:04}"}, id=opened.new_id()) for n in range(1_203)])
    opened.store.close()
    rows = done(desk("list", "account", "--order", "name"))
    assert [row["name"] for row in rows] == [f"Firm {n:04}" for n in range(1_203)]
    assert len(done(desk("list", "account", "--limit", "1001"))) == 1_001
    answer = desk("list", "account", "--search", "firm")
    assert (answer.code, len(answer.document)) == (0, 1_203), "the index catches up first"


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("add", "colour"), 2, "colour"),
        (("add", "lead", "colour=red"), 2, "colour"),
        (("add", "lead", "name"), 2, "field=value"),
        (("add", "lead", "country=Atlantis"), 2, "Atlantis"),
        (("add", "lead", "due=soon"), 2, "soon"),
        (("add", "lead", "fair=nowhere"), 1, "nowhere"),
        (("add", "expense", "amount=12,50"), 2, "12,50"),
        (("add", "expense", "rate=1E-999999999"), 2, "out of range"),
        (("set", "lead", "nobody", "name=x"), 1, "nobody"),
        (("show", "lead", "nobody"), 1, "nobody"),
        (("delete", "lead", "nobody"), 1, "nobody"),
        (("undelete", "lead", "nobody"), 1, "nobody"),
        (("budget", "nowhere"), 1, "nowhere"),
        (("undo", "nothing"), 1, "undo"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence_and_changes_nothing(
    desk: Run, words: tuple[str, ...], code: int, said: str
) -> None:
    refused(desk(*words), code, said)
    assert done(desk("list", "lead")) == done(desk("list", "expense")) == []


@pytest.mark.parametrize("words", [("nonsense",), ("add",), ("list", "lead", "--limit", "many"), ("rate", "1")])
def test_wrong_usage_ends_with_2(desk: Run, words: tuple[str, ...]) -> None:
    answer = desk(*words)
    assert (answer.code, answer.out) == (2, "")
    assert "usage:" in answer.err


def test_every_verb_speaks_to_a_person_too(run: Run, profile: Path) -> None:
    def say(*words: str) -> str:
        answer = run("--profile", str(profile), *words)
        assert (answer.code, answer.err) == (0, "")
        return answer.out

    lead, trip = say("add", "lead", "name=Jörg").strip(), say("add", "trip", "title=Tokyo").strip()
    assert "Jörg" in say("show", "lead", lead)
    assert say("set", "lead", lead, "city=Linz").strip() == lead
    assert say("delete", "lead", lead) == "Delete Jörg\n"
    assert say("undelete", "lead", lead) == "Restore Jörg\n"
    assert say("undo") == "Undo: Restore Jörg\n"
    assert "total" in say("budget", trip)
    assert "in order" in say("verify")
    assert "email" in say("kinds")


def test_kinds_needs_no_profile(run: Run) -> None:
    kinds = {kind["name"]: kind for kind in done(run("--json", "kinds"))}
    fields = {field["name"]: field for field in kinds["lead"]["fields"]}
    assert fields["rating"]["choices"] == {"hot": "Hot", "warm": "Warm", "cold": "Cold"}
    assert (fields["fair"]["type"], fields["fair"]["to"]) == ("link", "fair")
    assert (kinds["lead"]["label"], kinds["lead"]["scope"]) == ("Lead", "own")
