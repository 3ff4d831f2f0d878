-- Lists and searches among 100 000 care files (docs/decisions/0012): people are found by keys of their names that are worked
-- out beforehand (src/scheme/names.ts), and whether somebody is a member, and in which state, stands beside the name. Rows
-- have no keys here: the product fills them in when it starts.

-- AlterTable
ALTER TABLE "person" ADD COLUMN     "fileState" TEXT,
ADD COLUMN     "nameKeys" TEXT[] DEFAULT ARRAY[]::TEXT[];

UPDATE "person" p SET "fileState" = f."state" FROM "care_file" f WHERE f."memberId" = p."id";

-- An index by name in the order of names tempts the server to walk through all of them wherever a list is short.
-- DropIndex
DROP INDEX "organisation_path_idx";

-- DropIndex
DROP INDEX "person_name_id_idx";

-- DropIndex
DROP INDEX "person_organisationId_idx";

-- Partial, so that Prisma, which does not know text_pattern_ops, leaves them out of its comparison.
CREATE INDEX "organisation_by_path" ON "organisation"("path" text_pattern_ops) WHERE "path" IS NOT NULL;
CREATE INDEX "person_by_name" ON "person"("name" text_pattern_ops) WHERE "name" IS NOT NULL;

-- CreateIndex
CREATE INDEX "person_organisationId_fileState_idx" ON "person"("organisationId", "fileState");

-- CreateIndex
CREATE INDEX "person_nameKeys_idx" ON "person" USING GIN ("nameKeys");

-- Whoever changes a name without its keys empties them: they are worked out again, and until then the name is compared as
-- it stands.
CREATE FUNCTION forget_name_keys() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW."nameKeys" IS NOT DISTINCT FROM OLD."nameKeys" THEN NEW."nameKeys" := ARRAY[]::text[]; END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER person_renamed BEFORE UPDATE OF "name" ON "person"
  FOR EACH ROW WHEN (NEW."name" IS DISTINCT FROM OLD."name") EXECUTE FUNCTION forget_name_keys();

-- person."fileState" is what care_file says, whoever writes there.
CREATE FUNCTION show_file_state() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE "person" p SET "fileState" = f."state" FROM changed f
  WHERE p."id" = f."memberId" AND p."fileState" IS DISTINCT FROM f."state";
  RETURN NULL;
END $$;
CREATE TRIGGER care_file_opened AFTER INSERT ON "care_file"
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION show_file_state();
CREATE TRIGGER care_file_changed AFTER UPDATE ON "care_file"
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION show_file_state();
CREATE FUNCTION forget_file_state() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE "person" p SET "fileState" = NULL FROM gone f WHERE p."id" = f."memberId";
  RETURN NULL;
END $$;
CREATE TRIGGER care_file_removed AFTER DELETE ON "care_file"
  REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION forget_file_state();
