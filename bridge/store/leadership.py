"""Who leads a periodic duty: one of several schedulers at a time."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Mapped, mapped_column

from bridge.store.base import Base, Time, Word
from bridge.store.unit import Aggregate


class Leadership(Base):
    """Who leads a periodic duty until when."""

    __tablename__ = "leadership"

    duty: Mapped[Word] = mapped_column(primary_key=True)
    holder: Mapped[Word]
    until: Mapped[Time]


class Leaderships(Aggregate):
    def lead(self, duty: str, holder: str, now: datetime, term: timedelta) -> bool:
        """Take or keep the lead of a duty; False while another holder's term runs."""
        row = self.session.get(Leadership, duty, with_for_update=True, populate_existing=True)
        if row is None:
            self.session.add(Leadership(duty=duty, holder=holder, until=now + term))
            self.session.flush()
            return True
        if row.holder != holder and row.until > now:
            return False
        row.holder, row.until = holder, now + term
        return True

    def leader(self, duty: str) -> Leadership | None:
        return self.session.get(Leadership, duty)
