"""The vendors that a case can go to."""

from dataclasses import dataclass

from bridge.services.context import Context


@dataclass(frozen=True, slots=True)
class VendorView:
    """`respond_hours`, `resolve_hours`: what the vendor promises, counted around the clock."""

    slug: str
    name: str
    channel: str
    address: str
    product: str
    language: str
    respond_hours: int | None
    resolve_hours: int | None
    takes_files: bool
    enabled: bool
    disabled_reason: str | None


def vendors(ctx: Context) -> list[VendorView]:
    """All of them by name, those that are switched off too."""
    with ctx.reading() as tx:
        return [
            VendorView(
                slug=row.slug,
                name=row.name,
                channel=row.channel,
                address=row.address,
                product=row.product,
                language=row.language,
                respond_hours=row.respond_hours,
                resolve_hours=row.resolve_hours,
                takes_files=bool(row.redaction.get("include_attachments", True)),
                enabled=row.enabled,
                disabled_reason=row.disabled_reason,
            )
            for row in tx.vendors.all()
        ]
