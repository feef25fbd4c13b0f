DROP TABLE audit_mails;
