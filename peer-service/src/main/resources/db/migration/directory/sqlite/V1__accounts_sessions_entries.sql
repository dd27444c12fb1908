-- A directory that one machine is enough for. Times are milliseconds since 1970.

CREATE TABLE account (
    name     TEXT NOT NULL PRIMARY KEY,
    scopes   TEXT NOT NULL,                      -- with spaces between
    password TEXT NOT NULL                       -- a slow hash with its salt and cost
) STRICT;

-- Who is logged in. Its index is the entries of its generation.
CREATE TABLE session (
    peer       TEXT    NOT NULL PRIMARY KEY,
    account    TEXT    NOT NULL,
    peer_name  TEXT    NOT NULL,
    url        TEXT    NOT NULL,
    grpc       TEXT    NOT NULL,
    addresses  TEXT    NOT NULL,                 -- further ones, a line each
    public_key TEXT    NOT NULL,                 -- X.509, base64
    lease_end  INTEGER NOT NULL,
    epoch      INTEGER NOT NULL,                 -- of the last body of its index that was acknowledged
    generation INTEGER,                          -- what answers are made of
    staging    INTEGER                           -- what is still arriving
) STRICT;

CREATE INDEX session_by_generation ON session (generation);
CREATE INDEX session_by_staging ON session (staging);
CREATE INDEX session_by_lease ON session (lease_end);
CREATE INDEX session_by_account ON session (account);

-- One that no session names is nobody's, and is swept with its entries.
CREATE TABLE generation (
    id    INTEGER PRIMARY KEY AUTOINCREMENT,
    files INTEGER NOT NULL
) STRICT;

CREATE TABLE entry (
    id         INTEGER PRIMARY KEY,
    generation INTEGER NOT NULL,
    name       TEXT    NOT NULL,
    name_key   BLOB    NOT NULL,                 -- 16 bytes of a hash of the name
    folded     TEXT    NOT NULL,                 -- NFC and case-folded: what queries compare
    base       TEXT    NOT NULL,                 -- its last segment
    size       INTEGER NOT NULL,                 -- bytes
    root       BLOB    NOT NULL,                 -- BEP 52; empty while it is not known
    sha256     BLOB    NOT NULL,                 -- empty while it is not known
    hit        BLOB    NOT NULL,                 -- 16 bytes of a hash of name, size and root: what is one hit is together
    UNIQUE (generation, name_key)
) STRICT;

CREATE INDEX entry_by_hit ON entry (hit);
CREATE INDEX entry_by_base ON entry (base);
CREATE INDEX entry_by_root ON entry (root);

CREATE VIRTUAL TABLE entry_trigram USING fts5 (
    folded, content = 'entry', content_rowid = 'id', tokenize = 'trigram case_sensitive 1', detail = none, columnsize = 0
);

CREATE TRIGGER entry_added AFTER INSERT ON entry BEGIN
    INSERT INTO entry_trigram (rowid, folded) VALUES (new.id, new.folded);
END;

CREATE TRIGGER entry_gone AFTER DELETE ON entry BEGIN
    INSERT INTO entry_trigram (entry_trigram, rowid, folded) VALUES ('delete', old.id, old.folded);
END;

-- Public halves of the keys that sign credentials, one of each directory process.
CREATE TABLE signing_key (
    kid        TEXT    NOT NULL PRIMARY KEY,
    jwk        TEXT    NOT NULL,
    good_until INTEGER NOT NULL
) STRICT;
