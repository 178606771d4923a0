from odoo import http
from odoo.http import request
from odoo.tools.mimetypes import MIMETYPE_HEAD_SIZE, guess_mimetype

from odoo.addons.mail.controllers.attachment import AttachmentController

from ..rules.upload import EMPTY, MOST_MEGABYTES, TOO_BIG, refuse


def get_refusal(file):
    """Why an uploaded file is not taken, in the reader's language; None where it is."""
    size = file.seek(0, 2)
    file.seek(0)
    head = file.read(MIMETYPE_HEAD_SIZE)
    file.seek(0)
    reason = refuse(file.filename or "", guess_mimetype(head), size)
    if reason is None:
        return None
    name = file.filename or ""
    if reason == EMPTY:
        return request.env._("%s is empty.", name)
    if reason == TOO_BIG:
        return request.env._("%(file)s is larger than %(most)s MB.", file=name, most=MOST_MEGABYTES)
    return request.env._("%s is no kind of file that we can take: please send a picture, a PDF or a document.", name)


class ServiceAttachmentController(AttachmentController):
    @http.route()
    def mail_attachment_upload(self, ufile, thread_id, thread_model, is_pending=False, **kwargs):
        """Files of customers for a service record are limited in number, size and kind."""
        if thread_model == "sme.service" and request.env.user.share:
            service = self._get_thread_with_access_for_post(thread_model, thread_id, **kwargs)
            if not service:
                raise request.not_found()
            if refusal := get_refusal(ufile):
                return request.make_json_response({"error": refusal})
            service._spend_portal_limit("file", kwargs.get("pid"))
        return super().mail_attachment_upload(ufile, thread_id, thread_model, is_pending=is_pending, **kwargs)
