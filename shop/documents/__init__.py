"""Documents: invoices, credit notes and return slips, as PDF. What an invoice says is frozen when it is issued."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shop.documents.issuing import issue_credit_note, issue_invoice
from shop.documents.links import document_url, slip_url

if TYPE_CHECKING:
    from shop.model import Document, Return
    from shop.profile import Profile

__all__ = ["document_url", "issue_credit_note", "issue_invoice", "render_pdf", "render_return_slip", "slip_url"]

# The PDF library takes longer to import than an order to settle: it comes with the first page that is drawn.


def render_pdf(document: Document, language: str) -> bytes:
    """An invoice or a credit note as a PDF file in a language (English if documents do not speak it)."""
    from shop.documents import invoice_pdf

    return invoice_pdf.render_pdf(document, language)


def render_return_slip(return_: Return, profile: Profile, language: str) -> bytes:
    """The slip as a PDF file: where the parcel goes, what is in it, and the return number as a QR code."""
    from shop.documents import slip_pdf

    return slip_pdf.render_return_slip(return_, profile, language)
