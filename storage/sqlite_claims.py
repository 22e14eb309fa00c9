"""Claims with what they are found again by, signals, alerts, and the desk's reviews and decisions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from storage import claim_rows, rows

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from datetime import datetime

    from records import Alert, Category, Claim, Decision, Review, Signal
    from storage.sqlite_session import Session

_COLUMNS = "id, category, first, last, data, passage"


def put(session: Session, claim: Claim, grams: Collection[int]) -> None:
    """Write or replace the claim; see :meth:`storage.base.Store.put_claim`."""
    row = claim_rows.claim_row(claim)
    with session.unit():
        session.write(
            """INSERT INTO claims (id, category, first, last, data, passage) VALUES (?, ?, ?, ?, ?, ?)
            ON CONFLICT (id) DO UPDATE SET category = excluded.category, first = excluded.first, last = excluded.last,
            data = excluded.data, passage = excluded.passage""",
            *row,
        )
        ((number,),) = session.read("SELECT row FROM claims WHERE id = ?", row[0])
        was = {gram for (gram,) in session.read("SELECT gram FROM claim_grams WHERE claim = ?", number)}
        session.write_all(
            "DELETE FROM claim_grams WHERE claim = ? AND gram = ?", ((number, gram) for gram in was.difference(grams))
        )
        session.write_all(
            "INSERT INTO claim_grams (gram, claim) VALUES (?, ?)",
            ((gram, number) for gram in sorted(set(grams) - was)),
        )


def get(session: Session, id_: str) -> Claim | None:
    """Return the claim with this id."""
    found = session.read(f"SELECT {_COLUMNS} FROM claims WHERE id = ?", rows.plain(id_))  # noqa: S608 - our columns
    return session.decode(claim_rows.claim, found[0]) if found else None


def sharing(session: Session, grams: Collection[int]) -> Mapping[str, int]:
    """Return how many of ``grams`` each claim has that has any."""
    return dict(
        session.read(
            """SELECT claims.id, count(*) FROM json_each(?) AS asked JOIN claim_grams ON gram = asked.value
            JOIN claims ON claims.row = claim GROUP BY claims.id""",
            rows.as_json(sorted(grams)),
        )
    )


def select(
    session: Session, *, since: datetime | None, until: datetime | None, category: Category | None
) -> Iterator[Claim]:
    """Return an iterator over the claims asked for; those of now, each as it stands when its turn comes."""
    ids = session.read(
        """SELECT id FROM claims WHERE last >= ?1 AND last < ?2 AND (?3 IS NULL OR category = ?3)
        ORDER BY last DESC, id""",
        rows.BEGINNING if since is None else rows.micros(since),
        rows.END if until is None else rows.micros(until),
        category,
    )
    return (claim for (id_,) in ids if (claim := get(session, id_)) is not None)


def put_signal(session: Session, signal: Signal) -> None:
    """Write the signal; the highest count stays."""
    with session.unit():
        session.write(
            """INSERT INTO signals (rule, code, valid_from, hour, name, commune, count) VALUES (?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT DO UPDATE SET count = max(count, excluded.count)""",
            *claim_rows.signal_row(signal),
        )


def signals(session: Session, *, since: datetime | None, until: datetime | None, rule: str | None) -> Iterator[Signal]:
    """Return an iterator over the signals asked for."""
    found = session.read(
        """SELECT rule, code, valid_from, hour, name, commune, count FROM signals
        WHERE hour >= ?1 AND hour < ?2 AND (?3 IS NULL OR rule = ?3) ORDER BY hour, rule, code, valid_from""",
        rows.BEGINNING if since is None else rows.micros(since),
        rows.END if until is None else rows.micros(until),
        rule,
    )
    return (session.decode(claim_rows.signal, row) for row in found)


def put_alert(session: Session, alert: Alert) -> None:
    """Write or replace the alert."""
    with session.unit():
        session.write(
            """INSERT OR REPLACE INTO alerts
            (id, raised, kind, about, category, severity, place, observed, expected, chance, fate)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
            *claim_rows.alert_row(alert),
        )


def alerts(session: Session, *, since: datetime | None, until: datetime | None) -> Iterator[Alert]:
    """Return an iterator over the alerts asked for."""
    found = session.read(
        """SELECT id, raised, kind, about, category, severity, place, observed, expected, chance, fate FROM alerts
        WHERE raised >= ? AND raised < ? ORDER BY raised, id""",
        rows.BEGINNING if since is None else rows.micros(since),
        rows.END if until is None else rows.micros(until),
    )
    return (session.decode(claim_rows.alert, row) for row in found)


def put_review(session: Session, review: Review) -> None:
    """Add the review."""
    with session.unit():
        session.write(
            "INSERT INTO reviews (claim, verdict, reason, evidence, made) VALUES (?, ?, ?, ?, ?)",
            *claim_rows.review_row(review),
        )


def reviews(session: Session, claim: str) -> Sequence[Review]:
    """Return the reviews of the claim, oldest first."""
    found = session.read(
        "SELECT claim, verdict, reason, evidence, made FROM reviews WHERE claim = ? ORDER BY row", rows.plain(claim)
    )
    return tuple(session.decode(claim_rows.review, row) for row in found)


def put_decision(session: Session, decision: Decision) -> None:
    """Add the decision, and for whose sake it is kept."""
    row = claim_rows.decision_row(decision)
    named = [(row[0], rows.plain(claim)) for claim in sorted(decision.named)]
    with session.unit():
        if not session.read("SELECT 1 FROM decisions WHERE id = ?", row[0]):
            session.write("INSERT INTO decisions (id, made, undoes, data, reason) VALUES (?, ?, ?, ?, ?)", *row)
            session.write_all("INSERT INTO decision_claims (decision, claim) VALUES (?, ?)", named)


def decisions(session: Session) -> Sequence[Decision]:
    """Return all decisions, oldest first."""
    found = session.read("SELECT id, made, undoes, data, reason FROM decisions ORDER BY made, id")
    return tuple(session.decode(claim_rows.decision, row) for row in found)


def drop(session: Session, before: int, batch: int) -> int:
    """Delete up to ``batch`` claims last seen before that time, and the decisions that name no claim any longer."""
    with session.unit():
        gone = session.write(
            "DELETE FROM claims WHERE row IN (SELECT row FROM claims WHERE last < ? LIMIT ?)", before, batch
        )
        session.write(
            """DELETE FROM decisions WHERE undoes IS NULL
            AND NOT EXISTS (SELECT 1 FROM decision_claims WHERE decision = decisions.id)"""
        )
    return gone
