/**
 * The text of a 帮扶责任书 (S5-3c: 方向 责任 项目 预期目标; D3b: 措施, 频次, promises, change and end), made of facts alone: the same
 * facts give the same words, and so the same hash. No illness, income or number of the member stands in it (E-1, E-4).
 */
import { dateParts, type IsoDate } from '../../calendar/dates.ts';
import type { Block, OfficialDocument, Signature } from '../../documents/official-document.ts';
import { labelOf } from '../labels.ts';
import { letterParties, signatureWays, type LetterParty, type SignatureWay } from '../labels/pairing.ts';

/** What a letter is made of. */
export interface LetterFacts {
  /** 云老责〔2026〕3号. */
  readonly number: string;
  readonly version: number;
  /** `headId` signs for it; anybody else above the member does so in their place. */
  readonly branch: { readonly name: string; readonly head: string; readonly headId: string };
  readonly helper: {
    readonly name: string;
    readonly unit: string;
    readonly title: string | null;
    readonly phone: string | null;
  };
  readonly member: { readonly name: string; readonly unit: string };
  readonly from: IsoDate;
  /** Last day; as long as the pairing lasts when null. */
  readonly to: IsoDate | null;
  readonly direction: string | null;
  readonly project: string;
  readonly task: string;
  readonly goal: string;
  readonly frequency: string | null;
}

const heading = (text: string): Block => ({ type: 'heading', level: 1, text });
const paragraph = (text: string): Block => ({ type: 'paragraph', text });
const item = (text: string): Block => ({ type: 'item', text });

/** The letter as a document, unsigned: `documentText` of it is what is signed. */
export function letterDocument(facts: LetterFacts): OfficialDocument {
  const version = facts.version === 1 ? '' : `（第${facts.version}版）`;
  return {
    kind: 'agreement',
    number: `编号：${facts.number}${version}`,
    title: '帮扶责任书',
    blocks: [
      ...parties(facts),
      ...agreed(facts),
      ...measures(facts),
      ...promises,
      ...changes,
      { type: 'signatures', signatures: signaturesOf(facts) },
    ],
  };
}

const parties = ({ branch, helper, member }: LetterFacts): Block[] => [
  paragraph(`甲方（党支部）：${branch.name}，负责人：${branch.head}`),
  paragraph(
    `乙方（帮扶人）：${helper.name}，${helper.unit}${helper.title ?? ''}${helper.phone === null ? '' : `，联系电话：${helper.phone}`}`,
  ),
  paragraph(`丙方（帮扶对象）：${member.name}，${member.unit}`),
  paragraph(
    '为落实困难党员、困难老同志结对帮扶制度，明确帮扶的方向、责任、项目和预期目标，三方商定，签订本责任书。',
  ),
];

/** 期限 方向 责任 项目 预期目标. */
const agreed = ({ from, to, direction, project, task, goal }: LetterFacts): Block[] => [
  heading('帮扶期限'),
  paragraph(
    to === null ? `自${dayText(from)}起，到结对结束之日止。` : `自${dayText(from)}起，到${dayText(to)}止。`,
  ),
  heading('帮扶方向'),
  paragraph(sentence(direction ?? project)),
  heading('帮扶责任'),
  paragraph('甲方是帮扶责任单位，书记负总责，督促落实帮扶措施，协调解决单靠个人办不了的困难。'),
  paragraph(
    '乙方经常走访联系丙方，从精神、物质等方面帮扶，有什么困难就帮着解决什么困难；丙方的个人情况和家事，不对外人说。',
  ),
  heading('帮扶项目和任务'),
  paragraph(`项目：${sentence(project)}`),
  paragraph(`任务：${sentence(task)}`),
  heading('预期目标'),
  paragraph(sentence(goal)),
];

/** 五帮 (S2-3), and how often somebody comes (S5-4). */
const measures = ({ frequency }: LetterFacts): Block[] => [
  heading('帮扶措施'),
  item('帮思想：常见面、常谈心，了解思想状况，鼓励自力更生。'),
  item('帮生活：帮着解决看病、照料、居家等实际困难。'),
  item('帮生产：在发展生产、经营上遇到困难，帮着联系服务。'),
  item('帮就业：本人或子女需要找工作，帮着联系培训和岗位。'),
  item('帮信息：及时告知有关政策、待遇和办理的方法。'),
  paragraph(
    `走访频次：${frequency === null ? '' : sentence(frequency)}重大节日、生病住院、家里有事、遇到困难、有意见建议时必访。`,
  ),
];

/** What the member promises (D3b). */
const promises: readonly Block[] = [
  heading('丙方的承诺'),
  item('如实反映自己和家庭的情况，有变化及时告知。'),
  item('收到的帮扶款物按说好的用途使用。'),
  item('力所能及的事自己做，和乙方一起想办法克服困难。'),
];

const changes: readonly Block[] = [
  heading('变更和终止'),
  item('内容需要修改的，由三方重新签订；更换帮扶人的，重新签订责任书。'),
  item('结对结束、丙方去世或者迁出的，本责任书自行终止，不需要再办手续。'),
  item('三方都签订之日起生效。用手机确认签订与在纸上签名，效力相同。'),
];

const dayText = (day: IsoDate): string => {
  const { year, month, day: date } = dateParts(day);
  return `${year}年${month}月${date}日`;
};

/** Ends in a full stop, whatever people wrote. */
const sentence = (text: string): string => `${text.trim().replace(/[。.；;，,\s]+$/u, '')}。`;

/** One party's signature, as the paper shows it. */
export interface Signed {
  readonly party: LetterParty;
  readonly way: SignatureWay;
  readonly on: IsoDate;
  /** Who signed in the party's place. */
  readonly proxy?: string;
}

/** The three parties, with what each has signed so far. */
export const signaturesOf = (
  { branch, helper, member }: Pick<LetterFacts, 'branch' | 'helper' | 'member'>,
  signed: readonly Signed[] = [],
): Signature[] =>
  (Object.keys(letterParties) as LetterParty[]).map(party => {
    const own = signed.find(each => each.party === party);
    const name = { branch: branch.name, helper: helper.name, member: member.name }[party];
    return { party: labelOf(letterParties, party), name, ...(own ? { signed: signedAs(own) } : {}) };
  });

const signedAs = ({ way, on, proxy }: Signed) => ({
  how: labelOf(signatureWays, way),
  date: on,
  ...(proxy === undefined ? {} : { proxy }),
});

/** The paper with these signatures in the place of the empty lines. */
export const withSignatures = (
  document: OfficialDocument,
  signatures: readonly Signature[],
): OfficialDocument => ({
  ...document,
  blocks: document.blocks.map(block => (block.type === 'signatures' ? { ...block, signatures } : block)),
});
