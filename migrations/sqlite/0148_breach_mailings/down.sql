DROP TABLE breach_letters;
DROP TABLE breach_mailings;
