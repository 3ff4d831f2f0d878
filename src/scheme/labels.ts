/**
 * The scheme's enumerations: the code that is stored, the Chinese word people read, and the other words they write for it.
 * Each table is code → [label, synonym, …]; its order is the order of numbered choices.
 */

/** One enumeration: for each code its label, then the synonyms that are understood as well. */
export type Labels = Readonly<Record<string, readonly [label: string, ...synonyms: string[]]>>;

/** The codes of an enumeration. */
export type CodeOf<Table extends Labels> = keyof Table & string;

/** What a person may be in the scheme; one person may be several (S1-3.4b keeps clerk, approver and cashier apart). */
export const roles = {
  helper: ['帮扶人', '帮扶责任人', '联系人', '帮扶干部'],
  member: ['帮扶对象', '老干部', '困难党员', '对象'],
  family: ['代办人', '家属'],
  secretary: ['书记', '支部书记', '党支部书记'],
  leader: ['领导', '局领导', '分管领导'],
  clerk: ['经办', '经办人'],
  approver: ['审批', '审批人'],
  cashier: ['出纳'],
  supervisor: ['监督', '监督人', '监督员'],
  administrator: ['管理员', '系统管理员'],
} as const satisfies Labels;
export type Role = CodeOf<typeof roles>;

/** 组织的类别. */
export const organisationKinds = {
  'cadre-bureau': ['老干部局', '老干部工作局', '老干局'],
  committee: ['党委', '工委', '党工委', '党组'],
  'general-branch': ['总支', '党总支'],
  branch: ['支部', '党支部'],
  other: ['其他', '其它'],
} as const satisfies Labels;
export type OrganisationKind = CodeOf<typeof organisationKinds>;

/** 关爱档案的状态. */
export const careFileStates = {
  draft: ['草稿'],
  proposed: ['待认定'],
  enrolled: ['在册'],
  suspended: ['暂停'],
  recovered: ['脱困'],
  'moved-away': ['迁出'],
  deceased: ['去世', '亡故', '逝世', '已故', '病故'],
} as const satisfies Labels;
export type CareFileState = CodeOf<typeof careFileStates>;

/** 性别. */
export const sexes = { male: ['男'], female: ['女'] } as const satisfies Labels;
export type Sex = CodeOf<typeof sexes>;

/** 出生日期按哪种历法. */
export const birthCalendars = {
  solar: ['公历', '阳历', '新历'],
  lunar: ['农历', '阴历', '旧历'],
} as const satisfies Labels;
export type BirthCalendar = CodeOf<typeof birthCalendars>;

/** 离休 and 退休 are counted apart everywhere (S1-3.1b). */
export const retirementKinds = {
  veteran: ['离休', '离休干部'],
  retired: ['退休', '退休干部'],
  other: ['其他', '其它'],
} as const satisfies Labels;
export type RetirementKind = CodeOf<typeof retirementKinds>;

/** 原单位状况: all but "other" are within the scheme's scope (S1-2.2). */
export const formerUnitStatuses = {
  bankrupt: ['破产', '破产企业'],
  restructured: ['改制', '改制企业'],
  struggling: ['困难企业', '困难'],
  other: ['其他', '其它', '正常'],
} as const satisfies Labels;
export type FormerUnitStatus = CodeOf<typeof formerUnitStatuses>;

/** 婚姻. */
export const marriages = {
  married: ['已婚', '有配偶', '再婚'],
  widowed: ['丧偶'],
  divorced: ['离异', '离婚'],
  single: ['未婚'],
} as const satisfies Labels;
export type Marriage = CodeOf<typeof marriages>;

/** 居住情况. */
export const livings = {
  'with-children': ['与子女同住', '随子女', '随子女居住', '和子女同住'],
  couple: ['夫妻独居', '空巢', '夫妻同住', '夫妻独居(空巢)'],
  alone: ['独居', '单独居住'],
  'care-home': ['养老机构', '养老院', '敬老院'],
} as const satisfies Labels;
export type Living = CodeOf<typeof livings>;

/** 自理能力. */
export const selfCares = {
  independent: ['自理', '能自理', '完全自理', '生活自理'],
  partly: ['半失能', '半自理', '部分自理'],
  dependent: ['失能', '不能自理', '完全失能', '卧床'],
} as const satisfies Labels;
export type SelfCare = CodeOf<typeof selfCares>;

/** 困难类型: the five grounds of S1-2.1 first, then those of S3. */
export const hardshipKinds = {
  'low-pension': ['离退休费偏低', '退休费偏低', '离退休金偏低', '收入低'],
  'ill-health': ['体弱多病', '多病'],
  'spouse-without-income': ['配偶无收入', '配偶无工作'],
  'hard-living': ['生活确有困难', '生活困难'],
  'sudden-event': ['突发性事故', '家庭突发事故', '突发事件'],
  'limited-mobility': ['行动不便'],
  lonely: ['空巢独居', '空巢独居(精神慰藉)', '精神慰藉'],
  'care-needed': ['护理照料', '护理', '照料'],
  'children-jobless': ['子女就业', '子女下岗'],
  other: ['其他', '其它'],
} as const satisfies Labels;
export type HardshipKind = CodeOf<typeof hardshipKinds>;

/** The five grounds on which somebody may be enrolled (S1-2.1). */
export const enrolmentGrounds: readonly HardshipKind[] = [
  'low-pension',
  'ill-health',
  'spouse-without-income',
  'hard-living',
  'sudden-event',
];

/** 困难程度. */
export const hardshipLevels = {
  severe: ['特困', '特别困难', '特别'],
  considerable: ['比较困难', '比较'],
  ordinary: ['一般', '一般困难'],
} as const satisfies Labels;
export type HardshipLevel = CodeOf<typeof hardshipLevels>;

/** 困难原因: one main, at most three secondary. */
export const hardshipCauses = {
  'cannot-work': ['无劳动能力'],
  'not-employed': ['有劳动能力未就业', '未就业'],
  'laid-off': ['下岗失业', '下岗', '失业'],
  uninsured: ['未参加社保', '未参保'],
  'benefits-unpaid': ['社保待遇不到位'],
  'serious-illness': ['重特大疾病', '重病', '大病', '因病'],
  'natural-disaster': ['自然灾害', '因灾'],
  accident: ['意外事故', '意外'],
  'children-schooling': ['子女上学', '子女入学'],
  'lack-of-skill': ['缺技术'],
  'lack-of-capital': ['缺资金'],
  'medical-costs': ['高额自费医疗护理', '自费医疗', '护理费用高'],
  'widowed-alone': ['丧偶独居'],
  other: ['其他', '其它'],
} as const satisfies Labels;
export type HardshipCause = CodeOf<typeof hardshipCauses>;

/** 走访频次, the risk classes of regular contact. */
export const contactFrequencies = {
  weekly: ['每周', '每周一次', '一周一次', '周', '每星期'],
  monthly: ['每月', '每月一次', '一月一次', '月', '每个月'],
  quarterly: ['每季度', '每季', '每季度一次', '一季度一次', '季', '季度', '每三个月'],
} as const satisfies Labels;
export type ContactFrequency = CodeOf<typeof contactFrequencies>;

/** 走访方式 (S1-3.2b). */
export const visitWays = {
  home: ['上门', '入户', '家访', '登门'],
  hospital: ['医院', '到医院'],
  phone: ['电话', '打电话', '通话'],
  video: ['视频微信', '视频', '微信', '视频/微信'],
  meeting: ['座谈', '座谈会', '茶话会'],
  other: ['其他', '其它'],
} as const satisfies Labels;
export type VisitWay = CodeOf<typeof visitWays>;

/** 走访事由 (S3-3.5b 四必访, S5-4 五必访). */
export const occasions = {
  festival: ['节日慰问', '节日', '过节'],
  illness: ['生病住院', '住院', '生病', '看病'],
  discharge: ['出院回访', '出院'],
  birthday: ['生日', '祝寿'],
  hardship: ['困难帮扶', '困难', '求助'],
  mood: ['思想情绪', '意见建议', '谈心'],
  disaster: ['受灾意外', '受灾', '意外'],
  death: ['亡故慰问', '亡故', '去世', '吊唁'],
  routine: ['日常走访', '日常', '定期', '定期走访'],
  other: ['其他', '其它'],
} as const satisfies Labels;
export type Occasion = CodeOf<typeof occasions>;

/** 见到谁. */
export const metPeople = {
  member: ['本人'],
  family: ['家属', '家人', '子女', '老伴'],
  nobody: ['未见到', '没见到', '没人'],
} as const satisfies Labels;
export type MetPerson = CodeOf<typeof metPeople>;

/** Help of the spirit, material help, or both (S1-3.2b). */
export const helpKinds = {
  spirit: ['精神', '精神慰藉'],
  material: ['物质', '资金', '物资'],
  both: ['精神和物质', '两者', '都有'],
} as const satisfies Labels;
export type HelpKind = CodeOf<typeof helpKinds>;

/** 钱物的来源: out of whose purse a gift came. */
export const moneySources = {
  fund: ['帮扶资金', '慰问金', '单位'],
  'party-dues': ['党费'],
  union: ['工会经费', '工会'],
  donor: ['捐赠', '捐款'],
  own: ['个人出资', '自己掏钱'],
} as const satisfies Labels;
export type MoneySource = CodeOf<typeof moneySources>;

/** 情况 (S5-4). `despair` is never offered as a choice: it is understood from what somebody wrote. */
export const happeningKinds = {
  hospitalised: ['住院', '生病住院', '入院'],
  discharged: ['出院'],
  died: ['亡故', '去世', '逝世', '病逝'],
  disaster: ['受灾', '灾害'],
  accident: ['意外', '意外事故', '摔伤'],
  mood: ['思想情绪', '情绪'],
  conflict: ['家庭矛盾', '矛盾', '闹矛盾'],
  opinion: ['意见建议', '意见', '建议'],
  hardship: ['生产生活困难', '困难', '生活困难'],
  upheaval: ['家庭变故', '变故', '家里出了大事'],
  despair: ['情绪危急', '心理危机'],
} as const satisfies Labels;
export type HappeningKind = CodeOf<typeof happeningKinds>;

/** 求助类别: the five kinds of help (S2-3.1 … S2-3.5), and money. */
export const requestKinds = {
  mind: ['思想', '帮思想', '思想帮扶'],
  living: ['生活', '帮生活', '生活帮扶'],
  production: ['生产', '帮生产', '生产帮扶'],
  employment: ['就业', '帮就业', '就业帮扶'],
  information: ['信息', '帮信息', '信息帮扶'],
  money: ['资金', '钱', '困难补助', '资金补助'],
} as const satisfies Labels;
export type RequestKind = CodeOf<typeof requestKinds>;

/** 紧急程度. */
export const urgencies = {
  today: ['今天就要', '今天', '紧急', '马上', '很急'],
  'this-week': ['这几天', '本周', '这周', '一周内'],
  'no-hurry': ['不急', '不着急', '慢慢来'],
} as const satisfies Labels;
export type Urgency = CodeOf<typeof urgencies>;

/** 求助申请的状态. */
export const requestStates = {
  open: ['待接单', '待受理'],
  taken: ['办理中', '已接单'],
  closed: ['已办结'],
  withdrawn: ['已撤回'],
} as const satisfies Labels;
export type RequestState = CodeOf<typeof requestStates>;

/** 办理结果 (S1-1): only an outcome closes a request. */
export const outcomes = {
  solved: ['解决', '已解决'],
  partly: ['部分解决'],
  'passed-on': ['转办', '已转办'],
  impossible: ['无法解决', '解决不了'],
} as const satisfies Labels;
export type Outcome = CodeOf<typeof outcomes>;

/** The Chinese word for a code; an unknown code is shown as it is, none as ''. */
export function labelOf(table: Labels, code: string | null | undefined): string {
  if (code === null || code === undefined) return '';
  return table[code]?.[0] ?? code;
}

/** The words for several codes, joined by 、. */
export const labelsOf = (table: Labels, codes: readonly string[]): string =>
  codes.map(code => labelOf(table, code)).join('、');

/** The code for what somebody wrote: a label, a synonym or the code itself; spaces and full-width forms do not matter. */
export function codeOf<Table extends Labels>(table: Table, text: string): CodeOf<Table> | undefined {
  return wordsOf(table).get(plain(text));
}

const known = new WeakMap<Labels, ReadonlyMap<string, string>>();

/** Every word of a table with its code, worked out once. */
function wordsOf(table: Labels): ReadonlyMap<string, string> {
  const words =
    known.get(table) ??
    new Map(
      codesOf(table).flatMap(code =>
        [code, ...(table[code] ?? [])].map(word => [plain(word), code] as const),
      ),
    );
  known.set(table, words);
  return words;
}

/** All codes, in the order of numbered choices. */
export const codesOf = <Table extends Labels>(table: Table): CodeOf<Table>[] => Object.keys(table);

/** All labels, in the same order. */
export const labelList = (table: Labels): string[] => Object.values(table).map(([label]) => label);

/** Whether a stored string is one of the codes. */
export const isCode = <Table extends Labels>(table: Table, text: string): text is CodeOf<Table> =>
  Object.hasOwn(table, text);

const plain = (text: string): string => text.normalize('NFKC').replaceAll(/\s+/g, '').toLowerCase();
