/**
 * The data map (E-3, PIPL 13, 28, 55): for every column that is sealed what it is, what it is needed for, on which legal
 * ground it is kept and for how long. Whether a Party bureau may rely on a statutory duty is for its lawyer to say; where
 * consent can be had, consent is the ground. A sealed column that is not described here does not compile.
 */
import { sealedTables, type SealedColumnsOf, type SealedTableName } from '../vault/sealed-columns.ts';
import type { CodeOf, Labels } from './labels.ts';
import { isSensitive } from './sensitive-fields.ts';

/** 法律依据. To be confirmed by the bureau's lawyer. */
export const legalBases = {
  'separate-consent': ['单独同意（个人信息保护法第29条）'],
  'family-consent': ['家庭成员本人同意（第13条第1项、第29条）'],
  consent: ['本人同意（第13条第1项）'],
  'own-request': ['本人提出，为办他要办的事（第13条第1项）'],
  duty: ['履行帮扶职责，事先告知（第13条第3项、第34条，请法律顾问确认）'],
  'legal-duty': ['法定义务：安全审计、日志留存（第51条、网络安全法第21条）'],
} as const satisfies Labels;
export type LegalBasis = CodeOf<typeof legalBases>;

/** How long something is kept. */
export const keepingTimes = {
  consent: ['同意期间；撤回或到期当时删除'],
  file: ['关爱档案存续期间'],
  text: ['办完后按设定天数删除（默认180天）'],
  session: ['对话没办完期间'],
  week: ['送出或处理后7天删除'],
  trail: ['不少于6个月，长期留存，不可删改'],
} as const satisfies Labels;
export type KeepingTime = CodeOf<typeof keepingTimes>;

/** One sealed column, described. */
export interface DataMapEntry {
  /** What it is, in Chinese. */
  readonly what: string;
  readonly purpose: string;
  readonly basis: LegalBasis;
  readonly kept: KeepingTime;
}

type DataMap = {
  readonly [T in SealedTableName]: { readonly [C in SealedColumnsOf<T>]: DataMapEntry };
};

const as =
  (basis: LegalBasis, kept: KeepingTime) =>
  (what: string, purpose: string): DataMapEntry => ({ what, purpose, basis, kept });

const bySeparateConsent = as('separate-consent', 'consent');
const byFamilyConsent = as('family-consent', 'consent');
const byConsent = as('consent', 'consent');
const byDuty = as('duty', 'file');
const byOwnRequest = as('own-request', 'file');

/** Every sealed column. */
export const dataMap: DataMap = {
  person: { phone: byDuty('手机', '联系本人') },
  care_file: {
    idNumber: bySeparateConsent('身份证号', '办理补助时核对身份'),
    bankAccount: bySeparateConsent('银行卡号', '发放补助'),
    bankName: bySeparateConsent('开户银行', '发放补助'),
    health: bySeparateConsent('健康状况', '安排探望和照料'),
    disease: bySeparateConsent('病种', '安排探望和看病帮扶'),
    disability: bySeparateConsent('残疾情况', '安排照料和看病帮扶'),
    phone: byDuty('手机', '联系本人'),
    address: byDuty('住址', '上门走访'),
    children: byDuty('子女情况', '了解有没有人照料'),
    familyBurden: byDuty('家庭负担', '了解家庭困难'),
    emergencyContact: byDuty('紧急联系人', '出事时找得到家里人'),
    hardshipNote: byDuty('困难情况说明', '认定困难和安排帮扶'),
  },
  family_member: {
    name: byFamilyConsent('家庭成员姓名', '联系和帮扶家庭'),
    health: byFamilyConsent('家庭成员健康状况', '了解家庭困难'),
    note: byFamilyConsent('家庭成员备注', '了解家庭困难'),
  },
  survivor: { phone: byDuty('遗属电话', '继续慰问遗属'), note: byDuty('遗属备注', '继续慰问遗属') },
  consent: { note: byDuty('同意的说明', '证明同意是怎样给的') },
  four_nearby: { contactPhone: byConsent('就近联系人电话', '就近照应') },
  visit: {
    condition: byDuty('走访时的近况', '跟进帮扶'),
    findings: byDuty('走访发现的需求', '跟进帮扶'),
    goods: byDuty('慰问物品', '慰问登记'),
    followUp: byDuty('下一步', '跟进帮扶'),
    said: byDuty('走访原话', '核对走访记录'),
  },
  happening: { detail: byDuty('情况说明', '安排探望和帮扶') },
  hand_back: { reason: byDuty('不便前往的原因', '另外安排人去') },
  told_otherwise: { said: byDuty('另行通知的说明', '查清有没有通知到') },
  request: {
    detail: byOwnRequest('求助内容', '办理求助'),
    phone: byOwnRequest('求助时留的电话', '回电话'),
    outcomeNote: byOwnRequest('办理结果', '告知结果'),
  },
  request_note: { text: byOwnRequest('求助进展', '告知进展') },
  letter: {
    content: byDuty('帮扶责任书的各项内容', '明确三方责任'),
    text: byDuty('帮扶责任书全文', '明确三方责任'),
  },
  correction: {
    wish: byOwnRequest('更正要求', '更正档案'),
    answer: byOwnRequest('更正答复', '答复本人'),
  },
  inbound_message: { payload: as('own-request', 'text')('来信原文', '办理来信') },
  outbound_message: { body: as('duty', 'text')('去信原文', '通知和答复') },
  chat_session: { state: as('own-request', 'session')('没办完的对话', '接着办') },
  outgoing_file: { name: as('duty', 'week')('发出文件的名称', '把名册、责任书发给要它的人') },
  incoming_file: { name: as('duty', 'week')('收到文件的名称', '处理上传的名册') },
  export_order: { purpose: as('legal-duty', 'trail')('导出名册的用途', '查清为什么导出') },
  audit_entry: { detail: as('legal-duty', 'trail')('操作记录', '查清谁做了什么、看了什么') },
};

/** One line of the data map. */
export interface DataMapLine extends DataMapEntry {
  readonly table: SealedTableName;
  readonly column: string;
  /** 敏感个人信息 of PIPL 28. */
  readonly sensitive: boolean;
}

/** The whole map, line by line. */
export const dataMapLines = (): DataMapLine[] =>
  (Object.keys(sealedTables) as SealedTableName[]).flatMap(table =>
    Object.entries<DataMapEntry>(dataMap[table]).map(([column, entry]) => ({
      table,
      column,
      ...entry,
      sensitive:
        (table === 'care_file' && isSensitive(column)) || (table === 'family_member' && column === 'health'),
    })),
  );
