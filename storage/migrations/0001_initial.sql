-- The first schema. SCHEMA.md explains it; once released this file never changes, the next one adds to it.
-- Times: milliseconds since 1970, UTC. Days: days since 1970-01-01 UTC. Money: millionths of a currency unit.

-- Words for the numbers that rows keep; the numbers are those of the enums in core/.
CREATE TABLE kinds (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
INSERT INTO kinds VALUES (1, 'keyword'), (2, 'product');
CREATE TABLE match_types (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
INSERT INTO match_types VALUES (1, 'exact'), (2, 'phrase'), (3, 'broad'), (4, 'expanded');
CREATE TABLE triggers (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
INSERT INTO triggers VALUES (1, 'schedule'), (2, 'once'), (3, 'approve'), (4, 'start');
CREATE TABLE cycle_statuses (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
INSERT INTO cycle_statuses VALUES (1, 'running'), (2, 'done'), (3, 'partial'), (4, 'failed'), (5, 'abandoned');
CREATE TABLE actions (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
INSERT INTO actions VALUES (1, 'promote'), (2, 'negate'), (3, 'create_group');
CREATE TABLE promotion_states (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
INSERT INTO promotion_states VALUES
  (1, 'awaiting_approval'), (2, 'planned'), (3, 'sending'), (4, 'created'), (5, 'already_existed'), (6, 'rejected'),
  (7, 'unresolved'), (8, 'declined'), (9, 'expired'), (10, 'undone');
CREATE TABLE promotion_events (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
INSERT INTO promotion_events VALUES
  (1, 'send'), (2, 'not_applied'), (3, 'created'), (4, 'exists'), (5, 'refuse'), (6, 'lose_track');
-- A reason carries its verdict.
CREATE TABLE reasons (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  verdict TEXT NOT NULL CHECK (verdict IN ('promote', 'skip', 'hold'))
) STRICT;
INSERT INTO reasons VALUES
  (1, 'excluded_term', 'skip'), (2, 'excluded_pattern', 'skip'), (3, 'excluded_asin', 'skip'),
  (4, 'invalid_keyword', 'skip'), (5, 'invalid_asin', 'skip'), (6, 'no_metrics', 'skip'), (7, 'no_rule', 'skip'),
  (8, 'no_group', 'hold'), (9, 'ambiguous_group', 'skip'), (10, 'group_not_enabled', 'skip'),
  (11, 'no_destination', 'skip'), (12, 'already_promoted', 'skip'), (13, 'already_in_destination', 'skip'),
  (14, 'duplicate_in_account', 'skip'), (15, 'refused_by_person', 'skip'), (16, 'bid_below_minimum', 'skip'),
  (17, 'bid_above_maximum', 'skip'), (18, 'no_bid', 'skip'), (19, 'limit_cycle', 'hold'), (20, 'limit_day', 'hold'),
  (21, 'limit_ad_group', 'hold'), (22, 'qualified', 'promote');
CREATE TABLE currencies (
  id INTEGER PRIMARY KEY,
  code TEXT NOT NULL UNIQUE,
  digits INTEGER NOT NULL CHECK (digits IN (0, 2))
) STRICT;
INSERT INTO currencies VALUES
  (1, 'USD', 2), (2, 'CAD', 2), (3, 'MXN', 2), (4, 'BRL', 2), (5, 'GBP', 2), (6, 'EUR', 2), (7, 'SEK', 2),
  (8, 'PLN', 2), (9, 'TRY', 2), (10, 'EGP', 2), (11, 'SAR', 2), (12, 'AED', 2), (13, 'ZAR', 2), (14, 'INR', 2),
  (15, 'JPY', 0), (16, 'AUD', 2), (17, 'SGD', 2);

-- Texts that repeat, each once.
CREATE TABLE profiles (
  id INTEGER PRIMARY KEY,
  profile_id TEXT NOT NULL UNIQUE,
  marketplace TEXT NOT NULL,
  parked_until INTEGER,
  parked_why TEXT
) STRICT;
CREATE TABLE campaigns (
  id INTEGER PRIMARY KEY,
  profile INTEGER NOT NULL REFERENCES profiles,
  campaign_id TEXT NOT NULL,
  label TEXT NOT NULL,
  UNIQUE (profile, campaign_id)
) STRICT;
CREATE TABLE ad_groups (
  id INTEGER PRIMARY KEY,
  profile INTEGER NOT NULL REFERENCES profiles,
  ad_group_id TEXT NOT NULL,
  UNIQUE (profile, ad_group_id)
) STRICT;
CREATE TABLE promotion_groups (
  id INTEGER PRIMARY KEY,
  profile INTEGER NOT NULL REFERENCES profiles,
  group_id TEXT NOT NULL,
  UNIQUE (profile, group_id)
) STRICT;
CREATE TABLE rules (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE operations (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
-- key: the normalised text that identities are made of. text: as first seen; NULL when it is the key itself.
CREATE TABLE targets (
  id INTEGER PRIMARY KEY,
  kind INTEGER NOT NULL REFERENCES kinds,
  key TEXT NOT NULL,
  text TEXT,
  UNIQUE (kind, key)
) STRICT;

CREATE TABLE ledger (
  only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
  ledger_id TEXT NOT NULL,
  latest_day INTEGER NOT NULL
) STRICT;

-- An empty label pauses everything.
CREATE TABLE paused (label TEXT PRIMARY KEY, since INTEGER NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE cycles (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  campaign INTEGER NOT NULL REFERENCES campaigns,
  started_at INTEGER NOT NULL,
  finished_at INTEGER,
  trigger INTEGER NOT NULL REFERENCES triggers,
  mode TEXT NOT NULL CHECK (mode IN ('observe', 'approve', 'auto')),
  status INTEGER NOT NULL REFERENCES cycle_statuses,
  recommendations INTEGER NOT NULL DEFAULT 0,
  qualified INTEGER NOT NULL DEFAULT 0,
  skipped INTEGER NOT NULL DEFAULT 0,
  held INTEGER NOT NULL DEFAULT 0,
  created INTEGER NOT NULL DEFAULT 0,
  already_existed INTEGER NOT NULL DEFAULT 0,
  rejected INTEGER NOT NULL DEFAULT 0,
  unresolved INTEGER NOT NULL DEFAULT 0,
  api_calls INTEGER NOT NULL DEFAULT 0,
  throttled INTEGER NOT NULL DEFAULT 0,
  error TEXT,
  CHECK ((finished_at IS NULL) = (status IN (1, 5)))
) STRICT;
CREATE INDEX cycles_running ON cycles (status) WHERE status = 1;
CREATE INDEX cycles_by_campaign ON cycles (campaign, finished_at);

CREATE TABLE decisions (
  id INTEGER PRIMARY KEY,
  cycle INTEGER NOT NULL REFERENCES cycles,
  decided_at INTEGER NOT NULL,
  source_ad_group INTEGER NOT NULL REFERENCES ad_groups,
  promotion_group INTEGER REFERENCES promotion_groups,
  target INTEGER NOT NULL REFERENCES targets,
  clicks INTEGER NOT NULL CHECK (clicks >= 0),
  conversions INTEGER NOT NULL CHECK (conversions >= 0),
  reason INTEGER NOT NULL REFERENCES reasons,
  rule INTEGER REFERENCES rules,
  detail TEXT NOT NULL
) STRICT;
-- Finds the latest decision on a target (the highest id), and all of them for explain.
CREATE INDEX decisions_by_target ON decisions (target, source_ad_group, promotion_group);

CREATE TABLE promotions (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  action INTEGER NOT NULL DEFAULT 1 REFERENCES actions,
  profile INTEGER NOT NULL REFERENCES profiles,
  promotion_group INTEGER NOT NULL REFERENCES promotion_groups,
  target INTEGER NOT NULL REFERENCES targets,
  match_type INTEGER NOT NULL REFERENCES match_types,
  cycle INTEGER NOT NULL REFERENCES cycles,
  source_ad_group INTEGER NOT NULL REFERENCES ad_groups,
  destination_ad_group INTEGER NOT NULL REFERENCES ad_groups,
  text TEXT NOT NULL CHECK (text <> ''),
  bid INTEGER NOT NULL CHECK (bid >= 0),
  currency INTEGER NOT NULL REFERENCES currencies,
  bid_basis TEXT NOT NULL,
  rule INTEGER NOT NULL REFERENCES rules,
  clicks INTEGER NOT NULL CHECK (clicks >= 0),
  conversions INTEGER NOT NULL CHECK (conversions >= 0),
  state INTEGER NOT NULL REFERENCES promotion_states,
  revision INTEGER NOT NULL DEFAULT 1,
  decided_at INTEGER NOT NULL,
  first_sent_day INTEGER,
  settled_at INTEGER,
  target_id TEXT,
  error TEXT,
  CHECK (state <> 4 OR (target_id IS NOT NULL AND target_id <> '')),
  CHECK (first_sent_day IS NOT NULL OR state NOT IN (3, 4, 7)),
  UNIQUE (profile, promotion_group, target, match_type, action)
) STRICT;
CREATE INDEX promotions_open ON promotions (state) WHERE state IN (1, 2, 3, 7);
CREATE INDEX promotions_by_day ON promotions (profile, first_sent_day) WHERE first_sent_day IS NOT NULL;

-- Every time a promotion was handed to Amazon, with the bid it carried.
CREATE TABLE attempts (
  promotion INTEGER NOT NULL REFERENCES promotions,
  attempt INTEGER NOT NULL,
  cycle INTEGER NOT NULL REFERENCES cycles,
  bid INTEGER NOT NULL,
  begun_at INTEGER NOT NULL,
  settled_at INTEGER,
  event INTEGER REFERENCES promotion_events,
  error TEXT,
  PRIMARY KEY (promotion, attempt),
  CHECK ((settled_at IS NULL) = (event IS NULL))
) STRICT, WITHOUT ROWID;

CREATE TABLE api_calls (
  id INTEGER PRIMARY KEY,
  cycle INTEGER REFERENCES cycles,
  at INTEGER NOT NULL,
  operation INTEGER NOT NULL REFERENCES operations,
  profile INTEGER REFERENCES profiles,
  status INTEGER NOT NULL,
  attempt INTEGER NOT NULL,
  latency_ms INTEGER NOT NULL,
  request_id TEXT,
  items INTEGER NOT NULL,
  error TEXT
) STRICT;

-- data: a JSON object. hash: SHA-256 over the hash before and this row; see event_chain.h.
CREATE TABLE events (
  seq INTEGER PRIMARY KEY CHECK (seq > 0),
  at INTEGER NOT NULL,
  kind TEXT NOT NULL,
  subject TEXT NOT NULL,
  data TEXT NOT NULL,
  hash BLOB NOT NULL CHECK (length(hash) = 32)
) STRICT;

-- Intents, attempts and events are kept for good. With recursive_triggers on, INSERT OR REPLACE is stopped as well.
CREATE TRIGGER events_are_never_changed BEFORE UPDATE ON events
BEGIN SELECT RAISE(ABORT, 'events are append-only'); END;
CREATE TRIGGER events_are_never_deleted BEFORE DELETE ON events
BEGIN SELECT RAISE(ABORT, 'events are append-only'); END;
CREATE TRIGGER promotions_are_never_deleted BEFORE DELETE ON promotions
BEGIN SELECT RAISE(ABORT, 'promotions are kept for good'); END;
CREATE TRIGGER attempts_are_never_deleted BEFORE DELETE ON attempts
BEGIN SELECT RAISE(ABORT, 'attempts are kept for good'); END;
CREATE TRIGGER promotions_keep_their_identity
BEFORE UPDATE OF action, profile, promotion_group, target, match_type, text ON promotions
BEGIN SELECT RAISE(ABORT, 'the identity of a promotion never changes'); END;
CREATE TRIGGER sent_promotions_keep_their_bid BEFORE UPDATE OF bid, currency ON promotions
WHEN OLD.state NOT IN (1, 2)
BEGIN SELECT RAISE(ABORT, 'the bid that was sent never changes'); END;

-- The stable views: names and columns are the product's contract.
CREATE VIEW audit_cycles AS
SELECT c.id AS cycle_id,
       strftime('%Y-%m-%dT%H:%M:%S', c.started_at / 1000, 'unixepoch') || printf('.%03dZ', c.started_at % 1000)
         AS started_at,
       strftime('%Y-%m-%dT%H:%M:%S', c.finished_at / 1000, 'unixepoch') || printf('.%03dZ', c.finished_at % 1000)
         AS finished_at,
       t.name AS trigger,
       p.profile_id AS profile_id,
       k.campaign_id AS campaign_id,
       k.label AS campaign,
       c.mode AS mode,
       s.name AS status,
       c.recommendations AS recommendations,
       c.qualified AS qualified,
       c.skipped AS skipped,
       c.held AS held,
       c.created AS created,
       c.already_existed AS already_existed,
       c.rejected AS rejected,
       c.unresolved AS unresolved,
       c.api_calls AS api_calls,
       c.throttled AS throttled,
       c.error AS error
FROM cycles c
JOIN triggers t ON t.id = c.trigger
JOIN cycle_statuses s ON s.id = c.status
JOIN campaigns k ON k.id = c.campaign
JOIN profiles p ON p.id = k.profile;

CREATE VIEW audit_decisions AS
SELECT d.id AS decision_id,
       d.cycle AS cycle_id,
       strftime('%Y-%m-%dT%H:%M:%S', d.decided_at / 1000, 'unixepoch') || printf('.%03dZ', d.decided_at % 1000)
         AS decided_at,
       p.profile_id AS profile_id,
       k.campaign_id AS campaign_id,
       k.label AS campaign,
       a.ad_group_id AS source_ad_group_id,
       n.name AS kind,
       coalesce(g.text, g.key) AS target,
       d.clicks AS clicks,
       d.conversions AS conversions,
       r.verdict AS verdict,
       u.name AS rule,
       r.name AS reason,
       d.detail AS detail
FROM decisions d
JOIN cycles c ON c.id = d.cycle
JOIN campaigns k ON k.id = c.campaign
JOIN profiles p ON p.id = k.profile
JOIN ad_groups a ON a.id = d.source_ad_group
JOIN targets g ON g.id = d.target
JOIN kinds n ON n.id = g.kind
JOIN reasons r ON r.id = d.reason
LEFT JOIN rules u ON u.id = d.rule;

CREATE VIEW audit_promotions AS
SELECT m.id AS promotion_id,
       x.name AS action,
       m.cycle AS cycle_id,
       p.profile_id AS profile_id,
       p.marketplace AS marketplace,
       k.campaign_id AS campaign_id,
       k.label AS campaign,
       a.ad_group_id AS source_ad_group_id,
       o.group_id AS group_id,
       n.name AS kind,
       m.text AS target,
       y.name AS match_type,
       -- As many digits as the currency has, or as many as the amount needs.
       CASE
         WHEN z.digits = 2 AND m.bid % 10000 = 0 THEN printf('%d.%02d', m.bid / 1000000, m.bid % 1000000 / 10000)
         WHEN m.bid % 1000000 = 0 THEN printf('%d', m.bid / 1000000)
         ELSE rtrim(printf('%d.%06d', m.bid / 1000000, m.bid % 1000000), '0')
       END AS bid,
       z.code AS currency,
       m.bid_basis AS bid_basis,
       u.name AS rule,
       m.clicks AS clicks,
       m.conversions AS conversions,
       s.name AS state,
       m.target_id AS target_id,
       e.ad_group_id AS ad_group_id,
       (SELECT count(*) FROM attempts t WHERE t.promotion = m.id) AS attempts,
       m.revision AS revision,
       strftime('%Y-%m-%dT%H:%M:%S', m.decided_at / 1000, 'unixepoch') || printf('.%03dZ', m.decided_at % 1000)
         AS decided_at,
       (SELECT strftime('%Y-%m-%dT%H:%M:%S', t.begun_at / 1000, 'unixepoch') || printf('.%03dZ', t.begun_at % 1000)
        FROM attempts t WHERE t.promotion = m.id ORDER BY t.attempt DESC LIMIT 1) AS sent_at,
       strftime('%Y-%m-%dT%H:%M:%S', m.settled_at / 1000, 'unixepoch') || printf('.%03dZ', m.settled_at % 1000)
         AS settled_at,
       m.error AS error
FROM promotions m
JOIN actions x ON x.id = m.action
JOIN profiles p ON p.id = m.profile
JOIN cycles c ON c.id = m.cycle
JOIN campaigns k ON k.id = c.campaign
JOIN ad_groups a ON a.id = m.source_ad_group
JOIN promotion_groups o ON o.id = m.promotion_group
JOIN targets g ON g.id = m.target
JOIN kinds n ON n.id = g.kind
JOIN match_types y ON y.id = m.match_type
JOIN currencies z ON z.id = m.currency
JOIN rules u ON u.id = m.rule
JOIN promotion_states s ON s.id = m.state
JOIN ad_groups e ON e.id = m.destination_ad_group;

CREATE VIEW audit_api_calls AS
SELECT l.id AS call_id,
       l.cycle AS cycle_id,
       strftime('%Y-%m-%dT%H:%M:%S', l.at / 1000, 'unixepoch') || printf('.%03dZ', l.at % 1000) AS at,
       o.name AS operation,
       p.profile_id AS profile_id,
       l.status AS status,
       l.attempt AS attempt,
       l.latency_ms AS latency_ms,
       l.request_id AS request_id,
       l.items AS items,
       l.error AS error
FROM api_calls l
JOIN operations o ON o.id = l.operation
LEFT JOIN profiles p ON p.id = l.profile;

CREATE VIEW audit_events AS
SELECT v.seq AS seq,
       strftime('%Y-%m-%dT%H:%M:%S', v.at / 1000, 'unixepoch') || printf('.%03dZ', v.at % 1000) AS at,
       v.kind AS kind,
       v.subject AS subject,
       v.data AS data,
       lower(hex(v.hash)) AS hash
FROM events v;
