"""Passwords: how they are hashed, which are refused, and that no input is too much."""

import re

import pytest
from argon2 import PasswordHasher, extract_parameters
from argon2.profiles import RFC_9106_LOW_MEMORY
from hypothesis import given
from hypothesis import strategies as st

from service.accounts import passwords
from service.accounts.passwords import (
    hash_password,
    matches,
    one_time_password,
    outdated,
    refuse_weak,
)
from service.errors import ServiceError

GOOD = "correct horse battery"


def test_the_hashes_are_argon2id_with_the_second_recommended_option_of_rfc_9106() -> None:
    shipped = PasswordHasher.from_parameters(RFC_9106_LOW_MEMORY)
    found = extract_parameters(shipped.hash("x"))
    assert (found.memory_cost, found.time_cost, found.parallelism) == (64 * 1024, 3, 4)
    assert (found.type.name, found.salt_len, found.hash_len) == ("ID", 16, 32)


def test_a_hash_knows_its_password_only_and_is_another_each_time() -> None:
    first, second = hash_password(GOOD), hash_password(GOOD)
    assert first != second
    assert first.startswith("$argon2id$")
    assert matches(first, GOOD)
    assert not matches(first, GOOD + " ")
    assert not matches(first, GOOD.upper())


@pytest.mark.parametrize("stored", ["", "no hash", "$argon2id$v=19$m=8,t=1,p=1$x$y"])
def test_what_is_no_hash_opens_nothing(stored: str) -> None:
    assert not matches(stored, "")
    assert not matches(stored, GOOD)


def test_a_password_of_ten_megabytes_is_only_wrong() -> None:
    huge = "a" * 10_000_000
    assert not matches(hash_password(GOOD), huge)
    with pytest.raises(ServiceError, match="at most 1024"):
        refuse_weak("mori", huge)


def test_a_password_is_the_same_in_full_width_letters() -> None:
    assert matches(hash_password("ｃｏｒｒｅｃｔ　ｈｏｒｓｅ１"), "correct horse1")


@given(st.text(max_size=80))
def test_any_text_can_be_hashed_and_is_recognised(text: str) -> None:
    assert matches(passwords.HASHER.hash(passwords._normalised(text)), text)


def test_changed_parameters_make_a_hash_outdated(quick_hashes) -> None:
    stored = hash_password(GOOD)
    assert not outdated(stored)
    quick_hashes(PasswordHasher(time_cost=2, memory_cost=16, parallelism=1))
    assert outdated(stored)
    assert matches(stored, GOOD)


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("elevenchars", "password_short"),
        ("", "password_short"),
        ("mori@example.jp", "password_name"),
        ("ＭＯＲＩ＠example.jp1", "password_name"),
        ("mori mori mori", "password_name"),
        ("morimori1234", "password_name"),
        ("aaaaaaaaaaaaaaaa", "password_simple"),
        ("121212121212121212", "password_simple"),
        ("x" * 1025, "password_long"),
    ],
)
def test_a_password_that_is_easily_guessed_is_refused(password: str, code: str) -> None:
    with pytest.raises(ServiceError) as told:
        refuse_weak("mori@example.jp", password)
    assert told.value.code == code


@pytest.mark.parametrize(
    "password", [GOOD, "机密文件必须锁在柜子里面哦", "森の中の小さな家と青い空", "p" * 8 + "qrstuv"]
)
def test_length_is_enough_whatever_the_characters(password: str) -> None:
    refuse_weak("mori", password)


def test_a_one_time_password_is_readable_random_and_strong() -> None:
    made = {one_time_password() for _ in range(200)}
    assert len(made) == 200
    assert all(re.fullmatch(r"([a-z2-9]{5}-){3}[a-z2-9]{5}", password) for password in made)
    assert not {"l", "i", "o", "0", "1"} & set("".join(made))
    for password in made:
        refuse_weak("admin", password)
