/** The fields of D1 that stand behind the workbook's fixed columns: how each is called, read and shown. A new one is one line. */
import {
  birthSources,
  lowIncomes,
  mobilities,
  residences,
  surveyResults,
  targetGroups,
  urgentNeedKinds,
} from '../labels/care-file.ts';
import { choice, choices, date, dayOrMonth, money, text, yesNo, type StoredCell } from '../workbook/cells.ts';
import { evidenceOf, evidenceText, readEvidence, storedEvidence } from './evidence.ts';

const field = <C extends object>(title: string, cell: C) => ({ title, ...cell, extra: true as const });
const startingWith = <T, Empty>(empty: Empty, cell: StoredCell<T, unknown>): StoredCell<T, Empty> => ({
  ...cell,
  empty,
});

/** 体弱多病：去年住院三次；其他：… */
const evidence: StoredCell<string> = {
  ...text(1000),
  read: given => {
    const reading = text(1000).read(given);
    return 'complaint' in reading ? reading : { value: storedEvidence(readEvidence(given)) ?? '' };
  },
  show: stored => evidenceText(evidenceOf(stored)),
};

/** The fields. 家庭负担 (啃老) is not among them: it stays in the file and leaves it in no table (S3-2.4). */
export const extraCareFileFields = {
  targetGroup: field('对象类别', startingWith('retired-cadre-member', choice(targetGroups))),
  fileNumber: field('档案编号', text(40)),
  ethnicity: field('民族', text(20)),
  birthSource: field('出生日期依据', choice(birthSources)),
  retiredOn: field('离退休时间', dayOrMonth),
  startedWorkOn: field('参加工作时间', dayOrMonth),
  formerPost: field('原职务', text(100)),
  partyRelationsAt: field('组织关系所在地', text(100)),
  honours: field('荣誉', text(200)),
  residence: field('居住地', choice(residences)),
  emergencyContact: field('紧急联系人', text(100)),
  otherIncomeFen: field('家庭其他年收入', money),
  lowIncome: field('低保', choice(lowIncomes)),
  insurance: field('医保', text(100)),
  housing: field('住房', text(100)),
  fixedCostsFen: field('月刚性支出', money),
  debtFen: field('负债', money),
  bankName: field('开户银行', text(60)),
  bankAccount: field('银行账号', text(40)),
  disease: field('病种', text(200)),
  disability: field('残疾情况', text(100)),
  mobility: field('行动', choice(mobilities)),
  longAbsent: field('长期不参加活动', startingWith(false, yesNo)),
  hardshipNote: field('困难说明', evidence),
  temporary: field('暂时困难', startingWith(false, yesNo)),
  reassessOn: field('重新评估日期', date),
  canSelfHelp: field('有自救能力', yesNo),
  noneEmployed: field('零就业家庭', yesNo),
  policiesEnjoyed: field('已享受政策', text(200)),
  urgentNeedKinds: field('急需帮助类别', choices(urgentNeedKinds)),
  exceptionReason: field('例外理由', text(200)),
  surveyResult: field('摸底结果', choice(surveyResults)),
  surveyedOn: field('摸底日期', date),
  recognisedOn: field('认定日期', date),
} as const;
