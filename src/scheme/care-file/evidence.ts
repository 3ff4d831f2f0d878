/** What each ground stands on (S1-2.1), kept as one sealed note: ground → words. */
import { codeOf, hardshipCauses, hardshipKinds, labelOf } from '../labels.ts';

/** Notes by ground (a code of 困难类型 or 困难原因), and `general` for what belongs to none. */
export type Evidence = Readonly<Record<string, string>>;

/** What belongs to no single ground. */
export const general = 'general';

/** The notes in a stored `hardshipNote`; words that were never split by ground are the general one. */
export function evidenceOf(note: string | null | undefined): Evidence {
  const text = note?.trim() ?? '';
  if (text === '') return {};
  return fromJson(text) ?? { [general]: text };
}

function fromJson(text: string): Evidence | undefined {
  if (!text.startsWith('{')) return undefined;
  try {
    const entries = Object.entries(JSON.parse(text) as Record<string, unknown>);
    return Object.fromEntries(
      entries.filter(
        (entry): entry is [string, string] => typeof entry[1] === 'string' && entry[1].trim() !== '',
      ),
    );
  } catch {
    return undefined;
  }
}

/** How notes are stored; null for none. */
export const storedEvidence = (evidence: Evidence): string | null =>
  Object.keys(evidence).length === 0 ? null : JSON.stringify(evidence);

/** With another note for one ground; an empty one takes it away. */
export function withEvidence(evidence: Evidence, ground: string, words: string): Evidence {
  const rest = Object.entries(evidence).filter(([each]) => each !== ground);
  return Object.fromEntries(words.trim() === '' ? rest : [...rest, [ground, words.trim()]]);
}

const labelOfGround = (ground: string): string => {
  const kind = labelOf(hardshipKinds, ground);
  return kind === ground ? labelOf(hardshipCauses, ground) : kind;
};

/** 体弱多病：去年住院三次；借款两万元 — as people read and write it. */
export const evidenceText = (evidence: Evidence): string =>
  Object.entries(evidence)
    .map(([ground, words]) => (ground === general ? words : `${labelOfGround(ground)}：${words}`))
    .join('；');

/** 体弱多病（去年住院三次）；借款两万元 — as it is read in a file, where the name of the field stands before it. */
export const evidenceInWords = (evidence: Evidence): string =>
  Object.entries(evidence)
    .map(([ground, words]) => (ground === general ? words : `${labelOfGround(ground)}（${words}）`))
    .join('；');

/** Reads what `evidenceText` writes; a part that names no ground is general. */
export function readEvidence(text: string): Evidence {
  let evidence: Evidence = {};
  for (const part of text.split(/[；;\n]/u).map(each => each.trim())) {
    const [, name = '', words = ''] = /^([^：:]{2,10})[：:]\s*(.+)$/su.exec(part) ?? [];
    const ground = codeOf(hardshipKinds, name) ?? codeOf(hardshipCauses, name);
    const before = evidence[ground ?? general];
    const added = ground === undefined ? part : words;
    evidence = withEvidence(
      evidence,
      ground ?? general,
      before === undefined ? added : `${before}，${added}`,
    );
  }
  return evidence;
}
