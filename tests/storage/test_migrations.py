"""From one shape of the file to the next, wholly or not at all."""

import sqlite3
from contextlib import closing

import pytest

from errors import BusyError, StoreError
from records import AlertKind
from storage import migrations, open_store
from storage.migrations import Migration, migrate, pending

NEXT = len(migrations.MIGRATIONS) + 1


@pytest.fixture
def next_step(monkeypatch):
    """Make Rõ Tin one version newer, with these statements in its migration."""

    def add(*statements):
        number = len(migrations.MIGRATIONS) + 1
        step = Migration(number=number, name=f"step {number}", statements=statements)
        monkeypatch.setattr(migrations, "MIGRATIONS", (*migrations.MIGRATIONS, step))

    return add


@pytest.fixture
def old(file, make_article):
    """A store of today's shape, about to be an old one."""
    with open_store(str(file)) as store:
        store.put_article(make_article())
    return file


def test_steps_are_numbered_without_gaps():
    assert [step.number for step in migrations.MIGRATIONS] == list(range(1, len(migrations.MIGRATIONS) + 1))


def test_a_fresh_store_is_at_the_newest_step(old):
    assert pending(old) == ()
    assert migrate(old) == migrations.Migrated(names=(), backup=None)
    assert [path.name for path in old.parent.iterdir()] == ["rotin.db"]


def test_an_old_store_is_refused_until_it_is_migrated(old, next_step):
    next_step("CREATE TABLE more (x)")
    assert pending(old) == (f"step {NEXT}",)
    with pytest.raises(StoreError, match="rotin store migrate"):
        open_store(str(old))
    done = migrate(old)
    assert done.names == (f"step {NEXT}",)
    assert pending(old) == ()
    with open_store(str(old)) as store:
        assert store.counts()["articles"] == 1


def test_the_backup_made_before_is_of_the_old_shape(old, next_step):
    next_step("CREATE TABLE more (x)")
    kept = migrate(old).backup
    assert kept is not None
    assert kept == old.with_name(f"rotin.db.before-migration-{NEXT}")
    assert pending(kept) == (f"step {NEXT}",)
    old.unlink()
    kept.rename(old)
    assert migrate(old).backup == kept


def test_a_step_that_fails_leaves_the_store_at_the_one_before(old, next_step):
    next_step("CREATE TABLE more (x)")
    next_step("CREATE TABLE still_more (x)", "INSERT INTO nowhere VALUES (1)")
    with pytest.raises(StoreError, match="nowhere"):
        migrate(old)
    assert pending(old) == (f"step {NEXT + 1}",)
    next_step()
    assert pending(old) == (f"step {NEXT + 1}", f"step {NEXT + 2}")
    with pytest.raises(StoreError, match="nowhere"):
        migrate(old)
    kept = sorted(path.name for path in old.parent.iterdir())
    assert kept == ["rotin.db", f"rotin.db.before-migration-{NEXT}", f"rotin.db.before-migration-{NEXT + 1}"]


def test_alerts_of_before_there_were_any_about_sources_are_kept(file, make_alert, monkeypatch):
    steps, alert = migrations.MIGRATIONS, make_alert()
    with monkeypatch.context() as patch:
        patch.setattr(migrations, "MIGRATIONS", steps[:4])
        with open_store(str(file)) as store:
            store.put_alert(alert)
            with pytest.raises(StoreError):
                store.put_alert(silent := make_alert(**SILENT))
    assert migrate(file).names == tuple(step.name for step in steps[4:])
    with open_store(str(file)) as store:
        assert list(store.alerts()) == [alert]
        store.put_alert(silent)
        assert set(store.alerts()) == {alert, silent}


SILENT = {"kind": AlertKind.SOURCE, "about": "bao-tinh", "place": ""} | dict.fromkeys(
    ("category", "observed", "expected", "chance")
)
"""An alert that no table of before could hold."""


def test_a_newer_store_is_refused(old, monkeypatch):
    with monkeypatch.context() as patch:
        newest = Migration(number=99, name="from the future", statements=())
        patch.setattr(migrations, "MIGRATIONS", (*migrations.MIGRATIONS, newest))
        migrate(old)
    for use in (pending, migrate, lambda path: open_store(str(path))):
        with pytest.raises(StoreError, match="newer Rõ Tin"):
            use(old)


def test_a_store_in_use_is_not_migrated(old, next_step):
    with open_store(str(old)):
        next_step("CREATE TABLE more (x)")
        with pytest.raises(BusyError, match="open in another process"):
            migrate(old)
    assert migrate(old).names == (f"step {NEXT}",)


def test_a_store_without_its_record_of_steps_is_refused(old):
    with closing(sqlite3.connect(old)) as raw:
        raw.execute("DROP TABLE migrations")
    with pytest.raises(StoreError, match="half-copied"):
        open_store(str(old))
