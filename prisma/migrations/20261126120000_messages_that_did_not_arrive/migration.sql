-- 未送达名单 asks of each person for the last message that came to nothing, by the time that was known.
CREATE INDEX "outbound_message_lost" ON "outbound_message" ("recipient", (COALESCE("closedAt", "createdAt")))
  WHERE "state" IN ('failed', 'expired', 'unknown');
