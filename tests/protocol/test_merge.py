"""What one write does to a row that others wrote meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from copy import deepcopy
from dataclasses import dataclass, field
from itertools import permutations
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from tests.domain.strategies import Everything, values

from salesdesk.domain.fields import LongText, Words
from salesdesk.domain.kinds import KINDS
from salesdesk.domain.record import kind_of
from salesdesk.protocol.merge import Base, Merged, Standing, merge, same, with_words
from salesdesk.protocol.wire import Write

KIND = kind_of(Everything)
EMPTY = {x.name: x.wire(x.empty) for x in KIND.fields}
PLAIN = [unit for unit, fields in KIND.units.items() if not isinstance(fields[0], LongText | Words)]
LINES = "one\ntwo\nthree\nfour\nfive\nsix\nseven\n"


@dataclass
class Table:
    """A row on a server that keeps its past; each write comes under the next seq."""

    standing: Standing
    head: int = 1
    past: dict[int, dict[str, Any]] = field(default_factory=dict)
    clashes: list[Any] = field(default_factory=list)

    def comes(self, write: Write, base: Callable[[str], Base] | None = None) -> Merged:
        """Does one write, on what it saw."""
        self.past.setdefault(self.head, deepcopy(self.standing.fields))
        self.head += 1
        found = merge(KIND, self.standing, write, base or (lambda _unit: Base(write.seen)), self._at)
        self.standing.fields.update(found.fields)
        self.standing.versions.update({KIND.by_name[name].unit: self.head for name in found.fields})
        if found.life:
            self.standing.deleted = int(found.life == "delete")
        if found.life or found.clashes:
            self.standing.turned = self.head
        self.past[self.head] = deepcopy(self.standing.fields)
        self.clashes += found.clashes
        return found

    def _at(self, unit: str, seq: int) -> dict[str, Any]:
        return {x.name: self.past[seq][x.name] for x in KIND.units[unit]}


def table(**fields: Any) -> Table:
    """A row that was made under seq 1."""
    return Table(Standing(EMPTY | fields, made=1, turned=1))


def change(seen: int = 1, sets: Any = None, **fields: Any) -> Write:
    """A change of these fields."""
    return Write("everything", "7", "change", fields, sets or {}, seen)


def turn(op: Any, seen: int = 1) -> Write:
    """A deletion or a restore."""
    return Write("everything", "7", op, seen=seen)


def after(start: Table, writes: Iterable[Write]) -> Table:
    """The row after these writes."""
    for write in writes:
        start.comes(write)
    return start


def wire_values(unit: str) -> st.SearchStrategy[dict[str, Any]]:
    """Values of a unit as the wire carries them."""
    return st.fixed_dictionaries({x.name: values(x).map(x.wire) for x in KIND.units[unit]})


def differ(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """Whether two values of a unit mean something else."""
    return any(not same(KIND.by_name[name], one[name], other[name]) for name in one)


units = st.sampled_from(PLAIN)
two_values = units.flatmap(lambda unit: st.tuples(st.just(unit), wire_values(unit), wire_values(unit)))
three_values = units.flatmap(
    lambda unit: st.tuples(st.just(unit), wire_values(unit), wire_values(unit), wire_values(unit))
)
word_sets = st.sets(st.sampled_from("abcdef"))


# --- values -----------------------------------------------------------------------------------


@given(st.lists(units, min_size=2, max_size=4, unique=True).flatmap(lambda x: st.tuples(*map(wire_values, x))))
def test_different_fields_of_a_row_always_merge_in_any_order(edits: tuple[dict[str, Any], ...]) -> None:
    ends = []
    for order in permutations(edits):
        end = after(table(), [change(**edit) for edit in order])
        assert end.clashes == []
        ends.append(end.standing.fields)
    assert all(end == ends[0] for end in ends)


@given(two_values)
def test_a_doubled_write_changes_nothing(found: Any) -> None:
    _unit, was, value = found
    once = table(**was)
    once.comes(change(**value))
    stood = deepcopy(once.standing)
    again = once.comes(change(**value))
    assert (again.status, again.fields, again.clashes, again.life) == ("ok", {}, (), "")
    assert once.standing == stood


@given(three_values)
def test_what_is_not_stale_is_applied(found: Any) -> None:
    _unit, was, one, other = found
    end = table(**was)
    end.comes(change(**one))
    told = end.comes(change(seen=2, **other))
    assert (told.status, told.clashes) == ("ok", ())
    assert not differ({name: end.standing.fields[name] for name in other}, other)


@given(three_values)
def test_what_is_stale_and_different_is_exactly_one_conflict(found: Any) -> None:
    unit, was, one, other = found
    assume(differ(was, one) and differ(one, other))
    end = table(**was)
    end.comes(change(**one))
    told = end.comes(change(**other))
    assert (told.status, told.fields, told.life) == ("conflict", {}, "")
    [clash] = told.clashes
    assert (clash.unit, clash.now, clash.aside, clash.base, clash.base_seq) == (unit, one, other, was, 1)
    assert clash.replaces == ""
    assert {name: end.standing.fields[name] for name in one} == one


@pytest.mark.parametrize(("one", "other"), [("15", "15.00"), (None, None), ("0.5", "0.5000")])
def test_what_is_stale_and_means_the_same_is_nothing(one: Any, other: Any) -> None:
    end = table(amount="1", currency="EUR")
    end.comes(change(amount=one, currency="JPY"))
    told = end.comes(change(amount=other, currency="JPY"))
    assert (told.status, told.fields, told.clashes) == ("ok", {}, ())


@given(st.lists(wire_values("money"), min_size=2, max_size=5), st.data())
def test_an_amount_never_stands_with_another_persons_currency(typed: list[dict[str, Any]], data: Any) -> None:
    start = {"amount": "7", "currency": "KWD"}
    end = table(**start)
    for value in typed:
        told = end.comes(change(seen=data.draw(st.integers(1, end.head)), **value))
        stands = {name: end.standing.fields[name] for name in start}
        assert stands in [start, *typed]
        assert all(clash.now == stands and clash.aside == value for clash in told.clashes)


def test_two_halves_of_a_unit_are_one_conflict() -> None:
    end = table(amount="1", currency="EUR")
    end.comes(change(amount="2", currency="EUR"))
    told = end.comes(change(amount="1", currency="JPY"))
    assert [clash.unit for clash in told.clashes] == ["money"]
    assert (end.standing.fields["amount"], end.standing.fields["currency"]) == ("2", "EUR")


@pytest.mark.parametrize("unit", PLAIN)
def test_nothing_but_sets_and_long_texts_is_ever_combined(unit: str) -> None:
    @given(wire_values(unit), wire_values(unit), wire_values(unit))
    def never(was: dict[str, Any], one: dict[str, Any], other: dict[str, Any]) -> None:
        end = table(**was)
        end.comes(change(**one))
        told = end.comes(change(**other))
        assert told.joined == ()
        assert {name: end.standing.fields[name] for name in was} in (was, one, other)

    never()


def test_of_a_write_to_many_fields_only_the_stale_ones_are_set_aside() -> None:
    end = table()
    end.comes(change(text="hers"))
    told = end.comes(change(text="his", country="DE"))
    assert (told.status, told.fields, [x.unit for x in told.clashes]) == ("conflict", {"country": "DE"}, ["text"])


# --- sets -------------------------------------------------------------------------------------


@given(word_sets, word_sets, word_sets)
def test_two_people_change_a_set_in_either_order(start: set[str], one: set[str], other: set[str]) -> None:
    def edit(after_it: set[str]) -> Write:
        return change(sets={"words": (sorted(after_it - start), sorted(start - after_it))})

    ends = [after(table(words=sorted(start)), order) for order in permutations([edit(one), edit(other)])]
    for end in ends:
        assert end.clashes == []
        found = set(end.standing.fields["words"])
        assert found == set(ends[0].standing.fields["words"])
        assert (one | other) - start <= found, "what somebody adds is there"
        assert not (start - one) & found, "what somebody removes is gone"
        assert end.standing.fields["words"] == sorted(found)


@given(word_sets, word_sets, word_sets)
def test_an_add_wins(words: set[str], adds: set[str], removes: set[str]) -> None:
    found = with_words(sorted(words), sorted(adds), sorted(removes))
    assert set(found) == (words - removes) | adds


def test_a_set_that_was_changed_unseen_is_told() -> None:
    end = table()
    assert end.comes(change(sets={"words": (["a"], [])})).blended == ()
    told = end.comes(change(sets={"words": (["b"], [])}))
    assert (told.status, told.fields, told.blended) == ("merged", {"words": ["a", "b"]}, ("words",))


# --- long texts -------------------------------------------------------------------------------


def edited(numbers: Iterable[int], mark: str, text: str = LINES) -> str:
    """The seven lines, some of them changed."""
    return "".join(f"{mark} {line}" if i in numbers else line for i, line in enumerate(text.splitlines(True)))


@given(st.sets(st.integers(0, 6)), st.sets(st.integers(0, 6)))
def test_a_text_merges_in_either_order_or_is_a_conflict_and_nothing_vanishes(one: set[int], other: set[int]) -> None:
    assume(one and other)
    writes = [change(long=edited(one, "hers")), change(long=edited(other, "his"))]
    ends = [after(table(long=LINES), order) for order in permutations(writes)]
    near = any(abs(a - b) <= 1 for a in one for b in other)
    for end, order in zip(ends, permutations(writes), strict=True):
        assert len(end.clashes) == near
        stands = end.standing.fields["long"]
        if near:
            assert (stands, end.clashes[0].aside["long"]) == (order[0].fields["long"], order[1].fields["long"])
            assert end.clashes[0].base == {"long": LINES}
        else:
            assert stands == edited(other, "his", edited(one, "hers"))


# --- life -------------------------------------------------------------------------------------


@given(two_values)
def test_an_edit_beats_a_deletion_in_either_order(found: Any) -> None:
    _unit, was, value = found
    assume(differ(was, value))
    edit, deletion = change(**value), turn("delete")
    first, last = after(table(**was), [edit, deletion]), after(table(**was), [deletion, edit])
    for end in (first, last):
        assert not end.standing.deleted
        assert {name: end.standing.fields[name] for name in value} == value
        assert end.clashes == []


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_a_conflict_beats_a_deletion_in_any_order(order: tuple[int, ...]) -> None:
    writes = [change(text="hers"), change(text="his"), turn("delete")]
    end = after(table(), [writes[i] for i in order])
    assert not end.standing.deleted
    assert {end.standing.fields["text"], end.clashes[0].aside["text"]} == {"hers", "his"}


@pytest.mark.parametrize("order", list(permutations(range(2))))
def test_a_conflict_beats_a_deletion_by_who_knew_the_value_in_use(order: tuple[int, ...]) -> None:
    end = table()
    end.comes(change(text="hers"))
    late = [change(text="his"), turn("delete", seen=2)]
    after(end, [late[i] for i in order])
    assert (end.standing.deleted, len(end.clashes)) == (0, 1)


@pytest.mark.parametrize("order", list(permutations(range(2))))
def test_what_changes_nothing_saves_no_row_from_deletion_in_either_order(order: tuple[int, ...]) -> None:
    end = table()
    end.comes(change(text="same"))
    late = [change(text="same"), turn("delete", seen=2)]
    after(end, [late[i] for i in order])
    assert end.standing.deleted


def test_a_deletion_of_what_changed_unseen_is_refused() -> None:
    end = table()
    end.comes(change(text="hers"))
    told = end.comes(turn("delete"))
    assert (told.status, told.life) == ("restored", "")
    told = end.comes(turn("delete", seen=2))
    assert (told.status, told.life) == ("ok", "delete")
    assert end.comes(turn("delete")).life == ""


def test_a_deletion_of_what_came_back_unseen_is_refused() -> None:
    end = after(table(), [turn("delete"), turn("restore", seen=2)])
    assert end.comes(turn("delete", seen=2)).status == "restored"
    assert end.comes(turn("delete", seen=3)).life == "delete"


def test_who_brought_it_back_by_an_edit_of_her_own_can_delete_it() -> None:
    end = table()
    end.comes(turn("delete"))
    assert end.comes(change(text="hers")).status == "restored"
    told = end.comes(turn("delete"), lambda unit: Base(3 if unit == "text" else 1))
    assert told.life == "delete"


def test_restoring() -> None:
    end = table()
    assert end.comes(turn("restore")) == Merged("ok")
    end.comes(turn("delete"))
    assert end.comes(turn("restore", seen=2)) == Merged("ok", life="restore")


def test_a_restore_can_write_fields_too() -> None:
    end = after(table(text="old"), [turn("delete")])
    told = end.comes(Write("everything", "7", "restore", {"text": "new"}, seen=2))
    assert (told.status, told.life, told.fields) == ("ok", "restore", {"text": "new"})


def test_a_new_row_is_what_its_write_says() -> None:
    write = Write("everything", "7", "create", {"text": "new"}, {"words": (["b", "a"], [])})
    told = merge(KIND, None, write, lambda _unit: Base(0), lambda _unit, _seq: {})
    assert told == Merged("ok", {"text": "new", "words": ["a", "b"]})


def test_a_row_that_is_made_twice_does_not_come_back_from_its_deletion() -> None:
    end = after(table(text="new"), [turn("delete")])
    told = end.comes(Write("everything", "7", "create", {"text": "new"}))
    assert (told.status, told.life, told.fields) == ("ok", "", {})


# --- typed over an edit of one's own ----------------------------------------------------------


@pytest.mark.parametrize("value", ["second", "hers"])
def test_an_edit_of_what_stands_aside_takes_its_place(value: str) -> None:
    end = table()
    end.comes(change(text="hers"))
    told = end.comes(change(text=value), lambda _unit: Base(1, aside="entry"))
    [clash] = told.clashes
    assert (clash.replaces, clash.now, clash.aside) == ("entry", {"text": "hers"}, {"text": value})
    assert (told.status, told.fields) == ("conflict", {})


def test_an_edit_of_what_was_merged_keeps_the_other_text() -> None:
    end = table(long=LINES)
    end.comes(change(long=edited({0}, "hers")))
    first, second = edited({6}, "his"), edited({3, 6}, "his")
    assert end.comes(change(long=first)).joined == ("long",)
    told = end.comes(change(long=second), lambda _unit: Base(1, was={"long": first}))
    assert told.clashes == ()
    assert end.standing.fields["long"] == "hers one\ntwo\nthree\nhis four\nfive\nsix\nhis seven\n"


def test_an_edit_of_what_was_merged_without_a_trace_keeps_the_other_text_too() -> None:
    end = table(long=LINES)
    end.comes(change(long=edited({0, 6}, "both")))
    first, second = edited({6}, "both"), edited({6}, "both") + "more\n"
    assert end.comes(change(long=first)).fields == {}
    # Her base is her own mutation: nothing was written since, and yet she has not seen what stands there.
    told = end.comes(change(long=second), lambda _unit: Base(3, was={"long": first}))
    assert (told.clashes, told.joined) == ((), ("long",))
    assert end.standing.fields["long"] == edited({0, 6}, "both") + "more\n"


def test_an_edit_of_her_own_newest_one_is_not_stale() -> None:
    end = table()
    end.comes(change(text="first"))
    told = end.comes(change(text="second"), lambda _unit: Base(2))
    assert (told.status, told.fields) == ("ok", {"text": "second"})


def test_a_deletion_may_carry_values_that_an_undo_put_back() -> None:
    """Undoing the making of a row and an edit of it is one write: the row goes, and is as it was made."""
    standing = Standing({"name": "Jane", "city": "Graz"}, made=5, versions={"city": 6}, turned=0)
    write = Write("lead", "a", "delete", {"city": "Oslo"}, seen=6)
    kind = KINDS["lead"]
    merged = merge(kind, standing, write, lambda _unit: Base(6), lambda _unit, _seq: {})
    assert (merged.life, merged.fields, merged.status) == ("delete", {"city": "Oslo"}, "ok")
    refused = merge(kind, standing, write, lambda _unit: Base(5), lambda _unit, _seq: {"city": "Oslo"})
    assert (refused.life, refused.status, len(refused.clashes)) == ("", "restored", 1)
