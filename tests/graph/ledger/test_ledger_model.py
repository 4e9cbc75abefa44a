"""Random sequences of operations against a model that fits on a page: sets and dictionaries, no files, no SQL."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from jejak.graph.ledger import Ledger
from jejak.schemas.errors import LedgerError, ResolutionError

ANALYST = "analyst one"
Key = tuple[int, str, str]
EKEYS = ["a" * 32, "b" * 32, "c" * 32]
keys = st.tuples(st.integers(0, 1), st.sampled_from(["bank", "ships"]), st.sampled_from(["1", "2", "3"]))
pairs = st.sampled_from([(a, b) for a in EKEYS for b in EKEYS if a < b])


class LedgerAgainstModel(RuleBasedStateMachine):
    """``status`` holds what each batch should be, in the order of first adoption; ``events`` how many there are."""

    write_draft: Callable[..., object]

    @initialize()
    def begin(self) -> None:
        self.root = Path(tempfile.mkdtemp())
        self.ledger = Ledger.create(self.root / "a.case", "Model", ANALYST)
        self.status: dict[Key, str] = {}
        self.ids: dict[Key, str] = {}
        self.received: dict[int, str] = {}
        self.judged: dict[tuple[str, str], list[tuple[int, str]]] = {}
        self.roles: dict[int, str] = {}
        self.events = 1
        self.heads = [self.ledger.head]

    def teardown(self) -> None:
        if hasattr(self, "ledger"):
            for head in self.heads:
                assert self.ledger.verify(head) == []
            self.ledger.close()
            shutil.rmtree(self.root)

    def rivals(self, key: Key) -> list[Key]:
        """Live batches of the same source and mapping name."""
        return [k for k, s in self.status.items() if k[:2] == key[:2] and k != key and s == "live"]

    def source(self, number: int) -> str:
        """Receive a source on first use."""
        if number not in self.received:
            path = self.root / f"source-{number}"
            path.write_text(f"source {number}")
            self.received[number] = self.ledger.receive_source(path, origin="x", analyst=ANALYST).sha
            assert self.received[number] == hashlib.sha256(path.read_bytes()).hexdigest()
            self.events += 1
        return self.received[number]

    @rule(key=keys)
    def adopt(self, key: Key) -> None:
        sha = self.source(key[0])
        folder = self.root / "-".join(map(str, key))
        if not folder.exists():
            type(self).write_draft(folder, sha, mapping=key[1], version=key[2])
        try:
            batch = self.ledger.adopt(folder, source_sha=sha, file=f"source-{key[0]}", analyst=ANALYST)
        except LedgerError:
            assert self.status[key] == "reversed"
            return
        assert self.status.get(key) != "reversed"
        self.events += 1
        for rival in self.rivals(key):
            self.status[rival] = "superseded"
        self.status[key] = "live"
        assert self.ids.setdefault(key, batch.batch_id) == batch.batch_id

    @precondition(lambda self: self.ids)
    @rule(data=st.data())
    def reverse(self, data: st.DataObject) -> None:
        key = data.draw(st.sampled_from(sorted(self.ids)))
        try:
            self.ledger.reverse(self.ids[key], analyst=ANALYST)
        except LedgerError:
            assert self.status[key] != "live"
            return
        assert self.status[key] == "live"
        self.status[key] = "reversed"
        self.events += 1

    @precondition(lambda self: self.ids)
    @rule(data=st.data())
    def restore(self, data: st.DataObject) -> None:
        key = data.draw(st.sampled_from(sorted(self.ids)))
        allowed = self.status[key] != "live" and not self.rivals(key)
        try:
            self.ledger.restore(self.ids[key], analyst=ANALYST)
        except LedgerError:
            assert not allowed
            return
        assert allowed
        self.status[key] = "live"
        self.events += 1

    @rule(pair=pairs, verdict=st.sampled_from(["same", "not_same", "unsure"]), swap=st.booleans())
    def judge(self, pair: tuple[str, str], verdict: str, *, swap: bool) -> None:
        stands = self.judged.get(pair, [(0, "")])[-1][1]
        left, right = pair[::-1] if swap else pair
        try:
            made = self.ledger.judge(left, right, verdict, analyst=ANALYST, reason="why")
        except ResolutionError:
            assert {stands, verdict} == {"same", "not_same"}
            return
        assert {stands, verdict} != {"same", "not_same"}
        if verdict != stands:
            self.judged.setdefault(pair, []).append((made.seq, verdict))
            self.events += 1

    @precondition(lambda self: self.judged)
    @rule(data=st.data())
    def undo(self, data: st.DataObject) -> None:
        pair = data.draw(st.sampled_from(sorted(self.judged)))
        made = self.judged[pair]
        self.ledger.undo(made.pop(data.draw(st.integers(0, len(made) - 1)))[0], analyst=ANALYST)
        if not made:
            del self.judged[pair]
        self.events += 1

    @rule(ekey=st.sampled_from(EKEYS))
    def assert_role(self, ekey: str) -> None:
        self.roles[self.ledger.assert_role(ekey, "witness", analyst=ANALYST, reason="").seq] = ekey
        self.events += 1

    @precondition(lambda self: self.roles)
    @rule(data=st.data())
    def withdraw_role(self, data: st.DataObject) -> None:
        seq = data.draw(st.sampled_from(sorted(self.roles)))
        self.ledger.withdraw_role(seq, analyst=ANALYST)
        del self.roles[seq]
        self.events += 1

    @rule()
    def reopen(self) -> None:
        self.heads.append(self.ledger.head)
        self.ledger.close()
        self.ledger = Ledger.open(self.root / "a.case")

    @invariant()
    def agrees(self) -> None:
        if not hasattr(self, "ledger"):
            return
        kept = self.ledger.batches(live_only=False)
        assert [batch.batch_id for batch in kept] == list(self.ids.values())
        assert {batch.batch_id: batch.status for batch in kept} == {self.ids[k]: s for k, s in self.status.items()}
        state = self.ledger.state()
        assert [batch.batch_id for batch in state.batches] == [
            self.ids[k] for k, s in self.status.items() if s == "live"
        ]
        assert {(j.left, j.right): (j.seq, j.verdict) for j in state.judgements} == {
            pair: made[-1] for pair, made in self.judged.items()
        }
        assert {role.seq: role.ekey for role in state.roles} == self.roles
        assert state.sequence <= self.events == self.ledger.sequence == len(self.ledger.events())


def test_random_operations_agree_with_the_model(new_draft: Callable[..., object]) -> None:
    LedgerAgainstModel.write_draft = staticmethod(new_draft)
    run_state_machine_as_test(
        LedgerAgainstModel,
        settings=settings(
            max_examples=15, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
