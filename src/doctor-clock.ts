/** Looks of `npx bangfu doctor` at the time and the calendar. */
import { shanghaiDate } from './calendar/dates.ts';
import { clockSkewMs, skewLimitMs } from './clock-skew.ts';
import { systemClock } from './clock.ts';
import type { Connections } from './database.ts';
import { fine, note, wrong, type Finding } from './doctor-findings.ts';
import { festivalsWithoutDay } from './scheme/local-festivals.ts';
import { missingHolidayLists } from './scheme/workday-lists.ts';

interface Patient {
  readonly connections: Connections;
}

/** Several machines must agree on the time to the second: windows and quiet hours are decided by it. */
export async function lookAtClock({ connections: { db } }: Patient): Promise<Finding> {
  const skewMs = Math.abs(await clockSkewMs(db, systemClock()));
  if (skewMs < 5_000) return fine('时钟：本机与数据库一致');
  const stops = skewMs > skewLimitMs ? '，超过30秒：本机不再排计划、不再发提醒' : '';
  return wrong(
    `时钟：本机与数据库相差 ${Math.round(skewMs / 1000)} 秒${stops}`,
    '在两台机器上打开时间同步（chrony 或 ntpd）。',
  );
}

/** The year's days off, and festivals whose day nobody has entered: what is not known is not planned (R1, C1.1). */
export async function lookAtHolidays({ connections: { db } }: Patient): Promise<readonly Finding[]> {
  const today = shanghaiDate(systemClock().now());
  const years = await missingHolidayLists(db, today);
  const names = await festivalsWithoutDay(db, '', today);
  const lists =
    years.length === 0
      ? fine('节假日：国务院的放假安排都已收录')
      : note(
          `节假日：${years.join('、')} 年的国务院安排还没有收录，先按法定节日推算`,
          '安排公布后（一般在11月），请管理员在企业微信里回复“放假安排 年份：休 … 班 …”，或更新本软件。',
        );
  const festivals = names.map(name =>
    note(
      `节日：${name}接下来的日子还没有填，不会安排走访`,
      `请经办同志在企业微信里回复“节日 ${name} 某年某月某日”。`,
    ),
  );
  return [lists, ...festivals];
}
