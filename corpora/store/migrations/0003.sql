-- From version 2 to 3: the rows of `trace` took more than twice the room of what is in them.

CREATE TABLE new_trace (
    model_id INTEGER NOT NULL REFERENCES model ON DELETE CASCADE,
    text_id INTEGER NOT NULL REFERENCES text ON DELETE CASCADE,
    tokens BLOB NOT NULL,
    PRIMARY KEY (model_id, text_id)
);
INSERT INTO new_trace SELECT * FROM trace ORDER BY model_id, text_id;
DROP TABLE trace;
ALTER TABLE new_trace RENAME TO trace;
CREATE INDEX trace_text ON trace (text_id);
