/** Zips with nothing in their entries, for tests that look at names only. */

/** A zip with empty entries of these names, stored, and a comment at its end. */
export function zipOf(names: readonly string[], comment = ''): Buffer {
  const entries = names.map(name => Buffer.from(name, 'utf8'));
  const locals = entries.map(name => Buffer.concat([record(0x04034b50, 30, [[26, name.length]]), name]));
  const directory = entries.map(name => Buffer.concat([record(0x02014b50, 46, [[28, name.length]]), name]));
  const body = Buffer.concat(locals);
  const list = Buffer.concat(directory);
  const note = Buffer.from(comment, 'utf8');
  const end = record(0x06054b50, 22, [
    [8, names.length],
    [10, names.length],
    [20, note.length],
  ]);
  end.writeUInt32LE(list.length, 12);
  end.writeUInt32LE(body.length, 16);
  return Buffer.concat([body, list, end, note]);
}

function record(
  signature: number,
  size: number,
  fields: readonly (readonly [at: number, value: number])[],
): Buffer {
  const bytes = Buffer.alloc(size);
  bytes.writeUInt32LE(signature, 0);
  for (const [at, value] of fields) bytes.writeUInt16LE(value, at);
  return bytes;
}
