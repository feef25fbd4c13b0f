DROP TABLE inbox_mails;
DROP TABLE inbox_mailboxes;
