/** Makes a register somebody ordered, sends it to them as a file, and writes into the trail what it was for (E-16). */
import { shanghaiDate } from '../src/calendar/dates.ts';
import { dateText } from '../src/calendar/format.ts';
import { inTransaction, type Db } from '../src/database.ts';
import { writeWorkbook } from '../src/documents/workbook.ts';
import { mayExport } from '../src/scheme/access.ts';
import {
  markOrderHandled,
  mayExportUnmasked,
  noteOrderFailure,
  takeExportOrder,
  type TakenOrder,
} from '../src/scheme/export-orders.ts';
import { logExport } from '../src/scheme/exports.ts';
import { labelOf } from '../src/scheme/labels.ts';
import { registers } from '../src/scheme/labels/registers.ts';
import { findPerson, type Person } from '../src/scheme/people.ts';
import { makeRegister } from '../src/scheme/registers.ts';
import type { JobContext, JobHandler } from './context.ts';

const xlsxType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
/** After so many failures an order is set aside and whoever ordered it is told. */
const maxAttempts = 5;
const longestMs = 5 * 60_000;
const backoffMs = (attempts: number): number => Math.min(5 * 60_000, 5_000 * 2 ** attempts);

export const exportRegister: JobHandler<'export-register'> = async ({ orderId }, context) => {
  const { db, clock, log } = context;
  try {
    await inTransaction(db, tx => fulfil(tx, orderId, context), {
      timeout: longestMs,
      isolationLevel: 'RepeatableRead',
    });
  } catch (error) {
    const attempts = await noteOrderFailure(db, clock, orderId, backoffMs(1));
    log.error({ err: error, orderId, attempts }, 'register not made');
    if (attempts >= maxAttempts) await inTransaction(db, tx => setAside(tx, orderId, context));
  }
};

async function fulfil(tx: Db, orderId: string, context: JobContext): Promise<void> {
  const order = await takeExportOrder(tx, orderId);
  if (!order) return;
  const person = await findPerson(tx, order.personId);
  const refusal = !person?.userId ? 'no-account' : stillMay(person, order) ? undefined : 'no-longer-allowed';
  if (person && !refusal) await send(tx, order, person, context);
  await markOrderHandled(tx, context.clock, order.id, refusal);
}

/** Who may export is asked again when the file is made: a role may have been taken away meanwhile. */
const stillMay = (person: Person, { masked }: TakenOrder): boolean =>
  mayExport(person) && (masked || mayExportUnmasked(person));

async function send(tx: Db, order: TakenOrder, person: Person, { clock, outbox }: JobContext): Promise<void> {
  const { register, masked, purpose } = order;
  const { sheets, people } = await makeRegister(tx, register, { viewer: person, clock, masked });
  const today = shanghaiDate(clock.now());
  const title = labelOf(registers, register);
  const about = `${person.name} ${today} 导出，用途：${purpose}`;
  const bytes = await writeWorkbook(sheets, { about: aboutRows(about, masked) });
  await logExport(tx, clock, person, {
    purpose,
    counts: { [title]: people },
    about: { register, masked, orderId: order.id },
  });
  const kept = masked ? '号码和住址都遮住了。' : '里面是完整的号码和住址，请妥善保管，用完删除。';
  await outbox.queue(tx, {
    to: person.userId ?? '',
    purpose: 'answer',
    text: `${title}做好了，共${people}人，截至${dateText(today)}。${kept}`,
    file: { name: `${title}-${today}.xlsx`, contentType: xlsxType, bytes },
    dedupeKey: `export:${order.id}`,
  });
}

const aboutRows = (about: string, masked: boolean): string[] => [
  about,
  masked ? '号码、住址和健康状况已遮盖。' : '含完整的个人信息：限本次用途使用，不得转发，用完删除。',
];

async function setAside(tx: Db, orderId: string, { clock, outbox }: JobContext): Promise<void> {
  const order = await takeExportOrder(tx, orderId);
  const person = order && (await findPerson(tx, order.personId));
  if (!order || (await markOrderHandled(tx, clock, orderId, 'gave-up')) !== 1 || !person?.userId) return;
  await outbox.queue(tx, {
    to: person.userId,
    purpose: 'answer',
    text: `抱歉，${labelOf(registers, order.register)}没能做出来，已经记下。请过一会儿再导出一次；还是不行，请告诉管理员。`,
    dedupeKey: `export-gave-up:${orderId}`,
  });
}
