/** How another rule holds where a member is: for rules whose occurrences depend on it. */
import { Prisma } from '../../database.ts';
import { settingsFrom, type Variants } from './held.ts';
import type { Period, Rule } from './rule.ts';

/** How a rule holds all over the tree; by its defaults where the period knows of no settings. */
export const variantsIn = ({ settings = settingsFrom({ versions: [] }) }: Period, rule: Rule): Variants =>
  settings.variantsOf(rule);

/** The number of the place at which an organisation (its path) stands, as SQL: that of the nearest one upwards that has one, else 0. */
export function placeOf(path: Prisma.Sql, { places }: Variants): Prisma.Sql {
  if (places.length === 0) return Prisma.sql`0`;
  return Prisma.sql`COALESCE((
    SELECT known.variant FROM unnest(string_to_array(rtrim(${path}, '/'), '/')) WITH ORDINALITY AS up(id, depth)
    JOIN jsonb_to_recordset(${JSON.stringify(places)}::jsonb) AS known("organisationId" text, variant int)
      ON known."organisationId" = up.id
    ORDER BY up.depth DESC LIMIT 1), 0)`;
}
