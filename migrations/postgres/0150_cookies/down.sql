DROP TABLE cookie_ties;
DROP TABLE cookie_choices;
