-- A person's word on promotions before they are sent.

INSERT INTO promotion_events VALUES (11, 'approve'), (12, 'decline'), (13, 'expire'), (14, 'wait');

-- Since when it waits for a person, and the bid that was approved (a later one may be higher, never lower).
ALTER TABLE promotions ADD COLUMN waiting_since INTEGER;
ALTER TABLE promotions ADD COLUMN approved_bid INTEGER CHECK (approved_bid IS NULL OR approved_bid >= 0);
