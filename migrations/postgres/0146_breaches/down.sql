DROP TABLE breach_numbers;
DROP TABLE breach_reminders;
DROP TABLE breach_decisions;
DROP TABLE breaches;
