/** Three ways of breaking the product, in the database alone: what the checker must see. */
import type { App } from '../../src/app.ts';

/** The unique key no longer knows two as the same: its text column is compared by an operator that finds nothing equal. */
export const withoutUniqueKey = ({ db }: App): Promise<void> =>
  inOrder(db, [
    `CREATE FUNCTION year_never(text, text) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT false'`,
    `CREATE FUNCTION year_order(text, text) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT CASE WHEN $1 < $2 THEN -1 ELSE 1 END'`,
    `CREATE OPERATOR === (LEFTARG = text, RIGHTARG = text, FUNCTION = year_never)`,
    `CREATE OPERATOR CLASS year_never_equal FOR TYPE text USING btree AS
      OPERATOR 1 <, OPERATOR 2 <=, OPERATOR 3 ===, OPERATOR 4 >=, OPERATOR 5 >, FUNCTION 1 year_order(text, text)`,
    `DROP INDEX "obligation_rule_subjectId_occurrence_ownerId_key"`,
    `CREATE UNIQUE INDEX ON obligation (rule, "subjectId", occurrence year_never_equal, "ownerId")`,
  ]);

/** No message has a last moment any more. */
export const withoutWindows = ({ db }: App): Promise<void> =>
  inOrder(db, [
    `CREATE FUNCTION year_no_end() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN NEW."notAfter" := NEW."notAfter" + interval '60 days'; RETURN NEW; END $$`,
    `CREATE TRIGGER year_no_end BEFORE INSERT ON outbound_message FOR EACH ROW EXECUTE FUNCTION year_no_end()`,
  ]);

/** A death ends nothing: the file stays in its state, and the duties stay open. */
export const withoutDeathCascade = ({ db }: App): Promise<void> =>
  inOrder(db, [
    `CREATE FUNCTION year_lives_on() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN IF NEW.state = 'deceased' THEN NEW.state := OLD.state; END IF; RETURN NEW; END $$`,
    `CREATE TRIGGER year_lives_on BEFORE UPDATE ON care_file FOR EACH ROW EXECUTE FUNCTION year_lives_on()`,
    `CREATE FUNCTION year_goes_on() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN IF NEW."closeReason" = 'death' THEN RETURN NULL; END IF; RETURN NEW; END $$`,
    `CREATE TRIGGER year_goes_on BEFORE UPDATE ON obligation FOR EACH ROW EXECUTE FUNCTION year_goes_on()`,
  ]);

async function inOrder(db: App['db'], statements: readonly string[]): Promise<void> {
  for (const statement of statements) await db.$executeRawUnsafe(statement);
}
