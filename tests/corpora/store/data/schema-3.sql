-- The corpus store, version 3. Every table holds the present state; `change` holds what undoes it.
-- Times are UTC, ISO 8601. Hashes are BLAKE2b of 16 bytes. Ranges of sentences end before `_to`.

CREATE TABLE setting (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;

-- What was done to the store: add, remove, align, decide, undo…
CREATE TABLE operation (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    command TEXT NOT NULL,                      -- as the user wrote it
    person TEXT NOT NULL,
    host TEXT NOT NULL,
    pid INTEGER NOT NULL,
    started TEXT NOT NULL,
    finished TEXT,
    state TEXT NOT NULL DEFAULT 'running'
        CHECK (state IN ('running', 'done', 'interrupted', 'undone')),
    summary TEXT NOT NULL DEFAULT '{}'          -- JSON, counts by what was counted
);

-- How to undo an operation, last change first: the rows as they were, or NULL for a new row.
CREATE TABLE change (
    id INTEGER PRIMARY KEY,
    operation_id INTEGER NOT NULL REFERENCES operation ON DELETE CASCADE,
    kind TEXT NOT NULL,                         -- table of the row
    key INTEGER NOT NULL,                       -- its id
    before BLOB                                 -- zlib of JSON, table -> rows
);
CREATE INDEX change_operation ON change (operation_id);

CREATE TABLE document (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL UNIQUE,                  -- what users call it
    path TEXT NOT NULL,                         -- absolute, of the file it came from
    version_id INTEGER,                         -- the version in use
    publisher TEXT NOT NULL DEFAULT '',
    licence TEXT NOT NULL DEFAULT '',
    given TEXT NOT NULL DEFAULT '{}',           -- JSON: what the user said of it; outweighs the file
    added TEXT NOT NULL,
    removed TEXT,                               -- when it was taken out; its decisions stay
    part TEXT NOT NULL DEFAULT '',              -- language, of a file with texts in several
    UNIQUE (path, part)
);
CREATE INDEX document_version ON document (version_id);

CREATE TABLE tag (
    document_id INTEGER NOT NULL REFERENCES document ON DELETE CASCADE,
    name TEXT NOT NULL,
    PRIMARY KEY (document_id, name)
) WITHOUT ROWID;
CREATE INDEX tag_name ON tag (name);

-- A document as it was when it was read; a changed file gives a new one.
CREATE TABLE version (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    document_id INTEGER NOT NULL REFERENCES document ON DELETE CASCADE,
    number INTEGER NOT NULL,                    -- from 1
    made TEXT NOT NULL,
    file_hash BLOB NOT NULL,                    -- of the bytes of the file
    file_size INTEGER NOT NULL,
    file_time INTEGER NOT NULL,                 -- nanoseconds, of its last change
    reading TEXT NOT NULL,                      -- JSON, how it was read
    language TEXT NOT NULL,
    title TEXT NOT NULL,
    date TEXT,
    source TEXT NOT NULL,                       -- link
    encoding TEXT NOT NULL,
    text BLOB NOT NULL,                         -- zlib of UTF-8, furniture included
    text_hash BLOB NOT NULL,
    details BLOB NOT NULL,                      -- zlib of JSON: repairs, furniture
    sentences INTEGER NOT NULL,                 -- of report text: not blank, not furniture
    author TEXT NOT NULL DEFAULT '',
    pairing TEXT NOT NULL DEFAULT '',           -- the same for the parts of a file, else ''
    UNIQUE (document_id, number)
);
CREATE INDEX version_file ON version (file_hash);

-- Each distinct sentence, once.
CREATE TABLE text (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    hash BLOB NOT NULL UNIQUE,
    text TEXT NOT NULL
);

CREATE TABLE sentence (
    version_id INTEGER NOT NULL REFERENCES version ON DELETE CASCADE,
    number INTEGER NOT NULL,                    -- from 0
    start INTEGER NOT NULL,                     -- offset in the version's text
    stop INTEGER NOT NULL,
    paragraph INTEGER NOT NULL,
    furniture TEXT NOT NULL,                    -- rule that marks it as the site's, or ''
    text_id INTEGER REFERENCES text,            -- NULL for a blank line or furniture
    PRIMARY KEY (version_id, number)
) WITHOUT ROWID;
CREATE INDEX sentence_text ON sentence (text_id);

-- Words to sentences. Letters keep their marks: и is not й, and к not қ.
CREATE VIRTUAL TABLE word USING fts5 (
    text, content = 'text', content_rowid = 'id', tokenize = 'unicode61 remove_diacritics 0'
);
CREATE TRIGGER text_added AFTER INSERT ON text BEGIN
    INSERT INTO word (rowid, text) VALUES (new.id, new.text);
END;
CREATE TRIGGER text_removed AFTER DELETE ON text BEGIN
    INSERT INTO word (word, rowid, text) VALUES ('delete', old.id, old.text);
END;

CREATE TABLE model (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,                   -- vectors are comparable under one key only
    dim INTEGER NOT NULL
);

-- Vectors before centring. Apart from the traces, so that all can be read quickly.
CREATE TABLE vector (
    model_id INTEGER NOT NULL REFERENCES model ON DELETE CASCADE,
    text_id INTEGER NOT NULL REFERENCES text ON DELETE CASCADE,
    pooled BLOB NOT NULL,                       -- float16 (dim,)
    PRIMARY KEY (model_id, text_id)
) WITHOUT ROWID;
CREATE INDEX vector_text ON vector (text_id);

CREATE TABLE trace (
    model_id INTEGER NOT NULL REFERENCES model ON DELETE CASCADE,
    text_id INTEGER NOT NULL REFERENCES text ON DELETE CASCADE,
    tokens BLOB NOT NULL,                       -- float16 (tokens, 64)
    PRIMARY KEY (model_id, text_id)             -- not instead of a rowid: rows are too long for it
);
CREATE INDEX trace_text ON trace (text_id);

-- Versions that were held against all documents of the other language.
CREATE TABLE matched (
    version_id INTEGER PRIMARY KEY REFERENCES version ON DELETE CASCADE,
    signature TEXT NOT NULL
);

CREATE TABLE pair (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    source_version_id INTEGER NOT NULL REFERENCES version ON DELETE CASCADE,
    target_version_id INTEGER NOT NULL REFERENCES version ON DELETE CASCADE,
    score REAL NOT NULL,                        -- how surely they belong together, 0…1
    route TEXT NOT NULL,
    explanation TEXT NOT NULL,
    signature TEXT NOT NULL,                    -- how the scores were made
    features TEXT NOT NULL DEFAULT '[]',        -- JSON, names of what `bead.features` holds
    state TEXT NOT NULL DEFAULT 'matched' CHECK (state IN ('matched', 'aligned')),
    made TEXT NOT NULL,
    UNIQUE (source_version_id, target_version_id)
);
CREATE INDEX pair_target ON pair (target_version_id);

CREATE TABLE bead (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    pair_id INTEGER NOT NULL REFERENCES pair ON DELETE CASCADE,
    source_from INTEGER,                        -- NULL, as the next, where only the target has text
    source_to INTEGER,
    target_from INTEGER,
    target_to INTEGER,
    similarity REAL NOT NULL DEFAULT 0,
    margin REAL NOT NULL DEFAULT 0,
    confidence REAL NOT NULL DEFAULT 0,
    kind TEXT CHECK (kind IN ('translation', 'partial', 'related')),
    reason TEXT NOT NULL DEFAULT '',
    route TEXT NOT NULL,
    features BLOB,                              -- float32, named by `pair.features`
    -- What people said of it:
    state TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'accepted', 'rejected')),
    source_text TEXT,                           -- NULL unless edited
    target_text TEXT,
    comment TEXT NOT NULL DEFAULT '',
    decided_by TEXT NOT NULL DEFAULT '',
    decided_at TEXT,
    version INTEGER NOT NULL DEFAULT 1          -- grows with each change
);
CREATE INDEX bead_pair ON bead (pair_id, source_from);
CREATE INDEX bead_queue ON bead (state, confidence);
CREATE INDEX bead_kind ON bead (kind);

-- What people decided, whole and for ever: beads taken away, beads put in their place.
CREATE TABLE decision (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    operation_id INTEGER NOT NULL,
    source_document_id INTEGER NOT NULL,
    target_document_id INTEGER NOT NULL,
    pair_id INTEGER NOT NULL,                   -- at that time
    action TEXT NOT NULL,
    who TEXT NOT NULL,
    at TEXT NOT NULL,
    before TEXT NOT NULL,                       -- JSON, beads with the texts of their sentences
    after TEXT NOT NULL,
    undoes INTEGER REFERENCES decision
);
CREATE INDEX decision_documents ON decision (source_document_id, target_document_id);

-- Decided beads whose sentences are not in the present versions; they wait for them to come back.
CREATE TABLE waiting (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    source_document_id INTEGER NOT NULL REFERENCES document ON DELETE CASCADE,
    target_document_id INTEGER NOT NULL REFERENCES document ON DELETE CASCADE,
    bead TEXT NOT NULL                          -- JSON, as in `decision`
);
CREATE INDEX waiting_documents ON waiting (source_document_id, target_document_id);
