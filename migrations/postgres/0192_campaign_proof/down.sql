DROP INDEX refresh_reports_by_mail;
DROP TABLE refresh_messages;
