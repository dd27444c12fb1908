-- What one peer shares. The file can be deleted at any time: the next start reads the share again.

CREATE TABLE file (
    id          INTEGER PRIMARY KEY,
    name        TEXT    NOT NULL UNIQUE,          -- as it stands on disk, relative to the share
    folded      TEXT    NOT NULL,                 -- NFC and case-folded: what searches compare
    base_at     INTEGER NOT NULL,                 -- where the last segment starts in folded, counted from 1
    base        TEXT    GENERATED ALWAYS AS (substr(folded, base_at)) VIRTUAL,
    size        INTEGER NOT NULL,                 -- bytes
    modified_ns INTEGER NOT NULL,                 -- since 1970-01-01T00:00Z
    file_key    TEXT,                             -- device and inode, where there are such
    root        BLOB,                             -- BEP 52; null until hashed or proven
    sha256      BLOB,                             -- null until all of it was read here
    state       INTEGER NOT NULL DEFAULT 0        -- 0 waits to be read, 1 read, 2 could not be read
) STRICT;

CREATE INDEX file_by_folded ON file (folded);
CREATE INDEX file_by_base ON file (base);
CREATE INDEX file_by_content ON file (root, size) WHERE root IS NOT NULL;
CREATE INDEX file_waiting ON file (id) WHERE state = 0;
CREATE INDEX file_unreadable ON file (id) WHERE state = 2;

-- Trigrams of folded, with the rows' ids alone (detail=none: no positions), because each candidate is judged again.
-- Kept by FileRows and not by triggers, which made inserting about twice as slow.
CREATE VIRTUAL TABLE file_trigram USING fts5 (
    folded, content = 'file', content_rowid = 'id', tokenize = 'trigram case_sensitive 1', detail = none, columnsize = 0
);

-- Piece hashes of contents of more than one piece, 16,384 hashes (512 KiB) a row, in order.
-- size -1 while the file is still being read: root is then a key of that reading.
CREATE TABLE layer (
    root   BLOB    NOT NULL,
    size   INTEGER NOT NULL,
    chunk  INTEGER NOT NULL,
    hashes BLOB    NOT NULL,
    UNIQUE (root, size, chunk)
) STRICT;

-- One row, so that counting a million files costs nothing.
CREATE TABLE total (
    files   INTEGER NOT NULL,
    bytes   INTEGER NOT NULL,
    waiting INTEGER NOT NULL
) STRICT;
INSERT INTO total VALUES (0, 0, 0);

CREATE TRIGGER file_added AFTER INSERT ON file BEGIN
    UPDATE total SET files = files + 1, bytes = bytes + new.size, waiting = waiting + (new.state = 0);
END;

CREATE TRIGGER file_gone AFTER DELETE ON file BEGIN
    UPDATE total SET files = files - 1, bytes = bytes - old.size, waiting = waiting - (old.state = 0);
END;

CREATE TRIGGER file_changed AFTER UPDATE OF size, state ON file BEGIN
    UPDATE total SET bytes = bytes - old.size + new.size, waiting = waiting - (old.state = 0) + (new.state = 0);
END;

-- A layer lives as long as any file has its content.
CREATE TRIGGER layer_unused_after_delete AFTER DELETE ON file WHEN old.root IS NOT NULL BEGIN
    DELETE FROM layer WHERE root = old.root AND size = old.size
        AND NOT EXISTS (SELECT 1 FROM file WHERE root = old.root AND size = old.size);
END;

CREATE TRIGGER layer_unused_after_update AFTER UPDATE OF root, size ON file WHEN old.root IS NOT NULL BEGIN
    DELETE FROM layer WHERE root = old.root AND size = old.size
        AND NOT EXISTS (SELECT 1 FROM file WHERE root = old.root AND size = old.size);
END;
