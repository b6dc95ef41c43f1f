"""The rules of bookings once more, in plain dictionaries and without the office's code."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from hashlib import sha256, sha512
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Shanghai")
WAIT = {"2": 10, "3": 30}  # C1, R162 art.43, 44
LOCK = timedelta(days=3)


@dataclass
class Learner:
    accepted: date
    permit: date
    passed: set[str] = field(default_factory=lambda: {"1"})
    lost: dict[str, list[datetime]] = field(default_factory=lambda: {"2": [], "3": []})
    given_up: dict[str, list[datetime]] = field(default_factory=lambda: {"2": [], "3": []})
    changes: int = 0
    here: bool = True
    closed: bool = False


@dataclass
class Session:
    subject: str
    starts: datetime
    ends: datetime
    deadline: datetime
    places: dict[int, str]  # number -> free, taken, gone
    state: str = "published"
    allotted: bool = False


@dataclass
class Wish:
    learner: int
    subject: str
    sessions: list[int]
    made: datetime
    rank: datetime
    serial: str
    state: str = "waiting"


@dataclass
class Held:
    learner: int
    subject: str
    session: int
    place: int
    state: str = "booked"


@dataclass
class Model:
    """Learners, sessions, wishes and places; keys are the office's, places are known by the wish that got them."""

    learners: dict[int, Learner]
    sessions: dict[int, Session] = field(default_factory=dict)
    wishes: dict[int, Wish] = field(default_factory=dict)
    held: dict[int, Held] = field(default_factory=dict)

    # ---------------------------------------------------------- may he?
    def may_wish(self, learner: int, chosen: list[int], now: datetime) -> bool:
        one, found = self.learners[learner], [self.sessions[key] for key in chosen]
        fits = bool(found) and len({session.subject for session in found}) == 1
        if not fits or one.closed or not one.here:
            return False
        if any(s.state != "published" or s.starts <= now or now >= s.starts - LOCK for s in found):
            return False
        subject, today = found[0].subject, now.astimezone(ZONE).date()
        if subject in one.passed or subject in self.busy(learner):
            return False
        if subject == "3" and "2" not in one.passed | self.busy(learner):
            return False
        if not one.permit + timedelta(days=WAIT[subject]) <= today <= three_years(one.permit):
            return False
        lost = one.lost[subject]
        return len(lost) < 5 and not (lost and today < max(lost).astimezone(ZONE).date() + timedelta(days=10))

    def busy(self, learner: int) -> set[str]:
        waiting = {one.subject for one in self.wishes.values() if one.learner == learner and one.state == "waiting"}
        live = {o.subject for o in self.held.values() if o.learner == learner and o.state in {"booked", "make_up"}}
        return waiting | live

    def rank(self, learner: int, subject: str) -> datetime:
        one = self.learners[learner]
        return max([datetime.combine(one.accepted, time(), ZONE), *one.lost[subject], *one.given_up[subject]])

    # ---------------------------------------------------------- places
    def free(self, session: int) -> list[int]:
        return sorted(number for number, state in self.sessions[session].places.items() if state == "free")

    def take(self, wish: int, session: int) -> None:
        place = self.free(session)[0]
        self.sessions[session].places[place] = "taken"
        one = self.wishes[wish]
        one.state = "allotted"
        self.held[wish] = Held(one.learner, one.subject, session, place)

    def allot(self, subject: str, deadline: datetime, seed: bytes) -> None:
        group = {
            key
            for key, s in self.sessions.items()
            if (s.subject, s.deadline, s.state) == (subject, deadline, "published")
        }
        asked = [
            key for key, one in self.wishes.items()
            if one.state == "waiting" and one.subject == subject and one.made <= deadline and group & set(one.sessions)
        ]  # fmt: skip

        def order(key: int) -> tuple[datetime, date, str]:
            one = self.wishes[key]
            draw = sha256(b"onelane allotment 1\n" + seed + one.serial.encode()).hexdigest()
            return one.rank, self.learners[one.learner].permit, draw

        for key in sorted(asked, key=order):
            first = next((s for s in self.wishes[key].sessions if s in group and self.free(s)), None)
            if first is not None:
                self.take(key, first)
        for key in group:
            self.sessions[key].allotted = True

    def offer(self, session: int, now: datetime) -> None:
        one = self.sessions[session]
        if one.state != "published" or now < one.deadline or now >= one.starts - LOCK:
            return
        while self.free(session):
            waiting = [
                key for key, w in self.wishes.items() if w.state == "waiting" and session in w.sessions
            ]  # fmt: skip
            if not waiting:
                return
            best = min(waiting, key=lambda k: (self.wishes[k].rank, self.learners[self.wishes[k].learner].permit, k))
            self.take(best, session)

    # ---------------------------------------------------------- ends
    def may_cancel(self, wish: int, now: datetime) -> bool:
        one = self.held[wish]
        day = self.sessions[one.session].starts.astimezone(ZONE).date()
        return one.state == "booked" and now.astimezone(ZONE).date() <= day - timedelta(days=1)

    def cancel(self, wish: int, now: datetime) -> None:
        one = self.held[wish]
        one.state = "cancelled"
        self.sessions[one.session].places[one.place] = "free"
        self.learners[one.learner].given_up[one.subject].append(now)

    def result(self, wish: int, *, passes: bool) -> None:
        one = self.held[wish]
        if passes:
            one.state = "passed"
            self.learners[one.learner].passed.add(one.subject)
        elif one.state == "booked":
            one.state = "make_up"
        else:
            self.lose(wish, "failed")

    def absent(self, wish: int) -> None:
        self.lose(wish, "failed" if self.held[wish].state == "make_up" else "absent")

    def lose(self, wish: int, state: str) -> None:
        one = self.held[wish]
        one.state = state
        learner = self.learners[one.learner]
        learner.lost[one.subject].append(self.sessions[one.session].starts)
        if len(learner.lost[one.subject]) >= 5:
            learner.passed, learner.closed = set(), True

    def displace(self, session: int, gone: set[int]) -> None:
        for one in self.held.values():
            if one.session == session and one.place in gone and one.state == "booked":
                one.state = "displaced"

    def resize(self, session: int, capacity: int) -> None:
        places = self.sessions[session].places
        standing = sorted(
            (n for n, state in places.items() if state != "gone"), key=lambda n: (places[n] != "free", -n)
        )
        gone = set(standing[: max(0, len(standing) - capacity)])
        self.displace(session, gone)
        places.update(dict.fromkeys(gone, "gone"))
        last = max(places, default=0)
        places.update({last + more: "free" for more in range(1, capacity - len(standing) + 1)})

    def call_off(self, session: int) -> None:
        one = self.sessions[session]
        one.state = "cancelled"
        taken = {number for number, state in one.places.items() if state == "taken"}
        self.displace(session, taken)
        held = {o.place for o in self.held.values() if o.session == session and o.state == "displaced"}
        one.places.update(dict.fromkeys(taken & held, "gone"))

    def move_away(self, learner: int) -> bool:
        one = self.learners[learner]
        live = any(o.learner == learner and o.state in {"booked", "make_up"} for o in self.held.values())
        if live or not one.passed or one.changes >= 3 or not one.here:
            return False
        one.changes, one.here = one.changes + 1, False
        for wish in self.wishes.values():
            if wish.learner == learner and wish.state == "waiting":
                wish.state = "withdrawn"
        return True


def seed_of(root: str) -> tuple[str, bytes]:
    """A random function that the test knows: proof and output."""
    return "00", sha512(root.encode()).digest()


def three_years(permit: date) -> date:
    """The last day of a permit; 29 February becomes the 28th."""
    leap = (permit.month, permit.day) == (2, 29)
    return date(permit.year + 3, permit.month, 28 if leap else permit.day)
