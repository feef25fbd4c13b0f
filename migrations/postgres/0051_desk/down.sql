DROP TABLE request_checks;
DROP TABLE desk_reminders;
