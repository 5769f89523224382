"""Documents: invoices, credit notes and return slips, as PDF. What an invoice says is frozen when it is issued."""

from shop.documents.issuing import issue_credit_note, issue_invoice
from shop.documents.links import document_url, slip_url

__all__ = ["document_url", "issue_credit_note", "issue_invoice", "render_pdf", "render_return_slip", "slip_url"]


def __getattr__(name: str) -> object:
    # The PDF library takes longer to import than an order to settle: it comes with the first page that is drawn.
    if name == "render_pdf":
        from shop.documents.invoice_pdf import render_pdf

        return render_pdf
    if name == "render_return_slip":
        from shop.documents.slip_pdf import render_return_slip

        return render_return_slip
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
