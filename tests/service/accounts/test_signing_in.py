"""Signing in: one refusal for every reason, a lock that grows, sessions that end when they must."""

import hashlib
import threading
from collections.abc import Callable

import pytest
from argon2 import PasswordHasher
from sqlalchemy.orm import Session, sessionmaker

from corpus.settings import Settings
from corpus.tables import User, UserSession
from service.accounts import Person, Role, passwords
from service.accounts.accounts import (
    account_events,
    activate_account,
    change_role,
    create_account,
    create_first_admin,
    deactivate_account,
    first_admin_shut_out,
    reset_password,
)
from service.accounts.sessions import end_browser_session, find_signed_in
from service.accounts.signing_in import change_password, sign_in
from service.errors import ServiceError

Sessions = sessionmaker[Session]
OWN = "kawa no nagare 7"


@pytest.fixture
def people(each_database: Sessions, admin: Person, settings: Settings, clock) -> Sessions:
    """A database with mori, a translator with a password of her own, and boss, an administrator."""
    with each_database() as session:
        for name, role in (("mori", Role.TRANSLATOR), ("boss", Role.ADMIN)):
            given = create_account(session, admin, name, role, clock=clock)
            entered = sign_in(session, settings, name, given, clock=clock)
            change_password(session, settings, entered.secret, given, OWN, clock=clock)
    return each_database


def refused(call: Callable[[], object]) -> str:
    with pytest.raises(ServiceError) as told:
        call()
    return told.value.code


class TestPassword:
    def test_the_right_password_opens_the_account_however_the_name_is_written(
        self, people: Sessions, settings: Settings, clock
    ) -> None:
        with people() as session:
            for name in ("mori", "Ｍｏｒｉ", " MORI "):
                entered = sign_in(session, settings, name, OWN, clock=clock)
                assert entered.person == Person("mori", Role.TRANSLATOR)

    @pytest.mark.parametrize("name", ["mori", "nobody", "gone", "provider", "", "\x00", "x" * 100_000])
    def test_every_refusal_is_the_same_sentence_after_the_same_hashing(
        self, people: Sessions, admin: Person, settings: Settings, monkeypatch: pytest.MonkeyPatch, name: str
    ) -> None:
        with people() as session:
            given = create_account(session, admin, "gone", Role.TRANSLATOR)
            deactivate_account(session, admin, "gone")
            create_account(session, admin, "provider", Role.TRANSLATOR, with_password=False)
            hashed: list[str] = []

            class Counting(PasswordHasher):
                def hash(self, password, *, salt=None):
                    hashed.append("hash")
                    return super().hash(password, salt=salt)

                def verify(self, hash, password):
                    hashed.append("verify")
                    return super().verify(hash, password)

            monkeypatch.setattr(passwords, "HASHER", Counting(time_cost=1, memory_cost=8, parallelism=1))
            with pytest.raises(ServiceError, match="name or the password is wrong, or the account is locked") as told:
                sign_in(session, settings, name, given)
        assert told.value.code == "sign_in"
        assert len(hashed) == 1

    def test_a_password_of_ten_megabytes_is_refused_like_any_other(self, people: Sessions, settings: Settings) -> None:
        with people() as session:
            assert refused(lambda: sign_in(session, settings, "mori", "x" * 10_000_000)) == "sign_in"

    def test_a_hash_with_old_parameters_is_made_anew_at_the_next_sign_in(
        self, people: Sessions, settings: Settings, quick_hashes
    ) -> None:
        quick_hashes(PasswordHasher(time_cost=2, memory_cost=16, parallelism=1))
        with people() as session:
            sign_in(session, settings, "mori", OWN)
            assert "m=16,t=2" in session.query(User).filter_by(name="mori").one().password_hash
            assert sign_in(session, settings, "mori", OWN)


class TestOneTimePassword:
    def test_it_opens_the_account_until_its_time_is_over(
        self, people: Sessions, admin: Person, settings: Settings, clock
    ) -> None:
        with people() as session:
            given = reset_password(session, admin, "mori", clock=clock)
            clock.pass_(hours=71.9)
            assert sign_in(session, settings, "mori", given, clock=clock)
            clock.pass_(hours=0.1)
            with pytest.raises(ServiceError, match=r"expired; ask .*accounts reset mori") as told:
                sign_in(session, settings, "mori", given, clock=clock)
            assert told.value.code == "one_time_expired"
            assert account_events(session, admin, "mori")[0].action == "expired"

    def test_that_it_has_expired_is_told_to_nobody_who_does_not_know_it_and_locks_nothing(
        self, people: Sessions, admin: Person, settings: Settings, clock
    ) -> None:
        with people() as session:
            given = reset_password(session, admin, "mori", clock=clock)
            clock.pass_(hours=100)
            assert refused(lambda: sign_in(session, settings, "mori", "wrong", clock=clock)) == "sign_in"
            for _ in range(2 * settings.lockout_failures):
                assert refused(lambda: sign_in(session, settings, "mori", given, clock=clock)) == "one_time_expired"

    def test_who_signed_in_with_it_must_change_it_in_time(
        self, people: Sessions, admin: Person, settings: Settings, clock
    ) -> None:
        with people() as session:
            given = reset_password(session, admin, "mori", clock=clock)
            clock.pass_(hours=71)
            entered = sign_in(session, settings, "mori", given, clock=clock)
            clock.pass_(hours=2)
            change = lambda: change_password(session, settings, entered.secret, given, "kawa 8 hashi", clock=clock)  # noqa: E731
            assert refused(change) == "one_time_expired"
            assert find_signed_in(session, settings, entered.secret, clock=clock) is None

    def test_a_password_of_ones_own_does_not_expire_and_a_new_one_time_password_begins_anew(
        self, people: Sessions, admin: Person, settings: Settings, clock
    ) -> None:
        with people() as session:
            clock.pass_(days=300)
            assert sign_in(session, settings, "mori", OWN, clock=clock)
            reset_password(session, admin, "mori", clock=clock)
            clock.pass_(days=4)
            renewed = reset_password(session, admin, "mori", clock=clock)
            assert sign_in(session, settings, "mori", renewed, clock=clock)

    def test_the_setting_holds_for_passwords_given_before(
        self, people: Sessions, admin: Person, settings: Settings, clock
    ) -> None:
        with people() as session:
            given = reset_password(session, admin, "mori", clock=clock)
            clock.pass_(hours=100)
            patient = settings.model_copy(update={"one_time_password_hours": 101.0})
            assert sign_in(session, patient, "mori", given, clock=clock)


class TestFirstAdministrator:
    def test_a_start_can_tell_that_nobody_can_come_in_any_more(
        self, each_database: Sessions, admin: Person, settings: Settings, clock
    ) -> None:
        with each_database() as session:
            assert not first_admin_shut_out(session, settings, clock=clock)
            create_first_admin(session, clock=clock)
            clock.pass_(hours=71)
            assert not first_admin_shut_out(session, settings, clock=clock)
            clock.pass_(hours=1)
            assert first_admin_shut_out(session, settings, clock=clock)
            reset_password(session, admin, "admin", clock=clock)
            assert not first_admin_shut_out(session, settings, clock=clock)
            clock.pass_(hours=72)
            create_account(session, admin, "boss", Role.ADMIN, clock=clock)
            assert not first_admin_shut_out(session, settings, clock=clock)


class TestLock:
    def fail(self, session: Session, settings: Settings, clock, times: int) -> None:
        for _ in range(times):
            assert refused(lambda: sign_in(session, settings, "mori", "wrong", clock=clock)) == "sign_in"

    def test_after_five_failures_the_right_password_is_refused_for_fifteen_minutes(
        self, people: Sessions, settings: Settings, clock
    ) -> None:
        with people() as session:
            self.fail(session, settings, clock, 5)
            assert refused(lambda: sign_in(session, settings, "mori", OWN, clock=clock)) == "sign_in"
            clock.pass_(minutes=14.9)
            assert refused(lambda: sign_in(session, settings, "mori", OWN, clock=clock)) == "sign_in"
            clock.pass_(minutes=0.2)
            assert sign_in(session, settings, "mori", OWN, clock=clock)

    def test_each_further_failure_doubles_the_lock_up_to_a_day(
        self, people: Sessions, settings: Settings, clock
    ) -> None:
        lengths = []
        with people() as session:
            self.fail(session, settings, clock, 4)
            for _ in range(9):
                self.fail(session, settings, clock, 1)
                until = session.query(User).filter_by(name="mori").one().locked_until
                assert until is not None
                lengths.append((until - clock()).total_seconds() / 60)
                clock.at = until
        assert lengths == [15, 30, 60, 120, 240, 480, 960, 1440, 1440]

    def test_the_right_password_forgives_the_wrong_ones_before_it(
        self, people: Sessions, settings: Settings, clock
    ) -> None:
        with people() as session:
            for _ in range(3):
                self.fail(session, settings, clock, 4)
                assert sign_in(session, settings, "mori", OWN, clock=clock)

    def test_an_administrator_unlocks(self, people: Sessions, admin: Person, settings: Settings, clock) -> None:
        with people() as session:
            self.fail(session, settings, clock, 6)
            assert activate_account(session, admin, "mori", clock=clock).locked_until is None
            assert sign_in(session, settings, "mori", OWN, clock=clock)
            actions = [event.action for event in account_events(session, admin, "mori")]
        assert actions[:7] == ["signed_in", "activated", "locked", "failed", "failed", "failed", "failed"]

    def test_another_account_is_not_locked(self, people: Sessions, settings: Settings, clock) -> None:
        with people() as session:
            self.fail(session, settings, clock, 6)
            assert sign_in(session, settings, "boss", OWN, clock=clock)

    def test_many_guesses_at_once_are_no_more_than_five(
        self, people: Sessions, settings: Settings, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        tried: list[str] = []
        checked = passwords.matches

        def counting(stored: str, password: str) -> bool:
            tried.append(password)
            return checked(stored, password)

        monkeypatch.setattr("service.accounts.signing_in.matches", counting)
        start = threading.Barrier(12)

        def guess(number: int) -> None:
            with people() as session:
                start.wait()
                assert refused(lambda: sign_in(session, settings, "mori", f"guess {number}")) == "sign_in"

        threads = [threading.Thread(target=guess, args=(number,)) for number in range(12)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(tried) == settings.lockout_failures


class TestSession:
    def test_only_the_digest_of_the_secret_is_kept(self, people: Sessions, settings: Settings, clock) -> None:
        with people() as session:
            secret = sign_in(session, settings, "mori", OWN, clock=clock).secret
            kept = {row.digest for row in session.query(UserSession)}
        assert len(secret) >= 43  # 256 bits
        assert hashlib.sha256(secret.encode()).hexdigest() in kept
        assert secret not in kept

    @pytest.mark.parametrize(
        "tamper",
        [
            lambda secret: secret[:-1],
            lambda secret: secret + "A",
            lambda secret: ("B" if secret[0] == "A" else "A") + secret[1:],
            lambda secret: secret.swapcase(),
            lambda secret: hashlib.sha256(secret.encode()).hexdigest(),
            lambda secret: "",
            lambda secret: "' OR 1=1 --",
            lambda secret: "\ud800",
            lambda secret: "x" * 1_000_000,
        ],
    )
    def test_a_tampered_secret_belongs_to_nobody(
        self, people: Sessions, settings: Settings, clock, tamper: Callable[[str], str]
    ) -> None:
        with people() as session:
            secret = sign_in(session, settings, "mori", OWN, clock=clock).secret
            assert find_signed_in(session, settings, tamper(secret), clock=clock) is None
            assert find_signed_in(session, settings, secret, clock=clock) is not None

    def test_twelve_hours_without_use_end_it(self, people: Sessions, settings: Settings, clock) -> None:
        with people() as session:
            secret = sign_in(session, settings, "mori", OWN, clock=clock).secret
            for _ in range(3):
                clock.pass_(hours=11)
                assert find_signed_in(session, settings, secret, clock=clock) is not None
            clock.pass_(hours=12)
            assert find_signed_in(session, settings, secret, clock=clock) is None

    def test_looking_without_using_does_not_prolong_it(self, people: Sessions, settings: Settings, clock) -> None:
        with people() as session:
            secret = sign_in(session, settings, "mori", OWN, clock=clock).secret
            clock.pass_(hours=11)
            assert find_signed_in(session, settings, secret, renew=False, clock=clock) is not None
            clock.pass_(hours=1)
            assert find_signed_in(session, settings, secret, renew=False, clock=clock) is None

    def test_seven_days_end_it_however_much_it_is_used(self, people: Sessions, settings: Settings, clock) -> None:
        with people() as session:
            secret = sign_in(session, settings, "mori", OWN, clock=clock).secret
            hours = 0
            while find_signed_in(session, settings, secret, clock=clock) is not None:
                clock.pass_(hours=6)
                hours += 6
        assert hours == 7 * 24

    def test_the_settings_say_how_long(self, people: Sessions, clock) -> None:
        short = Settings(session_idle_hours=0.5, session_days=0.1)
        with people() as session:
            secret = sign_in(session, short, "mori", OWN, clock=clock).secret
            clock.pass_(hours=0.5)
            assert find_signed_in(session, short, secret, clock=clock) is None

    def test_signing_out_ends_this_browsers_session_only(self, people: Sessions, settings: Settings, clock) -> None:
        with people() as session:
            here, there = (sign_in(session, settings, "mori", OWN, clock=clock).secret for _ in range(2))
            end_browser_session(session, here)
            assert find_signed_in(session, settings, here, clock=clock) is None
            assert find_signed_in(session, settings, there, clock=clock) is not None

    def test_a_deactivated_account_is_out_at_once_and_stays_out(
        self, people: Sessions, admin: Person, settings: Settings, clock
    ) -> None:
        with people() as session:
            secret = sign_in(session, settings, "mori", OWN, clock=clock).secret
            with people() as other:
                deactivate_account(other, admin, "mori", clock=clock)
            assert find_signed_in(session, settings, secret, clock=clock) is None
            with people() as other:
                activate_account(other, admin, "mori", clock=clock)
            assert find_signed_in(session, settings, secret, clock=clock) is None

    def test_a_role_change_holds_at_once(self, people: Sessions, admin: Person, settings: Settings, clock) -> None:
        with people() as session:
            secret = sign_in(session, settings, "mori", OWN, clock=clock).secret
            with people() as other:
                change_role(other, admin, "mori", Role.REVIEWER, clock=clock)
            found = find_signed_in(session, settings, secret, clock=clock)
        assert found is not None
        assert found.person == Person("mori", Role.REVIEWER)


class TestChangingThePassword:
    def test_everywhere_else_is_signed_out_and_here_goes_on_with_a_new_secret(
        self, people: Sessions, settings: Settings, clock
    ) -> None:
        with people() as session:
            here, there = (sign_in(session, settings, "mori", OWN, clock=clock).secret for _ in range(2))
            new = change_password(session, settings, here, OWN, "yama no ue no ie", clock=clock)
            assert find_signed_in(session, settings, here, clock=clock) is None
            assert find_signed_in(session, settings, there, clock=clock) is None
            found = find_signed_in(session, settings, new.secret, clock=clock)
            assert found is not None
            assert not found.must_change
            assert refused(lambda: sign_in(session, settings, "mori", OWN, clock=clock)) == "sign_in"
            assert sign_in(session, settings, "mori", "yama no ue no ie", clock=clock)

    def test_the_current_password_is_asked_and_guessing_it_locks(
        self, people: Sessions, settings: Settings, clock
    ) -> None:
        with people() as session:
            secret = sign_in(session, settings, "mori", OWN, clock=clock).secret
            for _ in range(6):
                code = refused(
                    lambda: change_password(session, settings, secret, "wrong", "yama no ue no ie", clock=clock)
                )
                assert code == "current_password"
            assert refused(lambda: sign_in(session, settings, "mori", OWN, clock=clock)) == "sign_in"

    @pytest.mark.parametrize(("new", "code"), [("short", "password_short"), (OWN, "password_same")])
    def test_the_new_one_is_another_and_not_weak(
        self, people: Sessions, settings: Settings, clock, new: str, code: str
    ) -> None:
        with people() as session:
            secret = sign_in(session, settings, "mori", OWN, clock=clock).secret
            assert refused(lambda: change_password(session, settings, secret, OWN, new, clock=clock)) == code
            assert find_signed_in(session, settings, secret, clock=clock) is not None
            assert session.query(User).filter_by(name="mori").one().failures == 0

    def test_an_ended_session_changes_nothing(self, people: Sessions, settings: Settings, clock) -> None:
        with people() as session:
            secret = sign_in(session, settings, "mori", OWN, clock=clock).secret
            clock.pass_(days=8)
            change = lambda: change_password(session, settings, secret, OWN, "yama no ue no ie", clock=clock)  # noqa: E731
            assert refused(change) == "signed_out"
