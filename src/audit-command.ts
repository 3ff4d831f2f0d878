/** `bangfu audit verify [--head 单位:序号:码 …]`: whether the trail is as it was written (E-9). */
import type { Db } from './database.ts';
import { readHead, verifyTrail, type AuditFinding, type KeptHead } from './scheme/audit-check.ts';

const faults: Readonly<Record<AuditFinding['fault'], string>> = {
  changed: '内容被改动过',
  missing: '它前面的记录少了',
  moved: '接不上前一条，被挪动或替换过',
  shortened: '后面的记录被删掉了，核对码对应的这一条已经不在',
  rewritten: '和核对码对不上，整条链被重写过',
};

const usage = '请写 npx bangfu audit verify，要核对留存的核对码就加 --head 单位:序号:码（可以有几个）。';

/** Checks and says what it found; false when anything is wrong. */
export async function auditCommand(
  db: Db,
  args: readonly string[],
  say: (line: string) => void,
): Promise<boolean> {
  const [what, ...rest] = args;
  const lines = rest.filter(arg => arg !== '--head');
  if (what !== 'verify' || rest.some(arg => arg.startsWith('--') && arg !== '--head')) {
    say(usage);
    return false;
  }
  const kept: KeptHead[] = [];
  for (const line of lines) {
    const head = await readHead(db, line);
    if (!head) {
      say(`没有看懂核对码“${line}”，应像“云溪县委老干部局:128:1f2e3d4c5b6a7980”，单位名称要和库里一致。`);
      return false;
    }
    kept.push(head);
  }
  const { chains, entries, findings } = await verifyTrail(db, kept);
  for (const { name, seq, fault } of findings) say(`✘ ${name}：第${seq}条${faults[fault]}`);
  const checked = kept.length > 0 ? `，核对码${kept.length}个` : '';
  say(
    findings.length === 0
      ? `✔ ${chains}条链，共${entries}条记录${checked}，都完好。`
      : `${chains}条链，共${entries}条记录${checked}，有${findings.length}条链不对，请保留现场并报告监督部门。`,
  );
  return findings.length === 0;
}
