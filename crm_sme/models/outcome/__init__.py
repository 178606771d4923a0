from . import sme_enrolment, sme_enrolment_step, mail_activity
