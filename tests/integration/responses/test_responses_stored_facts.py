"""Consultations kept before they were records are read as records: the change of the migration, on what it finds."""

import runpy
from pathlib import Path

from sqlalchemy import select

from services.responses.storage import migrations
from services.responses.storage.consultations import SqlConsultations
from services.responses.storage.tables import consultation
from shared.kernel.ids import TenderId
from tests.integration.responses.platform import ACME, Platform

CHANGE = Path(str(migrations.__path__[0])) / "versions" / "20261123_0450_keep_particulars.py"


def test_facts_of_before_are_read_as_records(platform: Platform) -> None:
    platform.publish_stage("offer", invited=(ACME,))
    with platform.app.database.begin() as connection:
        known = SqlConsultations(connection).get(TenderId.parse(platform.tender_id))
        this = consultation.c.tender_id == known.tender_id.value
        now = connection.execute(select(consultation.c.facts).where(this)).scalar_one()
        before = {
            **{name: now[name] for name in ("buyer", "title", "object", "lots", "timeline", "sandbox", "receives")},
            "invited": now["invited"],
            "deadline": now["known_deadline"]["deadline"],
            "deadline_version": now["known_deadline"]["version"],
            "custodians": now["custody"]["custodians"],
            "threshold": now["custody"]["threshold"],
            "file_bytes": now["limits"]["file_bytes"],
            "deposit_bytes": now["limits"]["deposit_bytes"],
        }
        connection.execute(consultation.delete().where(~this))
        connection.execute(consultation.update().where(this).values(facts=before))
        statements = runpy.run_path(str(CHANGE))["_CHANGES"]
        connection.exec_driver_sql(statements[statements.index("UPDATE consultation") :])
        again = SqlConsultations(connection).get(TenderId.parse(platform.tender_id))
    assert (again.known_deadline, again.custody, again.limits) == (known.known_deadline, known.custody, known.limits)
    assert (again.receives, again.invited, again.lots) == (known.receives, known.invited, known.lots)
    assert (again.tender_id, again.version, again.timeline) == (known.tender_id, known.version, known.timeline)
