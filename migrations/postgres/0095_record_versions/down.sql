DROP TABLE record_versions;
DROP FUNCTION record_versions_stay();
