"""A ``Secret`` does not come out by any way that happens by accident."""

from __future__ import annotations

import copy
import dataclasses
import json
import logging
import pprint
import traceback
from multiprocessing.reduction import ForkingPickler

import msgspec
import pytest

from wizard.core.errors import WizardError
from wizard.secrets.memory import MemoryStore
from wizard.secrets.secret import Secret
from wizard.secrets.token import clean_token

TEXT = "cg-Planted-7Hq2Zm9"


@dataclasses.dataclass
class Holder:
    secret: Secret


@pytest.mark.parametrize(
    "shown",
    [
        repr(Secret(TEXT)),
        str(Secret(TEXT)),
        f"{Secret(TEXT)}",
        f"{Secret(TEXT)!r:>60}",
        f"{Secret(TEXT):>60}",
        f"{Secret(TEXT):s}",
        "%s %r" % (Secret(TEXT), Secret(TEXT)),  # noqa: UP031 - one of the ways
        str.format("{}", Secret(TEXT)),
        repr([Secret(TEXT)]),
        repr(Holder(Secret(TEXT))),
        pprint.pformat({"a": Holder(Secret(TEXT))}),
        json.dumps({"a": Secret(TEXT)}, default=str),
        repr(clean_token(f"Bearer {TEXT}")),
    ],
)
def test_showing_gives_the_mask(shown: str) -> None:
    assert TEXT not in shown
    assert "Secret(***)" in shown


def test_an_error_about_a_secret_and_its_log_hold_no_text(caplog: pytest.LogCaptureFixture) -> None:
    secret = Secret(TEXT)
    try:
        raise ValueError(f"cannot use {secret}", secret)
    except ValueError as error:
        shown = "".join(traceback.TracebackException.from_exception(error, capture_locals=True).format())
        logging.getLogger("tests").exception("failed with %s", secret)
    assert "Secret(***)" in shown and TEXT not in shown
    assert "Secret(***)" in caplog.text and TEXT not in caplog.text
    assert TEXT not in str(WizardError("x", {"secret": f"{secret}"}))


@pytest.mark.parametrize("protocol", range(6))
def test_it_cannot_be_serialized_for_another_process(protocol: int) -> None:
    with pytest.raises(TypeError) as caught:
        Secret(TEXT).__reduce_ex__(protocol)
    assert TEXT not in str(caught.value)


def test_a_process_pool_cannot_send_it() -> None:
    with pytest.raises(TypeError) as caught:
        ForkingPickler.dumps({"a": [Secret(TEXT)]})
    assert TEXT not in str(caught.value)


def test_it_cannot_be_copied_hashed_or_turned_into_json() -> None:
    secret = Secret(TEXT)
    ways = (
        copy.copy,
        copy.deepcopy,
        hash,
        json.dumps,
        msgspec.json.encode,
        msgspec.to_builtins,
        lambda s: dataclasses.asdict(Holder(s)),
        vars,
        iter,
    )
    for way in ways:
        with pytest.raises(TypeError) as caught:
            way(secret)
        assert TEXT not in str(caught.value)


def test_it_has_no_text_attributes_but_its_own_slot() -> None:
    with pytest.raises(AttributeError):
        Secret(TEXT).note = "x"  # type: ignore[attr-defined]


def test_comparing_and_counting_work_without_revealing() -> None:
    assert Secret(TEXT) == Secret(TEXT)
    assert Secret(TEXT) != Secret(TEXT + "x")
    assert Secret(TEXT) != TEXT
    assert len(Secret(TEXT)) == len(TEXT)
    assert Secret(TEXT) and not Secret("")
    assert Secret(TEXT).reveal() == TEXT


def test_a_store_in_memory_shows_nothing() -> None:
    store = MemoryStore()
    store.save("a", Secret(TEXT))
    assert TEXT not in repr(vars(store))
