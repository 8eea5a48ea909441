"""What the server does with bad input, in words: they stand in front of the OpenAPI document."""

from __future__ import annotations

from salesdesk.protocol.retention import TRASH_DAYS
from salesdesk.protocol.wire import BYTES_A_PUSH, MUTATIONS_A_PUSH, ROWS_A_PUSH, SPANS_A_PULL
from salesdesk.server import bodies, checking, refused

RULES = f"""
Laptop and server of SalesDesk. Nothing that is sent is ever cut short: it is taken, or it is refused for a reason.

**A request as a whole** is refused with a Problem, and then nothing of it was done:

- `413 too_large`: a body of more than {bodies.LARGEST} bytes, as it comes or unpacked; a push of more than
  {MUTATIONS_A_PUSH} mutations or {ROWS_A_PUSH} writes. Hand in less at a time; about {BYTES_A_PUSH} bytes is meant.
- `400 malformed`: no UTF-8; no JSON (NaN and Infinity are none, nor is a number of thousands of digits); nested deeper
  than can be followed; another message than the one asked for; a Content-Encoding other than `zstd` and `gzip`, or a
  body that is not exactly one whole frame of it; a token of a pull that no page gave; in a pull, `spared` that
  is no list of spans of seqs (`5-7,9-9`), or one of more than {SPANS_A_PULL}.
- `401 unauthorised`: no access token, or none that is good now. This is looked at before the body is.
- `409 other_epoch`: the epoch is not the server's, or a cursor is negative or of the future.
- `422 server_older`: the laptop's schema is newer than the server's, and the first mutation cannot be read or names
  what the server does not know. Where it is a later one, the answers end before it: the rest waits for a newer server.
- `429 slow_down`: too many wrong passwords for a name, whether anybody bears it or not.

**Each mutation of a push is decided by itself**; the others go on. Its answer stands at its place and says:

- `invalid` with a `why` of its own (`unreadable`, `bad_character`): it does not read as a Mutation, names of messages
  that there are not among them, or it holds half a surrogate pair. Nothing of it was done. Where its mid cannot be read
  either, the answer's is "".
- A mid is decided once: whoever hands it in again gets the first answer, whatever stands in it now. Somebody else's mid
  is `forbidden`.
- `at` decides nothing: any whole number is taken, one before 1970 as 1970, one after 2255 as 2255.
- `seen` beyond the server's head is taken as the head, below 0 as 0; `bases` that name nothing of hers say nothing.

**Each write of a mutation is decided by itself** (but the deletions of one action, which stand or fall together):

- `invalid unknown_kind`, `invalid unknown_field`: no such kind, no such field of it.
- `invalid bad_id`, `invalid bad_entry`: ids are UUIDs in small letters.
- `invalid bad_value`: another type than the field's, or a value that it does not know. A whole number lies within 2^53.
- `invalid too_long`: a text beyond its maxLength; any other value beyond {checking.LONGEST_CODE} characters; a set of
  more than {checking.MOST_WORDS} words.
- `invalid bad_character`: U+0000, which no database of ours holds. Every other character is kept as it is, the marks
  that turn the direction of writing among them; screens take away what they turn.
- `invalid required`: a field that a record needs is empty. `invalid no_such_record`: a link to what there is not.
- `forbidden not_yours`: a record, a parent or an entry that she may not write, or that there is not: both look alike.
- A create of an id that there is already is a change of that record by somebody who saw nothing of it: what differs
  stands aside in a `conflict`. A create for somebody whom the server does not know becomes hers (`merged rehomed`).

**What was refused is kept for the device that handed it in**, all that it said, for {TRASH_DAYS} days: pulls from
before it bring it under `refused`, to that device alone. Of a mutation that does not read as one only what stands under
the names of a write is kept, half a surrogate pair as a question mark; nothing is where its mid cannot be read, or of a
request that is refused as a whole. Of a device the newest {refused.MUTATIONS_KEPT} mutations are kept, and of these no
more than {refused.BYTES_KEPT} bytes. Whoever is let in on a new device gets what was refused to those of hers that were
shut out.

Bodies may be packed by `zstd` or `gzip`, answers too where Accept-Encoding welcomes that.
Of a name that an object gives twice the last one counts. In messages other than mutations, names that the server does
not know are passed over.
""".strip()
