"""`interviewer campaigns` and `interviewer do-not-call` as people and scripts use them, against a running api."""

from __future__ import annotations

import json
from pathlib import Path

import command_line
from command_line import Ran
from recruiting import CONSENT, NUMBER, as_csv, interviews, make_campaign, row
from running_api import PLAN, Api

TERMS = """\
starts: 2026-01-01T00:00:00Z
ends: 2090-01-01T00:00:00Z
windows: [{days: [mon, tue], start: "10:00", end: "19:00"}]
max_calls: 3
"""


async def run(api: Api | str, *arguments: str) -> Ran:
    return await command_line.run(api if isinstance(api, str) else api.url, *arguments)


async def test_a_campaign_is_made_from_files_shown_changed_and_steered(api: Api, tmp_path: Path) -> None:
    terms, plan = tmp_path / "terms.yaml", tmp_path / "plan.yaml"
    terms.write_text(TERMS)
    plan.write_text(PLAN)
    made = await run(api, "campaigns", "create", "Autumn", "--plan", str(plan), "--terms", str(terms))
    assert made.status == 0, made.err
    campaign = made.out.strip()
    listed = await run(api, "campaigns", "list")
    assert campaign in listed.out
    assert "running" in listed.out
    shown = json.loads((await run(api, "campaigns", "show", campaign, "--json")).out)
    assert (shown["name"], shown["terms"]["max_calls"], shown["version"]) == ("Autumn", 3, 1)
    terms.write_text(TERMS.replace("max_calls: 3", "max_calls: 9"))
    changed = await run(api, "campaigns", "change", campaign, "--terms", str(terms), "--name", "Autumn, all")
    assert changed.out.strip() == f"{campaign} is at version 2"
    for turn, status in (("pause", "paused"), ("resume", "running"), ("cancel", "cancelled")):
        assert (await run(api, "campaigns", turn, campaign)).out.strip() == f"{campaign} is {status}"
    refused = await run(api, "campaigns", "resume", campaign)
    assert (refused.status, refused.out) == (1, "")
    assert "cancelled" in refused.err


async def test_an_import_tells_every_bad_row_and_leaves_with_one(api: Api, tmp_path: Path) -> None:
    campaign = await make_campaign(api)
    file = tmp_path / "people.csv"
    file.write_text(as_csv([row(), row("020 7946 0019"), row("none"), row("+61491570156")]))
    ran = await run(api, "campaigns", "import", campaign["id"], str(file), "--region", "GB")
    assert ran.status == 1, ran.err
    assert f"{file}:4: number: this is no telephone number" in ran.out
    assert "3 added, of whom 1 wait for a person; 0 were there already; 1 problems" in ran.out
    assert "5/5" in ran.err
    file.write_text(as_csv([row(), row("+442079460019")]))
    ran = await run(api, "campaigns", "import", campaign["id"], str(file))
    assert (ran.status, ran.out.strip()) == (0, "0 added; 2 were there already; 0 problems")
    assert len(await interviews(api, campaign)) == 3
    shown = (await run(api, "campaigns", "show", campaign["id"])).out
    assert "zone_ambiguous" in shown
    assert "scheduled" in shown


async def test_a_file_of_json_lines_is_known_by_what_it_holds(api: Api, tmp_path: Path) -> None:
    campaign = await make_campaign(api)
    file = tmp_path / "people"
    file.write_text("\ufeff" + json.dumps({"name": "Ada", "number": NUMBER, **CONSENT}) + "\n")
    ran = await run(api, "campaigns", "import", campaign["id"], str(file), "--json")
    assert (ran.status, json.loads(ran.out)["added"]) == (0, 1)


async def test_numbers_are_put_on_the_do_not_call_list_looked_up_and_taken_off(api: Api) -> None:
    assert await run(api, "do-not-call", "check", NUMBER) == Ran(0, "not on the list\n", "")
    added = await run(api, "do-not-call", "add", "020 7946 0018", "--region", "GB", "--source", "letter")
    assert added.status == 0
    assert added.out.strip().endswith(": letter")
    assert await run(api, "do-not-call", "check", NUMBER) == Ran(1, added.out, "")
    removed = await run(api, "do-not-call", "remove", NUMBER, "--reason", "a mistake")
    assert removed == Ran(0, "not on the list\n", "")
    refused = await run(api, "do-not-call", "add", "nobody", "--source", "letter")
    assert refused.status == 1
    assert "no telephone number" in refused.err


async def test_what_is_wrong_is_told_in_a_sentence(api: Api, tmp_path: Path) -> None:
    terms, people = tmp_path / "terms.yaml", tmp_path / "people.csv"
    terms.write_text(TERMS.replace('"10:00"', "10:00").replace("ends: 2090", "ends: 2190"))
    people.write_text(as_csv([row()]))
    create = ("campaigns", "create", "Autumn", "--plan", "plan_0", "--terms", str(terms))
    ran = await run(api, *create)
    assert ran.status == 1
    assert f"{terms}: windows.0.start: " in ran.err
    assert f"{terms}: ends: " in ran.err
    terms.write_text(TERMS)
    assert "There is no plan plan_0" in (await run(api, *create)).err
    unknown = await run(api, "campaigns", "import", "camp_0", str(people))
    assert (unknown.status, "There is no campaign camp_0" in unknown.err) == (1, True)
    away = await run("http://127.0.0.1:9", "campaigns", "list")
    assert (away.status, "does not answer" in away.err) == (1, True)
    by_option = await run("http://127.0.0.1:9", "campaigns", "list", "--api", api.url)
    assert by_option.status == 0, by_option.err
