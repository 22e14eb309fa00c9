"""A town in which some words are said by many and all others by one; and the folders in which a command hears it."""

import json
import os
import random
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import yaml

SHARED_MEMORY = Path("/dev/shm")  # noqa: S108 - the one tmpfs every Linux has
RUMOUR = "nghe nói đập thủy điện sắp vỡ bà con xã Hòa An chạy ngay lên núi"
KEPT = "nghe nói đập thủy điện sắp vỡ bà con xã hòa an chạy ngay lên núi"
"""How the store holds it."""

MARKED = ("ằ", "ữ", "ặ", "ở", "ế", "ộ", "ỵ", "ổ")


@dataclass
class Town:
    """What is said, and every word of it that must be found nowhere."""

    name: str = ""
    seed: int = 0
    people: int = 6
    remarks: list[dict[str, str]] = field(default_factory=list)
    canaries: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._random = random.Random(f"{self.name}{self.seed}")
        now = datetime.now(UTC)
        for n in range(self.people):
            self.say(f"{self.word()} {RUMOUR} {self.word()}", now - timedelta(minutes=90 + n))
        for n in range(4):
            self.say(self.complaint(), now - timedelta(minutes=60 + n))
        self.say(" ".join(["lừa đảo chuyển khoản", *(self.word() for _ in range(30))]), now)  # nobody else's, at length
        self.say(self.word(), now)  # matches nothing
        advert, author = f"bán chăn ga giá rẻ lừa đảo chuyển khoản cọc {self.word()} xã Hòa An", self.word()
        for n in range(7):  # one voice, however often
            self.say(advert, now - timedelta(minutes=n), author=author)

    @property
    def kept(self) -> str:
        """Return what is to be kept of all that is said."""
        return KEPT

    def word(self) -> str:
        """Return a word nobody ever wrote, with marks and capitals."""
        bare = "".join(self._random.choices("bcdghklmnprstvx", k=5))
        word = f"K{self._random.choice(MARKED)}{bare}{self._random.choice(MARKED)}Đ{self._random.randrange(10**4):04d}"
        self.canaries.append(word)
        return word

    def digits(self, size: int) -> str:
        """Return a number nobody ever wrote."""
        number = str(self._random.randrange(10 ** (size - 1), 10**size))
        self.canaries.append(number)
        return number

    def plain(self) -> str:
        """Return a word of an address."""
        word = f"kanari{self._random.randrange(16**8):08x}"
        self.canaries.append(word)
        return word

    def complaint(self) -> str:
        """Return what one person tells, with all that could lead to somebody."""
        return (
            f"tôi {self.word()} bị lừa đảo chuyển khoản 5 triệu cho {self.word()} ở xã Hòa An, số 09{self.digits(8)}, "
            f"stk {self.digits(13)} vietcombank, xem https://{self.plain()}.example/{self.plain()}?x={self.digits(16)} "
            f"https://facebook.com/{self.plain()} @{self.plain()} {self.plain()}@thu.example, đập sắp vỡ {self.word()}"
        )

    def say(self, text: str, at: datetime, author: str = "") -> None:
        """Say it, as somebody new if nobody is named."""
        self.remarks.append({"author": author or f"{self.plain()}", "text": text, "said_at": at.isoformat()})

    # -- as it is given to a command --------------------------------------------------------------------------

    def lines(self) -> str:
        """Return it as a file for ``rotin ingest``, with lines that cannot be read."""
        good = [json.dumps({"kind": "remark", "source": "mang", **each}, ensure_ascii=False) for each in self.remarks]
        bad = [
            json.dumps({"kind": "remark", "source": "mang", "author": self.plain(), "text": self.word()}),
            json.dumps({"kind": self.word(), self.plain(): self.word()}, ensure_ascii=False),
            '{"kind": "remark", "text": "' + self.word(),
            json.dumps({"kind": "remark", "source": "mang", "author": "", "text": self.word(),
                        "said_at": self.plain()}),
            json.dumps({"kind": "remark", "source": "mang", "author": " ", "text": self.word(),
                        "said_at": "2026-11-20T08:00:00+07:00"}),
        ]  # fmt: skip
        return "\n".join([*good, *bad]) + "\n"

    def post_to(self, server: Any) -> None:
        """Post it on a social network."""
        for each in self.remarks:
            account = {"display_name": self.word(), "note": f"<p>{self.word()}</p>", "avatar": self.plain()}
            post = server.post(each["author"], each["text"], datetime.fromisoformat(each["said_at"]), account=account)
            self.canaries += [post["id"], post["uri"], post["url"], post["account"]["url"]]

    def tell_to(self, forum: Any) -> None:
        """Write it in a forum, one name quoting another."""
        for n, each in enumerate(self.remarks):
            body = f'<a href="https://{self.plain()}.example/">{self.word()}</a> {each["text"]}'
            forum.thread(each["author"], f"Chuyện {self.word()}", body, datetime.fromisoformat(each["said_at"]))
            self.canaries.append(f"chuyen.{4_900_000 + n}/")


@dataclass
class Home:
    """Folders that one process tree has for itself; ``given`` holds what it reads and is not searched."""

    root: Path
    runtime: Path
    given: Path

    @property
    def data(self) -> Path:
        """Return the data folder."""
        return self.root / "data"

    @property
    def told(self) -> list[str]:
        """Return what faults said of themselves."""
        path = self.root / "told"
        return path.read_text("utf-8").splitlines() if path.exists() else []

    def environment(self, faults: Sequence[dict[str, Any]] = ()) -> dict[str, str]:
        """Return the variables of a command; everything that a library may write to lies in the root."""
        folders = {
            "HOME": "home", "TMPDIR": "tmp", "TEMP": "tmp", "TMP": "tmp", "XDG_CACHE_HOME": "home/.cache",
            "XDG_CONFIG_HOME": "home/.config", "XDG_DATA_HOME": "home/.local/share", "XDG_STATE_HOME": "home/.state",
            "SQLITE_TMPDIR": "tmp", "MPLCONFIGDIR": "home/mpl",
        }  # fmt: skip
        own = {name: str(self.root / path) for name, path in folders.items()}
        for path in own.values():
            Path(path).mkdir(parents=True, exist_ok=True)
        shim = Path(__file__).parent / "shim"
        return own | {
            "PATH": os.environ.get("PATH", ""), "LANG": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1",
            "PYTHONPATH": f"{shim}:{Path(__file__).resolve().parents[2]}", "ROTIN_LANGUAGE": "en",
            "ROTIN_CONTACT": "mailto:ban-tin@tinh.example", "CANARY_TOLD": str(self.root / "told"),
            "CANARY_FAULTS": json.dumps(list(faults)),
            "ROTIN_RUNTIME": str(self.runtime / "rotin"), "COVERAGE_PROCESS_START": "",
        }  # fmt: skip

    def configure(self, *sources: dict[str, Any], ports: Sequence[int] = (), **settings: object) -> None:
        """Write the operator's files."""
        common = {
            "name": "Mạng thử", "publisher": "Mạng thử", "every": "15m", "jitter": "0s",
            "welcome": "máy chủ của bài thử", "checked": "unverified live",
        }  # fmt: skip
        declared = {"sources": [common | source for source in sources]}
        (self.cwd / "sources.yaml").write_text(yaml.safe_dump(declared, allow_unicode=True), "utf-8")
        said = {
            "sources": "sources.yaml", "data": str(self.data), "log": {"level": "debug"},
            "crawl": {"inward": [f"127.0.0.1:{port}" for port in ports], "concurrency": 2}, **settings,
        }  # fmt: skip
        (self.cwd / "rotin.yaml").write_text(yaml.safe_dump(said), "utf-8")

    @property
    def cwd(self) -> Path:
        """Return the folder at hand."""
        path = self.root / "cwd"
        path.mkdir(parents=True, exist_ok=True)
        return path

    @property
    def places(self) -> tuple[Path, Path]:
        """Return all that is to be searched."""
        return self.root, self.runtime


@contextmanager
def home(tmp_path: Path, name: str) -> Iterator[Home]:
    """Give folders of its own to one process tree."""
    root, given = tmp_path / name, tmp_path / f"given-{name}"
    root.mkdir()
    given.mkdir()
    runtime = Path(tempfile.mkdtemp(dir=SHARED_MEMORY if SHARED_MEMORY.is_dir() else None))
    try:
        yield Home(root=root, runtime=runtime, given=given)
    finally:
        shutil.rmtree(runtime, ignore_errors=True)
