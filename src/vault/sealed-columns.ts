/**
 * Every column that is kept sealed, by table: the data map's source. `index` names the column of its keyed blind index,
 * where exact search is needed; `key` the column whose value binds a sealed value to its row, `findBy` the one by which the
 * row is found where `key` has no database index.
 *
 * A sealed column is `bytea` in the database and `Bytes` in schema.prisma, so nothing can search in it, sort by it or take
 * it for text; a test keeps this list equal to the columns that the schema marks with `@sealed`.
 */
interface SealedTable {
  readonly key: string;
  readonly findBy?: string;
  readonly columns: Readonly<Record<string, { readonly index?: string }>>;
}

const plain = {} as const;

export const sealedTables = {
  person: { key: 'id', columns: { phone: { index: 'phoneIndex' } } },
  care_file: {
    key: 'memberId',
    columns: {
      idNumber: { index: 'idNumberIndex' },
      phone: { index: 'phoneIndex' },
      address: { index: 'addressIndex' },
      bankAccount: { index: 'bankAccountIndex' },
      bankName: plain,
      health: plain,
      disease: plain,
      disability: plain,
      children: plain,
      familyBurden: plain,
      emergencyContact: plain,
      hardshipNote: plain,
    },
  },
  family_member: { key: 'id', columns: { name: plain, health: plain, note: plain } },
  survivor: { key: 'id', columns: { phone: { index: 'phoneIndex' }, note: plain } },
  consent: { key: 'id', columns: { note: plain } },
  four_nearby: { key: 'id', columns: { contactPhone: plain } },
  visit: {
    key: 'id',
    columns: { condition: plain, findings: plain, goods: plain, followUp: plain, said: plain },
  },
  happening: { key: 'id', columns: { detail: plain } },
  hand_back: { key: 'id', columns: { reason: plain } },
  told_otherwise: { key: 'id', columns: { said: plain } },
  request: { key: 'id', columns: { detail: plain, phone: plain, outcomeNote: plain } },
  request_note: { key: 'sealKey', findBy: 'id', columns: { text: plain } },
  letter: { key: 'id', columns: { text: plain, content: plain } },
  correction: { key: 'id', columns: { wish: plain, answer: plain } },
  inbound_message: { key: 'dedupeKey', columns: { payload: plain } },
  outbound_message: { key: 'sealKey', findBy: 'id', columns: { body: plain } },
  outgoing_file: { key: 'id', columns: { name: plain } },
  incoming_file: { key: 'id', columns: { name: plain } },
  chat_session: { key: 'sender', columns: { state: plain } },
  export_order: { key: 'id', columns: { purpose: plain } },
  audit_entry: { key: 'id', columns: { detail: plain } },
} as const satisfies Record<string, SealedTable>;

export type SealedTableName = keyof typeof sealedTables;
/** The sealed columns of a table. */
export type SealedColumnsOf<T extends SealedTableName> = keyof (typeof sealedTables)[T]['columns'] & string;
/** `table.column` of any sealed column. */
export type SealedColumn = { [T in SealedTableName]: `${T}.${SealedColumnsOf<T>}` }[SealedTableName];

/** The columns of a table with the name of their blind index, if they have one. */
export const columnsOf = (
  table: SealedTableName,
): readonly (readonly [column: string, index: string | undefined])[] =>
  Object.entries<{ readonly index?: string }>(sealedTables[table].columns).map(([column, { index }]) => [
    column,
    index,
  ]);

/** The column by which a row of the table is found fast. */
export const findBy = (table: SealedTableName): string => {
  const { key, findBy: other }: SealedTable = sealedTables[table];
  return other ?? key;
};
