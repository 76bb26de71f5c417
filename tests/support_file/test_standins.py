"""Stand-ins: what they keep, that the plan stays the same, and that nothing of the original remains."""

from __future__ import annotations

import json

import msgspec
import pytest
from examples import examples
from hypothesis import given, settings
from hypothesis import strategies as st
from judged import plan_again

from tests.support_file.build import case_of, manifest, planned_case
from tests.support_file.planted import ENCODINGS, Planting, remaining
from tests.truth.companies import SCHEMA, Company, companies
from wizard.directory import Group, Person
from wizard.doctor.model import ComputerFacts, ErrorFacts, Facts, NetworkFacts
from wizard.doctor.report import Finding
from wizard.mapping.filters import Clause, FilterGroup, ScopingFilter
from wizard.provisioning import Configuration, Source, TargetSnapshot
from wizard.secrets.redact import Redactor
from wizard.secrets.secret import Secret
from wizard.support_file.known import (
    GUID,
    Known,
    _folded_together,
    bare_address,
    fold,
    folded_words,
    vocabulary,
    words_of,
)
from wizard.support_file.letters import Letters
from wizard.support_file.make import finish
from wizard.support_file.model import Case, Doctor, Exchanges, RecordedExchange
from wizard.support_file.standins import StandIns

KEY = b"k" * 32
WORDS = st.text("abcdefgijmnostuzåéñøßИваν李0123456789", min_size=1, max_size=9)


def standins(*names: str, key: bytes = KEY, literals: tuple[str, ...] = ()) -> StandIns:
    known = Known()
    known.names(names)
    return StandIns(key, known, literals, Redactor([Secret("planted-secret-4711")]))


@settings(deadline=None)
@given(WORDS, WORDS)
def test_words_keep_what_matters(one: str, other: str) -> None:
    letters = Letters(KEY)
    first, second = letters.word(one), letters.word(other)
    assert len(first) == len(one)
    assert letters.word(one) == first
    assert [letter.isdigit() for letter in first] == [letter.isdigit() for letter in one]
    assert letters.word(one.upper()).lower() == letters.word(one.lower()).lower() or "ß" in one
    if one.isascii() and other.isascii():
        assert (first == second) == (one == other)
        shared = 0
        while shared < min(len(one), len(other)) and one[shared] == other[shared]:
            shared += 1
        assert first[:shared] == second[:shared]


@pytest.mark.parametrize(
    "name", ["김민수", "박지영", "Ёлкин", "йод", "Άννα", "Ελένη", "张伟", "さくら", "ガンダム", "محمد", "Jörg"]
)
def test_names_of_every_alphabet_are_replaced_and_keep_their_length(name: str) -> None:
    """Also where a letter is one character with its mark, such as a Korean syllable (Unicode, normalization form C)."""
    made = Letters(KEY, [name]).word(name)
    assert made != name
    assert len(made) == len(name)
    assert made == Letters(KEY, [name]).word(name)


def test_letter_case_twins_stay_twins_and_accents_stay_accents() -> None:
    letters = Letters(KEY)
    assert letters.word("MacDonald").lower() == letters.word("Macdonald").lower()
    assert letters.word("MacDonald") != letters.word("Macdonald")
    assert letters.word("Chloé")[:4] == letters.word("Chloe")[:4]
    assert letters.word("Chloé") != letters.word("Chloe")


def test_no_stand_in_is_somebody_elses_name() -> None:
    names = [first + second for first in "bdfgklmnprst" for second in "aeiou"] + ["anna", "hanna", "johanna"]
    letters = Letters(KEY, names)
    assert not {letters.word(name) for name in names} & set(names)


def test_another_key_gives_other_names() -> None:
    name = "Bartholomew Quartermain"
    assert standins(key=b"1" * 32).value(name) != standins(key=b"2" * 32).value(name)


def test_a_guest_stays_a_guest() -> None:
    made = standins("ann", "partner").value("ann_partner.example#EXT#@contoso.onmicrosoft.com")
    assert made.partition("#EXT#@")[1] and made.endswith(".onmicrosoft.com") and "_" in made
    assert made.partition("_")[0] == standins("ann", "partner").value("ann")


@pytest.mark.parametrize("text", ["", " ", "2020-02-29T00:00:00Z", "2020-02-29", "--", "()"])
def test_what_is_nobodys_stays(text: str) -> None:
    assert standins().value(text) == text


def test_what_a_filter_tests_stays_unless_it_is_somebodys() -> None:
    given = standins("Sales", literals=("Marketing", "Sales"))
    assert given.value("Marketing EMEA").startswith("Marketing ")
    assert "Sales" not in given.value("Sales EMEA")


@pytest.mark.parametrize(
    "tested", [("Support Team",), ("Support Team", "Team"), ("Support", "Team"), ("Support Team", "Support", "Team")]
)
def test_a_group_whose_name_a_filter_tests_is_replaced_where_it_stands_whole(tested: tuple[str, ...]) -> None:
    """Each of its words is an ordinary one that stays by itself; the plan stays the same for all departments."""
    departments = ("Support Team", "Support", "Team", "Team Support", "Sales", "The Support Team")
    people = tuple(
        Person(f"p{number}", {"userPrincipalName": f"p{number}@contoso.example", "department": department})
        for number, department in enumerate(departments)
    )
    group = Group("g1", {"displayName": "Support Team"})
    scope = ScopingFilter(
        tuple(FilterGroup("Own filter", (Clause("department", "EQUALS", (text,)),)) for text in tested)
    )
    schema = SCHEMA.with_mapping("User", scope=scope)
    case = planned_case(
        Source(people, (group,), ()), TargetSnapshot([], []), Configuration.from_schema(schema, sync_all=True),
        schema.to_json(),
    )  # fmt: skip
    plan_again(case)
    made = finish(msgspec.structs.replace(case, manifest=manifest("stand-ins")), key=KEY)
    assert made.case.directory is not None
    named = made.case.directory.groups[0].attributes["displayName"]
    place = made.case.directory.attributes.index("department")
    given = [row.values[place] for row in made.case.directory.people]
    assert given[0] == named != "Support Team"
    assert [given[1] == "Support", given[2] == "Team"] == ["Support" in " ".join(tested), "Team" in " ".join(tested)]


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("name", ["Zofia Quartermain", "José Núñez", "Иван Петров", "Bartholomew"])
def test_names_are_found_in_every_encoding(name: str, encoding: str) -> None:
    encode = ENCODINGS[encoding]
    given = standins(name)
    made = given.text(encode(name))
    assert made != encode(name)
    assert name.casefold() not in made.casefold()
    if encoding not in {"html", "upper"}:
        assert made.casefold() == encode(given.value(name)).casefold()


def test_ordinary_words_stay_in_free_text_and_whole_names_do_not() -> None:
    given = standins("Test User", "Mark Page")
    assert given.text("GET /users?page=2 gives a page of test data") == "GET /users?page=2 gives a page of test data"
    assert "Test User" not in given.text("Test User was skipped")


def test_secrets_are_masked_at_every_depth() -> None:
    for encode in ENCODINGS.values():
        assert "4711" not in standins().text(encode("token=planted-secret-4711"))


def test_ids_are_the_same_everywhere_in_each_form() -> None:
    given = standins()
    made = given.identifier("1b4f3c80-1111-4222-8333-abcdefabcdef")
    assert given.text("job.1b4f3c80111142228333abcdefabcdef") == f"job.{made.replace('-', '')}"
    assert given.text("1B4F3C80-1111-4222-8333-ABCDEFABCDEF") == made.upper()
    assert given.text("00000003-0000-0000-c000-000000000000") == "00000003-0000-0000-c000-000000000000"


@settings(max_examples=examples(120), deadline=None)
@given(companies(), st.binary(min_size=16, max_size=16))
def test_the_plan_stays_the_same(company: Company, key: bytes) -> None:
    plan_again(case_of(company), key)


@pytest.mark.parametrize("seed", range(60))
def test_nothing_that_was_planted_remains(seed: int) -> None:
    planting = Planting(seed)
    made = finish(planting.case(), [planting.secret])
    assert remaining(dict(made.documents), planting) == []


@pytest.mark.parametrize(
    ("proxy", "hidden"),
    [
        ("squid7.tailspin-edge.example:3128", ("squid7", "tailspin")),
        ("zquartermain:8080", ("zquartermain",)),
        ("https://DOM%5Czofia.q:pw@relay.wingtip-hq.example:8443", ("zofia", "wingtip", "relay.wingtip")),
        ("wideworldproxy.corp.contoso.example", ("wideworldproxy", "contoso")),
    ],
)
@pytest.mark.parametrize("place", ["computer", "error", "finding", "job"])
def test_a_proxys_host_and_user_are_the_customers_own(proxy: str, hidden: tuple[str, ...], place: str) -> None:
    """The connection's document tells which proxy failed, in facts, error and findings."""
    finding = Finding("proxy-failed", "network", params={"proxy": proxy, "host": "scim.example", "why": "silent"})
    facts = Facts(
        computer=ComputerFacts(proxy=proxy if place == "computer" else "", proxy_source="HTTPS_PROXY"),
        error=ErrorFacts("proxy-failed", params={"proxy": proxy, "why": "silent"}) if place == "error" else None,
        network=NetworkFacts(connect_error="proxy-failed", connect_reason=f"no answer from {proxy}"),
    )
    doctor = Doctor(
        facts=facts,
        findings=(finding,) if place == "finding" else (),
        job_findings=(finding,) if place == "job" else (),
    )
    exchange = RecordedExchange(method="GET", url="https://scim.example/Users", started="", elapsed_ms=1, error=proxy)
    case = Case(manifest=manifest("stand-ins", name="Case"), doctor=doctor, exchanges=Exchanges((exchange,)))
    whole = b"".join(finish(case, []).documents.values()).decode().lower()
    assert [word for word in hidden if word in whole] == []
    assert "proxy-failed" in whole and "scim.example" in whole and "https_proxy" in whole, "what is needed stays"


def test_with_real_names_only_secrets_go() -> None:
    planting = Planting(3)
    case = planting.case()
    case = msgspec.structs.replace(case, manifest=msgspec.structs.replace(case.manifest, naming="real"))
    made = finish(case, [planting.secret])
    whole = b"".join(made.documents.values()).decode()
    assert planting.secret.reveal() not in whole
    assert json.dumps(planting.mail, ensure_ascii=False)[1:-1] in whole


@pytest.mark.parametrize("form", ["{}", "{} of Ann", "job.{}", "Ünïcode {}", "{}\nand more"])
@pytest.mark.parametrize("bare", [False, True])
def test_an_id_among_names_is_no_name(form: str, bare: bool) -> None:
    given = "1B4F3C80-1111-4222-8333-ABCDEFABCDEF"
    known = Known()
    known.names([form.format(given.replace("-", "") if bare else given)])
    assert "abcdefabcdef" not in known.words and not [word for word in known.data if "ABCDEF" in word]


PARTS = st.sampled_from(
    ["info", "front.desk", "Åsa-Lindqvist", "tom99", "00042", "2024-05-06", "o'neil", "", "x", "a b", "mail\nbox",
     "1b4f3c80-1111-4222-8333-abcdefabcdef", "harborlights.example", "company.example", "anna_pier.example#EXT#"]
)  # fmt: skip
VALUES = st.builds(
    "{}{}{}{}".format, st.sampled_from(["", "", "SMTP:", "smtp:"]), PARTS, st.sampled_from("@- @"), PARTS
)


@settings(deadline=None)
@given(st.lists(VALUES | PARTS, min_size=1, max_size=12), st.booleans())
def test_many_values_at_once_get_what_each_gets_alone(texts: list[str], listed: bool) -> None:
    known = Known()
    known.names(texts)
    many = StandIns(KEY, known)
    made = many.addresses(texts) if listed else many.values([*texts, None])[:-1]
    assert made == [StandIns(KEY, known).value(text) for text in texts]


@settings(deadline=None)
@given(st.lists(VALUES | PARTS, max_size=12))
def test_the_order_in_which_names_are_learnt_does_not_matter(texts: list[str]) -> None:
    """Addresses are learnt by their parts; which of these were seen before changes nothing."""
    at_once, one_by_one, backwards = Known(), Known(), Known()
    at_once.names(texts)
    for text in texts:
        one_by_one.names([text])
    for text in reversed(texts):
        backwards.names([text])
    for known in (one_by_one, backwards):
        assert known.words == at_once.words
        assert known.phrases == at_once.phrases
        assert known.data == at_once.data
    bare = [bare_address(text)[1] for text in texts]
    words = {fold(word) for text in bare for word in words_of(text) if not word.isdigit()}
    assert at_once.words == {word for word in words if len(word) > 1 and word not in vocabulary()}


def test_a_name_of_ordinary_words_is_known_as_a_whole() -> None:
    known = Known()
    known.names(["mail.desk@company.example", "Open Group", "mail"])
    assert not known.words
    assert known.hits(["mail", "desk", "company", "example"]) == [0, 1, 2, 3]
    assert known.hits(["open", "group"]) == [0, 1]
    assert known.hits(["mail", "open", "desk"]) == []


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\n")), max_size=8))
def test_many_texts_have_the_words_that_each_has_by_itself(texts: list[str]) -> None:
    texts = [text for text in texts if not GUID.search(text)]
    alone = [words for text in texts if (words := folded_words(text))]
    assert sorted(filter(None, _folded_together(texts))) == sorted(alone)
