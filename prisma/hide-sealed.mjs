// Takes the fields that schema.prisma marks with `@sealed` out of what the generated client offers to search and sort by:
// encrypted bytes never equal what is looked for, and their order means nothing, so either is a mistake that must not compile.
// (Exact search goes through a field's …Index; whether something is there is asked of the opened row.)
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The sealed fields of each model that has some. */
export function sealedFields(schema) {
  const found = new Map();
  for (const [, model, body] of schema.matchAll(/^model (\w+) \{\n(.*?)^\}/gms)) {
    const fields = [...body.matchAll(/((?:^ *\/\/\/.*\n)+) *(\w+) /gm)]
      .filter(([, comment]) => /@sealed\b/.test(comment))
      .map(([, , field]) => field);
    if (fields.length > 0) found.set(model, fields);
  }
  return found;
}

const searching =
  /^export type \w*(?:Where|WhereUnique|ScalarWhere|ScalarWhereWithAggregates|OrderBy\w*)Input = .*?^\}/gms;

/** A generated model without its sealed fields in filters and sort orders. Throws where there was nothing to take out. */
export function hideIn(source, fields) {
  const line = new RegExp(`^  (?:${fields.join('|')})\\?: .*\\n`, 'gm');
  const hidden = new Set();
  const result = source.replace(searching, type =>
    type.replace(line, text => {
      hidden.add(text.trim().split('?')[0]);
      return '';
    }),
  );
  const missed = fields.filter(field => !hidden.has(field));
  if (missed.length > 0)
    throw new Error(`the generated client does not look as expected: ${missed.join(', ')}`);
  return result;
}

/** Rewrites the generated models under `folder`. */
export function hideSealed(schema, folder) {
  for (const [model, fields] of sealedFields(schema)) {
    const file = join(folder, 'models', `${model}.ts`);
    writeFileSync(file, hideIn(readFileSync(file, 'utf8'), fields));
  }
}
