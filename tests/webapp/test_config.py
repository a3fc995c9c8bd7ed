"""The settings: read from the environment, secrets made once and never shown."""

import pytest

from webapp.config import SECRETS, SettingMalformed, load_config


def test_secrets_are_made_on_the_first_run_and_found_again(tmp_path):
    environ = {"STILLMINE_INSTANCE": str(tmp_path)}
    first, second = load_config(environ), load_config(environ)
    assert first.secrets == second.secrets
    assert set(first.secrets) == set(SECRETS)
    assert (tmp_path / "secrets.json").stat().st_mode & 0o077 == 0


def test_a_secret_that_is_given_wins(tmp_path):
    environ = {"STILLMINE_INSTANCE": str(tmp_path), "STILLMINE_PEPPER": "mine"}
    assert load_config(environ).secrets["STILLMINE_PEPPER"] == "mine"


def test_the_settings_do_not_print_their_secrets(tmp_path):
    config = load_config({"STILLMINE_INSTANCE": str(tmp_path)})
    assert not any(secret in repr(config) for secret in config.secrets.values())


@pytest.mark.parametrize(
    "setting",
    [{"STILLMINE_LEAVE_URL": "javascript:alert(1)"}, {"STILLMINE_TRUSTED_PROXIES": "many"}],
)
def test_a_setting_that_makes_no_sense_is_named(tmp_path, setting):
    with pytest.raises(SettingMalformed, match=next(iter(setting))):
        load_config({"STILLMINE_INSTANCE": str(tmp_path), **setting})
