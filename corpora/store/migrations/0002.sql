-- From version 1 to 2: a file may hold the same text in several languages.

CREATE TABLE new_document (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL UNIQUE,
    path TEXT NOT NULL,
    version_id INTEGER,
    publisher TEXT NOT NULL DEFAULT '',
    licence TEXT NOT NULL DEFAULT '',
    given TEXT NOT NULL DEFAULT '{}',
    added TEXT NOT NULL,
    removed TEXT,
    part TEXT NOT NULL DEFAULT '',
    UNIQUE (path, part)
);
INSERT INTO new_document
    SELECT id, name, path, version_id, publisher, licence, given, added, removed, '' FROM document;
DROP TABLE document;
ALTER TABLE new_document RENAME TO document;
CREATE INDEX document_version ON document (version_id);

ALTER TABLE version ADD COLUMN author TEXT NOT NULL DEFAULT '';
ALTER TABLE version ADD COLUMN pairing TEXT NOT NULL DEFAULT '';
