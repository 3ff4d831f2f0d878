/**
 * 同意 (E-2): consents that were given on paper or before a witness come with the roster; a cell that needs one is stored only
 * while one holds. The sheet is optional. An import adds consents and never takes one back or brings one back.
 */
import { randomUUID } from 'node:crypto';
import { consentText, holds, isSensitive, lastDayOf, sensitiveWords } from '../consents.ts';
import type { ConsentScope } from '../labels/privacy.ts';
import type { SensitiveField } from '../sensitive-fields.ts';
import { noFile, type Directory } from './directory.ts';
import { Once, rowsOf, type Plan } from './plan.ts';
import { isBlank } from './read-rows.ts';
import { careFileFields, sheetNames, type CareFileRow, type ConsentRow } from './sheets.ts';
import type { ConsentState } from './tables.ts';

/** Works out which consents are new: the same member's for the same thing on the same day is one, however often it is written. */
export async function planConsents(
  plan: Plan,
  directory: Directory,
  rows: readonly ConsentRow[],
): Promise<void> {
  const { world } = plan;
  const known = new Map(world.consents.all().map(consent => [keyOf(consent), consent]));
  const once = new Once();
  for await (const row of rowsOf(plan, rows)) {
    const given = givenIn(plan, directory, row, known);
    if (!given) continue;
    const key = keyOf(given);
    const first = once.first(key, row.number);
    if (first !== undefined) {
      plan.problems.error(row.at('name'), {
        message: `同一份同意在第${first}行已经写过。`,
        advice: '请只保留一行。',
      });
      continue;
    }
    const stored = known.get(key);
    if (stored?.withdrawnAt)
      plan.problems.warning(row.at('givenOn'), {
        message: '这份同意后来撤回了，没有恢复。',
        advice: '重新取得同意的，请写新的日期。',
      });
    const { id } = world.consents.put(stored ?? given);
    plan.outcomes.push({ sheet: sheetNames.consents, row: row.number, drafts: world.consents, id });
  }
}

type Key = Pick<ConsentState, 'memberId' | 'scope' | 'givenOn'>;
const keyOf = ({ memberId, scope, givenOn }: Key): string => `${memberId} ${scope} ${givenOn}`;

function givenIn(
  plan: Plan,
  directory: Directory,
  row: ConsentRow,
  known: ReadonlyMap<string, ConsentState>,
): ConsentState | undefined {
  const { problems, world, today } = plan;
  const identified = directory.identify(row.values, field => row.at(field));
  if (!identified) return undefined;
  const { known: person, name } = identified;
  if (!person || !world.careFiles.get(person.id))
    return void problems.error(row.at('name'), noFile(directory, name));
  if (person.name !== name)
    return void problems.error(row.at('name'), {
      message: `这个账号登记的是“${person.name}”，这里写的是“${name}”。`,
      advice: '请核对账号。',
    });
  const { scope, way, givenOn, witness } = row.values;
  if (isBlank(scope) || isBlank(way) || isBlank(givenOn)) {
    const field = isBlank(scope) ? 'scope' : isBlank(way) ? 'way' : 'givenOn';
    return void problems.error(row.at(field), {
      message: '同意事项、方式、日期都要填。',
      advice: '例如：健康、证件和银行卡，签字照片，2026-09-10。',
    });
  }
  if (givenOn > today)
    return void problems.error(row.at('givenOn'), {
      message: `同意的日期${givenOn}还没有到。`,
      advice: '请核对日期。',
    });
  if (way === 'witness' && isBlank(witness))
    return void problems.error(row.at('witness'), {
      message: '口头同意没有写见证人。',
      advice: '请写明谁在场见证。',
    });
  if (way === 'chat' && !known.has(keyOf({ memberId: person.id, scope, givenOn })))
    return void problems.error(row.at('way'), {
      message: '微信确认要本人在聊天里自己回复，不能从表里导入。',
      advice: '纸上签字的写“签字照片”，口头同意的写“见证人”。',
    });
  return consentOf(person.id, scope, way, givenOn, witness ?? null);
}

function consentOf(
  memberId: string,
  scope: ConsentScope,
  way: string,
  givenOn: string,
  note: string | null,
): ConsentState {
  const text = consentText(scope);
  return {
    id: randomUUID(),
    memberId,
    scope,
    textVersion: text.version,
    textHash: text.hash,
    way,
    note,
    givenOn,
    expiresOn: lastDayOf(givenOn, text),
    withdrawnAt: null,
  };
}

/** Leaves out the sensitive cells of members without a consent, and says which; what is stored already stays as it is. */
export function lockSensitive(plan: Plan, rows: readonly CareFileRow[]): void {
  const { world, outcomes, today } = plan;
  const consenting = new Set(
    world.consents
      .all()
      .flatMap(consent => (consent.scope === 'sensitive' && holds(consent, today) ? [consent.memberId] : [])),
  );
  const byNumber = new Map(rows.map(row => [row.number, row]));
  for (const { sheet, row: number, id } of outcomes) {
    const row = sheet === sheetNames.careFiles ? byNumber.get(number) : undefined;
    if (row && !consenting.has(id)) lock(plan, row, id);
  }
}

/** Sensitive fields that the sheet 关爱档案 has a column for. */
type Written = SensitiveField & keyof typeof careFileFields;
const written = Object.keys(careFileFields).filter(isSensitive) as Written[];

function lock({ world, problems }: Plan, row: CareFileRow, id: string): void {
  const file = world.careFiles.get(id);
  const stored = world.careFiles.stored(id);
  const filled = written.filter(
    field => !isBlank(file?.[field]) && file?.[field] !== (stored?.[field] ?? null),
  );
  const [first] = filled;
  if (!file || first === undefined) return;
  const kept = Object.fromEntries(filled.map(field => [field, stored?.[field] ?? null]));
  world.careFiles.put({ ...file, ...kept });
  problems.warning(row.at(first), {
    message: `没有同意记录，${sensitiveWords(filled)}没有存入。`,
    advice: '取得同意后，在“同意”表里写上一行，再导入一次。',
  });
}
