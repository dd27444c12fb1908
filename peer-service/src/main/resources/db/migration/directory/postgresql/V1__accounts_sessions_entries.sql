-- A directory of several processes: nothing of it is anywhere else. Times are milliseconds since 1970. Texts are ordered
-- by their bytes, whatever the database's own language is.

CREATE EXTENSION IF NOT EXISTS pg_trgm;

CREATE TABLE account (
    name     text COLLATE "C" PRIMARY KEY,
    scopes   text NOT NULL,                      -- with spaces between
    password text NOT NULL                       -- a slow hash with its salt and cost
);

-- Who is logged in. Its index is the entries of its generation.
CREATE TABLE session (
    peer       text COLLATE "C" PRIMARY KEY,
    account    text COLLATE "C" NOT NULL,
    peer_name  text   NOT NULL,
    url        text   NOT NULL,
    grpc       text   NOT NULL,
    addresses  text   NOT NULL,                  -- further ones, a line each
    public_key text   NOT NULL,                  -- X.509, base64
    lease_end  bigint NOT NULL,
    epoch      bigint NOT NULL,                  -- of the last body of its index that was acknowledged
    generation bigint,                           -- what answers are made of
    staging    bigint                            -- what is still arriving
);

CREATE INDEX session_by_generation ON session (generation);
CREATE INDEX session_by_staging ON session (staging);
CREATE INDEX session_by_lease ON session (lease_end);
CREATE INDEX session_by_account ON session (account);

-- One that no session names is nobody's, and is swept with its entries.
CREATE TABLE generation (
    id    bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    files bigint NOT NULL
);

CREATE TABLE entry (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    generation bigint NOT NULL,
    name       text   NOT NULL,
    name_key   bytea  NOT NULL,                  -- 16 bytes of a hash of the name, which may be too long for a B-tree
    folded     text COLLATE "C" NOT NULL,        -- NFC and case-folded: what queries compare
    base       text COLLATE "C" NOT NULL,        -- its last segment
    size       bigint NOT NULL,                  -- bytes
    root       bytea  NOT NULL,                  -- BEP 52; empty while it is not known
    sha256     bytea  NOT NULL,                  -- empty while it is not known
    hit        bytea  NOT NULL,                  -- 16 bytes of a hash of name, size and root: what is one hit is together
    UNIQUE (generation, name_key)
);

CREATE INDEX entry_by_hit ON entry (hit);
CREATE INDEX entry_by_base ON entry (base);
CREATE INDEX entry_by_root ON entry (root);

-- What was added last is searched one by one until it is merged: 512 KiB of it take less than a millisecond, and the
-- default of 4 MiB several.
CREATE INDEX entry_trigram ON entry USING gin (folded gin_trgm_ops) WITH (gin_pending_list_limit = 512);

-- Public halves of the keys that sign credentials, one of each directory process.
CREATE TABLE signing_key (
    kid        text COLLATE "C" PRIMARY KEY,
    jwk        text   NOT NULL,
    good_until bigint NOT NULL
);
