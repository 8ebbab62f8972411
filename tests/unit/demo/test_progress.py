"""A killed demonstration finds what it had done."""

from services.demo.progress import Progress


def test_a_result_is_made_once_and_survives(tmp_path):
    calls = []

    def make():
        calls.append("made")
        return {"id": "x"}

    assert Progress(tmp_path / "p.json").once("step", make) == {"id": "x"}
    again = Progress(tmp_path / "p.json")
    assert again.once("step", make) == {"id": "x"}
    assert calls == ["made"]


def test_keys_of_acts_are_the_same_after_a_restart(tmp_path):
    first = Progress(tmp_path / "p.json").key("publish")
    assert Progress(tmp_path / "p.json").key("publish") == first
    assert Progress(tmp_path / "other.json").key("publish") != first


def test_a_half_written_draft_is_not_read(tmp_path):
    progress = Progress(tmp_path / "p.json")
    progress.keep("a", 1)
    (tmp_path / "p.draft").write_text("{ torn", encoding="utf-8")
    assert Progress(tmp_path / "p.json").get("a") == 1
