"""A request that is sent again with its Idempotency-Key is done once."""

from tests.cases import pdq
from tests.exchange.v2.wire import named
from webapp.bank.idempotency import IdempotencyRow

KEY = {"Idempotency-Key": "order-66"}


def bring(*signals):
    return {"signals": [named(signal) | {"quality": 90} for signal in signals]}


def test_the_same_request_gets_the_same_answer_and_is_not_done_again(social, bank):
    body = bring(pdq())
    assert social.post("signals", body, **KEY).json == {"accepted": 1, "new": 1}
    assert social.post("signals", body, **KEY).json == {"accepted": 1, "new": 1}
    assert social.post("signals", body).json == {"accepted": 1, "new": 0}


def test_a_verdict_sent_again_late_does_not_come_back_to_life(social, video, opened):
    signal = pdq()
    opened(signal)
    old = {"feedback": [{"signal": named(signal), "verdict": "removed"}]}
    new = {"feedback": [{"signal": named(signal), "verdict": "not-violating"}]}
    for body, key in ((old, "one"), (new, "two"), (old, "one")):
        assert social.post("feedback", body, **{"Idempotency-Key": key}).json["accepted"] == 1
    assert video.read()[0][0]["opinions"][0]["verdict"] == "not-violating"


def test_the_same_key_with_another_request_is_refused(social, opened):
    signal = pdq()
    opened(signal)
    social.post("signals", bring(pdq()), **KEY)
    for path, body in (("signals", bring(pdq())), ("deletions", {"signals": [named(signal)]})):
        answer = social.post(path, body, **KEY)
        assert (answer.status_code, answer.json["code"]) == (409, "idempotency_key_reused")


def test_two_platforms_may_make_up_the_same_key(social, video):
    body = bring(pdq())
    for platform in (social, video):
        assert platform.post("signals", body, **KEY).json["new"] == 1


def test_what_was_refused_is_not_remembered(social):
    assert social.post("signals", {"signals": []}, **KEY).status_code == 422
    assert social.post("signals", bring(pdq()), **KEY).json["new"] == 1


def test_a_key_of_no_use_is_refused(social):
    for key in ("", " ", "a" * 101, "anahtar-ı", "two words"):
        answer = social.post("signals", bring(pdq()), **{"Idempotency-Key": key})
        assert (answer.status_code, answer.json["code"]) == (400, "malformed_idempotency_key")


def test_neither_the_key_nor_the_signals_are_kept_in_the_clear(social, bank):
    signal = pdq()
    social.post("signals", bring(signal), **KEY)
    row = bank.run(lambda session: session.query(IdempotencyRow).one())
    kept = row.key_digest + row.request_digest + row.outcome.encode()
    assert KEY["Idempotency-Key"].encode() not in kept
    assert signal.value.encode() not in kept
    assert bytes.fromhex(signal.value) not in kept
