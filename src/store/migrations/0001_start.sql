-- The dialect that SQLite and PostgreSQL share, but for the keys that count up (see store::schema). Times are unix
-- seconds. AUTOINCREMENT because an id must never be used again: the nonce of a message is made from its delivery's id.

CREATE TABLE meta (
    key TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
);

CREATE TABLE sources (
    name TEXT NOT NULL PRIMARY KEY,
    address TEXT NOT NULL,
    etag TEXT,
    last_modified TEXT,
    first_polled_at BIGINT,
    polled_at BIGINT,
    next_poll_at BIGINT NOT NULL,
    failures BIGINT NOT NULL DEFAULT 0,
    failing_since BIGINT,
    last_error TEXT
);

CREATE TABLE vacancies (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    source TEXT NOT NULL,
    key TEXT NOT NULL,
    record TEXT NOT NULL,
    first_seen_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    absent_since BIGINT,
    UNIQUE (source, key)
);

CREATE TABLE subscriptions (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    guild_id BIGINT NOT NULL,
    channel_id BIGINT NOT NULL UNIQUE,
    created_by BIGINT NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE INDEX subscriptions_of_a_guild ON subscriptions (guild_id);

CREATE TABLE deliveries (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    vacancy_id BIGINT NOT NULL REFERENCES vacancies (id) ON DELETE CASCADE,
    subscription_id BIGINT NOT NULL REFERENCES subscriptions (id) ON DELETE CASCADE,
    state TEXT NOT NULL DEFAULT 'due' CHECK (state IN ('due', 'sent', 'failed')),
    created_at BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    claimed_until BIGINT NOT NULL DEFAULT 0,
    attempts BIGINT NOT NULL DEFAULT 0,
    in_doubt_since BIGINT,
    ended_at BIGINT,
    message_id BIGINT,
    last_error TEXT,
    UNIQUE (vacancy_id, subscription_id)
);

CREATE INDEX deliveries_due ON deliveries (due_at, id) WHERE state = 'due';
CREATE INDEX deliveries_of_a_subscription ON deliveries (subscription_id, id) WHERE state = 'due';
