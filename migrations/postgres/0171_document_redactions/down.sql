DROP TABLE document_redactions;
