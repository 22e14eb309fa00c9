from datetime import datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records import ENDED_WELL, ZONE, Run, RunOutcome
from scheduler import (
    LATE,
    History,
    Job,
    Settle,
    Start,
    Table,
    begun,
    catch_up,
    ended,
    next_due,
    plan,
    plan_tick,
)

T = datetime(2026, 11, 21, 7, 0, tzinfo=ZONE)
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
NIGHT = (time(22), time(5))


def job(source: str = "bao", **more: object) -> Job:
    return Job(**({"source": source, "every": HOUR, "deadline": 5 * MINUTE} | more))  # type: ignore[arg-type]


def ran(
    outcome: RunOutcome = RunOutcome.SUCCEEDED, *, at: datetime = T, took: timedelta = MINUTE, **more: object
) -> Run:
    known = {"source": "bao", "due": at, "started": at, "ended": at + took, "outcome": outcome}
    return Run(**(known | more))  # type: ignore[arg-type]


def unrun(outcome: RunOutcome, *, due: datetime = T, at: datetime = T) -> Run:
    return Run(source="bao", due=due, ended=at, outcome=outcome)


def history(*rows: Run, now: datetime = T + 1000 * HOUR) -> History:
    return History().learn(job(), rows, now)


# -- when a job is due ----------------------------------------------------------------------------------------------


def test_a_source_never_read_is_due_at_once() -> None:
    assert next_due(job(), History(), T) == T


@pytest.mark.parametrize("outcome", sorted(ENDED_WELL))
def test_after_a_run_that_ended_well_a_job_is_due_one_interval_after_it_started(outcome: RunOutcome) -> None:
    assert next_due(job(), history(ran(outcome, took=20 * MINUTE)), T) == T + HOUR


FAILURES = [RunOutcome.EMPTY, RunOutcome.FAILED, RunOutcome.KILLED, RunOutcome.CRASHED]


@pytest.mark.parametrize("outcome", FAILURES)
def test_a_failure_is_tried_again_after_half_the_interval_then_after_the_whole(outcome: RunOutcome) -> None:
    rows = [ran(at=T - HOUR)]
    for hours, wait in ((0, HOUR / 2), (1, HOUR), (3, HOUR)):
        rows.append(ran(outcome, at=T + hours * HOUR))
        stopped = T + hours * HOUR + MINUTE
        assert next_due(job(), history(*rows), stopped) == stopped + wait


def test_a_success_forgives_the_failures_before_it() -> None:
    rows = [ran(RunOutcome.FAILED, at=T + n * HOUR) for n in range(3)] + [ran(at=T + 3 * HOUR)]
    again = ran(RunOutcome.FAILED, at=T + 4 * HOUR)
    assert history(*rows).failures == 0
    assert next_due(job(), history(*rows, again), T + 5 * HOUR) == T + 4 * HOUR + MINUTE + HOUR / 2


def test_jitter_is_the_same_for_the_same_slot_and_spread_over_slots_and_sources() -> None:
    loose = job(jitter=10 * MINUTE)
    dues = [next_due(loose, history(ran(at=T + n * HOUR)), T + n * HOUR) - T - (n + 1) * HOUR for n in range(50)]
    again = [next_due(loose, history(ran(at=T + n * HOUR)), T + n * HOUR) - T - (n + 1) * HOUR for n in range(50)]
    assert dues == again
    assert all(timedelta(0) <= due < 10 * MINUTE for due in dues)
    assert max(dues) - min(dues) > 5 * MINUTE
    assert loose.shift(ran()) != loose.shift(ran(source="dai"))


@given(
    st.timedeltas(timedelta(0), timedelta(days=4000)), st.sampled_from(sorted(set(RunOutcome) - {RunOutcome.RUNNING}))
)
def test_a_last_run_in_the_future_silences_nothing(ahead: timedelta, outcome: RunOutcome) -> None:
    run = ran(outcome, at=T + ahead) if outcome not in UNRUN else unrun(outcome, due=T + ahead, at=T + ahead)
    some = job(jitter=MINUTE, quiet=NIGHT)
    assert next_due(some, History().after(run), T) <= T + HOUR + MINUTE
    assert next_due(some, History().learn(some, [run], T), T) <= T + HOUR + MINUTE


UNRUN = {RunOutcome.MISSED, RunOutcome.SKIPPED}


def test_rows_far_in_the_future_are_not_believed_and_the_latest_before_them_counts() -> None:
    rows = [ran(at=T - HOUR), ran(at=T + 90 * HOUR)]
    assert History().learn(job(), rows, T).last == rows[0]


def test_a_run_of_another_process_that_goes_on_is_not_yet_history() -> None:
    going = Run(source="bao", due=T, started=T, outcome=RunOutcome.RUNNING)
    assert history(ran(at=T - HOUR), going).last == ran(at=T - HOUR)


def test_learning_the_same_rows_again_changes_nothing() -> None:
    rows = [ran(RunOutcome.FAILED), ran(RunOutcome.FAILED, at=T + HOUR)]
    once = history(*rows)
    assert once.failures == 2
    assert once.learn(job(), rows, T + 9 * HOUR) == once


@pytest.mark.parametrize(
    ("quiet", "at", "until"),
    [
        (NIGHT, "22:00", "05:00+1"),
        (NIGHT, "23:59", "05:00+1"),
        (NIGHT, "00:00", "05:00"),
        (NIGHT, "04:59", "05:00"),
        (NIGHT, "05:00", None),
        (NIGHT, "21:59", None),
        ((time(11, 30), time(13)), "11:30", "13:00"),
        ((time(11, 30), time(13)), "13:00", None),
        ((time(11, 30), time(13)), "11:29", None),
        ((time(18), time(0)), "19:00", "00:00+1"),
        ((time(0), time(6)), "00:00", "06:00"),
        (None, "03:00", None),
    ],
)
def test_quiet_hours_end_when_they_end(quiet: tuple[time, time] | None, at: str, until: str | None) -> None:
    here = datetime.combine(T.date(), time.fromisoformat(at), ZONE)
    expected = None
    if until is not None:
        clock, _, days = until.partition("+")
        expected = datetime.combine(T.date() + timedelta(days=int(days or 0)), time.fromisoformat(clock), ZONE)
    assert job(quiet=quiet).quiet_until(here) == expected


# -- the table ------------------------------------------------------------------------------------------------------


def table(*jobs: Job, now: datetime = T, concurrency: int = 2, **histories: History) -> Table:
    return plan(Table(), jobs, histories, concurrency, now)


def test_a_due_moment_in_quiet_hours_is_skipped_once_and_runs_when_they_end() -> None:
    late = T.replace(hour=22, minute=30)
    quiet = table(job(quiet=NIGHT), now=late)
    quiet, (row,) = plan_tick(quiet, late)
    assert isinstance(row, Settle)
    assert (row.run.outcome, row.run.due, row.run.started) == (RunOutcome.SKIPPED, late, None)
    assert "05:00" in row.run.note
    for minutes in range(0, 389, 7):
        quiet, nothing = plan_tick(quiet, late + timedelta(minutes=minutes))
        assert nothing == ()
    morning = late + timedelta(hours=6, minutes=30)
    assert plan_tick(quiet, morning)[1] == (Start(job=job(quiet=NIGHT), due=morning),)


def test_a_restart_in_quiet_hours_does_not_tell_of_the_same_moment_again() -> None:
    night = T.replace(hour=22, minute=30)
    _, (row,) = plan_tick(table(job(quiet=NIGHT), now=night), night)
    assert isinstance(row, Settle)
    known = History().learn(job(quiet=NIGHT), [row.run], night + HOUR)
    again = table(job(quiet=NIGHT), now=night + HOUR, bao=known)
    assert catch_up(again, night + HOUR) == (again, ())
    assert plan_tick(again, night + HOUR)[1] == ()


def test_what_was_missed_while_we_were_away_is_told_once_and_then_runs() -> None:
    now = T + timedelta(hours=5, minutes=30)
    away, (row,) = catch_up(table(job(), now=now, bao=history(ran())), now)
    assert (row.run.outcome, row.run.due, row.run.started) == (RunOutcome.MISSED, T + HOUR, None)
    assert "5 missed, 2026-11-21 08:00 – 2026-11-21 12:00" in row.run.note
    _, actions = plan_tick(away, now)
    assert actions == (Start(job=job(), due=now),)


def test_a_start_just_after_the_due_moment_is_late_and_nothing_was_missed() -> None:
    now = T + HOUR + LATE
    fresh, rows = catch_up(table(job(), now=now, bao=history(ran())), now)
    assert rows == ()
    assert plan_tick(fresh, now)[1] == (Start(job=job(), due=T + HOUR),)


def test_a_due_moment_while_the_last_run_still_goes_is_skipped_and_its_row_stays() -> None:
    going, (start,) = plan_tick(table(job()), T)
    assert isinstance(start, Start)
    going = begun(going, Run(source="bao", due=T, started=T, outcome=RunOutcome.RUNNING))
    assert plan_tick(going, T + HOUR - MINUTE)[1] == ()
    going, (row,) = plan_tick(going, T + HOUR)
    assert isinstance(row, Settle)
    assert (row.run.outcome, row.run.due) == (RunOutcome.SKIPPED, T + HOUR)
    assert "previous" in row.run.note
    assert plan_tick(going, T + HOUR + MINUTE)[1] == ()
    done = ended(going, ran(took=HOUR + 2 * MINUTE), T + HOUR + 2 * MINUTE)
    assert plan_tick(done, T + 2 * HOUR - MINUTE)[1] == ()
    assert plan_tick(done, T + 2 * HOUR)[1] == (Start(job=job(), due=T + 2 * HOUR),)


def test_jobs_of_one_site_take_turns_and_no_more_run_than_may() -> None:
    jobs = [job("a", lock_keys=("x",)), job("b", lock_keys=("x", "y")), job("c", lock_keys=("z",)), job("d")]
    busy, actions = plan_tick(table(*jobs), T)
    assert [action.job.source for action in actions if isinstance(action, Start)] == ["a", "c"]
    busy = ended(busy, ran(source="c"), T + MINUTE)
    busy, actions = plan_tick(busy, T + MINUTE)
    assert [action.job.source for action in actions if isinstance(action, Start)] == ["d"]
    busy = ended(busy, ran(source="a"), T + MINUTE)
    _, actions = plan_tick(busy, T + MINUTE)
    assert actions == (Start(job=jobs[1], due=T),)


def test_who_waits_for_a_turn_too_long_says_so_and_keeps_the_place() -> None:
    busy, _ = plan_tick(table(job("a"), job("b"), job("c", every=3 * HOUR), concurrency=1), T)
    busy = begun(busy, Run(source="a", due=T, started=T, outcome=RunOutcome.RUNNING))
    busy, actions = plan_tick(busy, T + HOUR)
    assert [(row.run.source, row.run.due) for row in actions if isinstance(row, Settle)] == [("a", T + HOUR), ("b", T)]
    busy = ended(busy, ran(source="a", took=HOUR), T + HOUR)
    _, (start,) = plan_tick(busy, T + HOUR)
    assert isinstance(start, Start)
    assert (start.job.source, start.due) == ("b", T + HOUR)


def test_a_clock_that_leaps_misses_what_lay_between_and_one_set_back_silences_nothing() -> None:
    hourly = table(job(), bao=history(ran()))
    ahead, (row,) = catch_up(hourly, T + timedelta(days=3), timedelta(days=3))
    assert row.run.outcome is RunOutcome.MISSED
    assert plan_tick(ahead, T + timedelta(days=3))[1] == (Start(job=job(), due=T + timedelta(days=3)),)
    before = T - timedelta(days=3)
    back, rows = catch_up(hourly, before, timedelta(days=-3))
    assert rows == ()
    assert plan_tick(back, before + HOUR - MINUTE)[1] == ()
    assert plan_tick(back, before + HOUR)[1] == (Start(job=job(), due=before + HOUR),)
    again, rows = catch_up(back, before + HOUR, HOUR)  # forward again, but not all the way
    assert rows == ()
    assert plan_tick(again, before + 2 * HOUR)[1] == (Start(job=job(), due=before + 2 * HOUR),)


def test_a_clock_set_back_and_right_again_changes_nothing() -> None:
    hourly = table(job(), bao=history(ran()))
    wrong, _ = catch_up(hourly, T - timedelta(days=2), timedelta(days=-2))
    assert catch_up(wrong, T + MINUTE, timedelta(days=2)) == (hourly, ())


def test_a_moment_settled_in_the_future_holds_nothing_up() -> None:
    ahead = unrun(RunOutcome.SKIPPED, due=T + 50 * HOUR, at=T + 50 * HOUR)
    failed = ran(RunOutcome.FAILED)
    known = History().after(ahead).after(failed)
    assert next_due(job(), known, T + MINUTE) == T + MINUTE + HOUR / 2


def test_a_new_list_of_jobs_keeps_what_runs_and_drops_what_left() -> None:
    busy, _ = plan_tick(table(job("a"), job("b"), job("c")), T)
    fewer = plan(busy, [job("b", every=2 * HOUR), job("d")], {}, 3, T)
    assert set(fewer.entries) == {"a", "b", "d"}
    assert plan_tick(fewer, T)[1] == (Start(job=job("d"), due=T),)
    fewer = ended(fewer, ran(source="a"), T + MINUTE)
    assert set(fewer.entries) == {"b", "d"}
    fewer = ended(fewer, ran(source="b"), T + MINUTE)
    assert fewer.entries["b"].due == T + 2 * HOUR


def test_a_source_that_comes_back_while_it_runs_was_never_gone() -> None:
    busy, _ = plan_tick(table(job("a")), T)
    back = plan(plan(busy, [], {}, 2, T), [job("a")], {}, 2, T)
    assert plan_tick(back, T)[1] == ()
    assert set(ended(back, ran(source="a"), T + MINUTE).entries) == {"a"}


def test_a_source_taken_up_again_is_due_now_and_was_not_missed() -> None:
    months = T + timedelta(days=90)
    more = plan(table(job("a"), now=months), [job("a"), job("bao")], {"bao": history(ran())}, 2, months)
    assert more.entries["bao"].due == months


def test_a_job_that_cannot_be_is_refused() -> None:
    for wrong in ({"every": timedelta(0)}, {"jitter": -MINUTE}, {"source": ""}):
        with pytest.raises(ValueError, match="a job needs"):
            job(**wrong)
