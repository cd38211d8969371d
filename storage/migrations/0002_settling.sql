-- Settling by reading: what a promotion of unknown outcome still waits for, and when refusals are tried again.

INSERT INTO promotion_events VALUES (7, 'absent'), (8, 'give_up'), (9, 'retry'), (10, 'seen');

-- The first complete reading that did not find an unresolved promotion among its group's targets, by the wall clock and
-- by the time since the machine was started. Gone when the promotion is no longer unresolved.
CREATE TABLE looks (
  promotion INTEGER PRIMARY KEY REFERENCES promotions,
  at INTEGER NOT NULL,
  boot TEXT NOT NULL,
  since_boot INTEGER NOT NULL
) STRICT;

-- When a curable rejection may be tried again; empty otherwise.
ALTER TABLE promotions ADD COLUMN retry_at INTEGER CHECK (retry_at IS NULL OR state = 6);

-- A group that refused a whole call: how often in a row, and until when it is left alone.
ALTER TABLE promotion_groups ADD COLUMN refusals INTEGER NOT NULL DEFAULT 0;
ALTER TABLE promotion_groups ADD COLUMN parked_until INTEGER;
ALTER TABLE promotion_groups ADD COLUMN parked_why TEXT;

-- Until when a profile is parked, by the time since the machine was started as well: the wall clock may be set.
ALTER TABLE profiles ADD COLUMN parked_boot TEXT NOT NULL DEFAULT '';
ALTER TABLE profiles ADD COLUMN parked_since_boot INTEGER NOT NULL DEFAULT 0;

-- Cycles in a row, this one included, that Amazon or the network made fail: the next waits accordingly.
ALTER TABLE cycles ADD COLUMN failures INTEGER NOT NULL DEFAULT 0;

-- When the ledger was last found to be older than its head file.
ALTER TABLE ledger ADD COLUMN restored_at INTEGER;
ALTER TABLE ledger ADD COLUMN restored_boot TEXT;
ALTER TABLE ledger ADD COLUMN restored_since_boot INTEGER;

-- 1 while a process did not end cleanly and no quick_check has found the ledger sound since.
ALTER TABLE ledger ADD COLUMN check_due INTEGER NOT NULL DEFAULT 0;

CREATE INDEX promotions_settled ON promotions (profile, settled_at) WHERE settled_at IS NOT NULL;
