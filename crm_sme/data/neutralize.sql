-- A copy of a database follows nobody up.
UPDATE res_company
   SET sme_plans_paused = TRUE;
