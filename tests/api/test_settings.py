"""Settings come from the environment alone, and one that can't be used says so in Dutch."""

from pathlib import Path

import pytest

from api.settings import RULES, Settings, SettingsRefused, read_settings


def test_without_any_setting_the_service_runs_on_this_computer_with_the_rules_beside_it() -> None:
    settings = read_settings({})
    assert settings == Settings()
    assert settings.rules_dir == RULES
    assert (RULES / "facts.yaml").is_file()
    assert settings.database_url == "sqlite:///data/ret.sqlite3"
    assert settings.address == "http://127.0.0.1:8000"


def test_every_setting_is_read_and_an_empty_one_counts_as_absent() -> None:
    settings = read_settings(
        {
            "RET_RULES_DIR": "/regels",
            "RET_DATABASE_URL": "postgresql://ret@/ret",
            "RET_HOST": "::1",
            "RET_PORT": "0",
            "RET_PUBLIC_URL": "https://ret.example.org/",
            "RET_CONTACT_NAME": "Team",
            "RET_CONTACT_EMAIL": "team@example.org",
            "RET_CONTACT_URL": "",
            "RET_FILES_DAYS": "30",
            "HOME": "/root",
        }
    )
    assert settings == Settings(
        rules_dir=Path("/regels"),
        database_url="postgresql://ret@/ret",
        host="::1",
        port=0,
        public_url="https://ret.example.org/",
        contact_name="Team",
        contact_email="team@example.org",
        files_days=30,
    )
    assert settings.address == "https://ret.example.org"


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "::1", "localhost"])
def test_this_computer_itself_may_be_listened_on(host: str) -> None:
    assert read_settings({"RET_HOST": host}).host == host.replace("localhost", "127.0.0.1")


@pytest.mark.parametrize(
    "host", ["0.0.0.0", "::", "192.168.1.2", "ret.example.org", "127.0.0.1:80"]
)
def test_any_other_host_is_refused(host: str) -> None:
    with pytest.raises(SettingsRefused, match="alleen op deze computer"):
        read_settings({"RET_HOST": host})


@pytest.mark.parametrize("port", ["-1", "65536", "http", "８０", "1e3", " 80"])
def test_a_port_is_a_plain_number(port: str) -> None:
    with pytest.raises(SettingsRefused, match="RET_PORT"):
        read_settings({"RET_PORT": port})


def test_a_public_url_names_its_scheme() -> None:
    with pytest.raises(SettingsRefused, match="RET_PUBLIC_URL"):
        read_settings({"RET_PUBLIC_URL": "ret.example.org"})


def test_a_look_that_is_not_there_or_has_no_class_name_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsRefused, match="RET_THEMA_CSS"):
        read_settings({"RET_THEMA_CSS": str(tmp_path / "niets.css")})
    with pytest.raises(SettingsRefused, match="RET_THEMA_KLASSE"):
        read_settings({"RET_THEMA_KLASSE": '"><script>'})
    (tmp_path / "thema.css").write_text("")
    settings = read_settings(
        {"RET_THEMA_CSS": str(tmp_path / "thema.css"), "RET_THEMA_KLASSE": "utrecht-theme"}
    )
    assert (settings.thema_css, settings.thema_klasse) == (tmp_path / "thema.css", "utrecht-theme")


@pytest.mark.parametrize("days", ["0", "-1", "3651", "altijd", "1,5", "9" * 99])
def test_a_file_is_kept_for_a_number_of_days_and_never_for_ever(days: str) -> None:
    with pytest.raises(SettingsRefused, match="RET_FILES_DAYS"):
        read_settings({"RET_FILES_DAYS": days})
