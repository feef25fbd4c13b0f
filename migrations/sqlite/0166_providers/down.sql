DROP TABLE colleague_identities;
