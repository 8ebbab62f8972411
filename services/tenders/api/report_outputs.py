"""A report as data."""

from datetime import datetime

from pydantic import BaseModel

from shared.kernel.report import Report


class ReportTableOut(BaseModel):
    """A table of a report."""

    caption: str
    header: list[str]
    rows: list[list[str]]


class ReportSectionOut(BaseModel):
    """A part of a report."""

    heading: str
    level: int
    paragraphs: list[str]
    tables: list[ReportTableOut]


class ReportOut(BaseModel):
    """A whole report."""

    title: str
    author: str
    subject: str
    dated_at: datetime
    sections: list[ReportSectionOut]

    @classmethod
    def of(cls, report: Report) -> "ReportOut":
        """Write a report."""
        return cls(
            title=report.title,
            author=report.meta.author,
            subject=report.meta.subject,
            dated_at=report.meta.dated_at,
            sections=[
                ReportSectionOut(
                    heading=section.heading,
                    level=section.level,
                    paragraphs=list(section.paragraphs),
                    tables=[
                        ReportTableOut(
                            caption=shown.caption,
                            header=list(shown.header),
                            rows=[list(row) for row in shown.rows],
                        )
                        for shown in section.tables
                    ],
                )
                for section in report.sections
            ],
        )
