DROP TABLE mail_looks;
DROP TABLE mail_domains;
