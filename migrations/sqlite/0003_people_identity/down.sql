DROP TABLE customer_sessions;
DROP TABLE sign_ins;
DROP TABLE persons;
