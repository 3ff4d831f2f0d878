/** What all conversations share: how each is reached, how people are spoken of, and who is called. */
import { AppError } from '../src/errors.ts';
import { labelOf, roles } from '../src/scheme/labels.ts';
import type { Notice } from '../src/scheme/notices.ts';
import { staffFor } from '../src/scheme/organisations.ts';
import { addressOf, hasRole, type Person } from '../src/scheme/people.ts';
import { gentleTime } from '../src/scheme/quiet-hours.ts';
import type { BotContext, Telling } from './context.ts';

/** How people reach a conversation: what it is called, the whole messages that start it, and its place in the menu. */
export interface Entrance {
  readonly title: string;
  readonly words: readonly string[];
  /** Absent for what is reached by its words alone. */
  readonly menu?: { readonly group: string; readonly order: number };
}

/** The menu's three groups, in its order. */
export const menuGroups = ['走访', '求助', '更多'] as const;

const entrance = (
  group: (typeof menuGroups)[number],
  order: number,
  title: string,
  words: string,
): Entrance => ({ ...byWords(title, words), menu: { group, order } });

/** What has no place in the menu, which holds fifteen items. */
const byWords = (title: string, words: string): Entrance => ({ title, words: [title, ...words.split(' ')] });

/** Every conversation that is started by a word, by its name. */
export const entrances = {
  'record-visit': entrance('走访', 1, '记录走访', '走访 记走访 走访记录 写走访 登记走访 补录走访 走访登记'),
  'change-visit': byWords('改走访', '修改走访 更正走访 改走访记录 走访记错了 走访改一下'),
  'move-visit': byWords('走访记错人了', '记错人了 走访人记错了 改走访的人 走访的人记错了'),
  'my-members': entrance('走访', 2, '我的对象', '我的帮扶对象 对象 帮扶对象 我帮扶谁 我的老同志'),
  'my-tasks': entrance('走访', 3, '我的待办', '待办 我的任务 待办事项 应办事项 还有什么事 要办的事'),
  'report-happening': entrance('走访', 4, '报告情况', '报情况 报告 反映情况 上报情况 情况报告 报告一个情况'),
  'add-to-happening': byWords('补充情况', '补充一下 补充说明 情况补充'),
  'ask-for-help': entrance(
    '求助',
    1,
    '我要求助',
    '求助 我要帮助 我需要帮助 请帮忙 请帮帮我 帮帮我 帮我 救助 申请帮助 我要申请 求助申请 我有困难 有困难 我要帮忙 帮忙',
  ),
  'my-requests': entrance(
    '求助',
    2,
    '我的申请',
    '申请 我的求助 求助进度 申请进度 进度 查进度 办得怎么样了 我的事办了吗 我的事怎么样了 申请办得怎么样了',
  ),
  'who-comes': byWords('谁来看我', '谁来 今天谁来 我的帮扶人 帮扶人是谁 我的帮扶人是谁 谁来看望我'),
  'my-information': entrance(
    '求助',
    3,
    '我的信息',
    '我的资料 我的档案 你们记了我什么 记了我什么 都记了什么 看我的信息 谁看过我的信息 谁看过我的资料 隐私',
  ),
  'sign-letter': entrance('求助', 4, '责任书', '帮扶责任书 看责任书 签责任书 我的责任书 责任书签字'),
  pair: entrance('更多', 4, '结对', '结对帮扶 我要结对 新结对 安排帮扶人 结帮扶对子'),
  'agree-pairing': byWords(
    '帮扶内容',
    '填帮扶内容 补帮扶内容 改帮扶内容 帮扶项目 帮扶任务 帮扶目标 结对内容',
  ),
  'hand-over': byWords('移交', '移交对象 换帮扶人 更换帮扶人 交接'),
  unpair: byWords('解除结对', '结束结对 取消结对 解除帮扶'),
  'helper-leaves': byWords('帮扶人离岗', '帮扶人调动 帮扶人退休 帮扶人调走'),
  'take-leave': byWords('请假', '请假外出 我要请假 外出 出差 休假 登记请假 请假登记 我请假 怎么请假'),
  'end-leave': byWords('我回来了', '回来了 销假 取消请假 我销假 请假取消'),
  'hand-back': byWords('我不便前往', '不便前往 我去不了 去不了 走访不便'),
  excuse: byWords('免访', '登记免访 办理免访 申请免访 这次不用去'),
  'undo-excuse': byWords('撤销免访', '取消免访 恢复免访'),
  'answer-offer': byWords('回话', '我要回话'),
  'duty-history': byWords('催办记录', '催办进展 提醒记录 催办情况 走访进展'),
  'confirm-pairing': byWords('亲属结对', '看亲属结对 同意结对 不同意结对'),
  'record-signature': byWords('登记签字', '登记责任书签字 代签 登记代签 纸上签字'),
  digest: entrance('更多', 1, '简报', '看简报 汇总 情况汇总 统计 本周简报 本月简报 周报 月报 工作简报'),
  coverage: byWords(
    '走访情况',
    '覆盖 走访覆盖 覆盖情况 走访进度 走访统计 走访完成情况 还有谁没走访 谁还没走访',
  ),
  unreached: byWords('未送达名单', '未送达 没送到的 没联系上的 联系不上的 没通知到的 未送达人员'),
  'import-workbook': entrance('更多', 5, '导入导出', '导入 导入名册 导入名单 导入档案 上传名册'),
  'export-register': byWords('导出名册', '导出 导出名单'),
  help: entrance(
    '更多',
    2,
    '帮助',
    '功能 菜单 说明 你能做什么 你会什么 能干什么 你好 您好 在吗 在不在 有人吗 你好啊 早上好 上午好 下午好 晚上好',
  ),
  'care-file': entrance('更多', 3, '档案', '关爱档案 看档案 查档案 档案情况 帮扶档案 档案管理'),
  'change-care-file': byWords('改档案', '修改档案 更正档案 补档案 完善档案'),
  'open-care-file': byWords(
    '新建档案',
    '建档 建档案 新档案 新增档案 建立档案 新建一份档案 开档案 登记老同志',
  ),
  'review-care-files': byWords('复核', '档案复核 复核档案 要复核的档案 年度复核 该复核的档案 重新评估'),
  survey: byWords('摸底', '摸底情况 摸底进度 调查摸底 摸底调查'),
  standards: byWords('标准', '各项标准 查标准 看标准 认定标准'),
  'change-standard': byWords('改标准', '设置标准 修改标准 调整标准 定标准'),
  'local-festival': byWords('节日', '添加节日 新增节日 增加节日 改节日 修改节日 本地节日 民族节日'),
  holidays: byWords('放假安排', '节假日安排 调休安排 录入放假安排'),
  'undo-holidays': byWords('撤销放假安排', '取消放假安排'),
  rules: byWords('规则', '看规则 查规则 各项规则 走访规则 提醒规则 规则列表'),
  'rule-record': byWords('规则记录', '规则改动 规则变动 谁改过规则 规则修改记录'),
  'change-rule': byWords('改规则', '修改规则 调整规则 设置规则'),
  'change-file-state': byWords('档案状态', '改状态 认定 提请认定 暂停 脱困 迁出 恢复'),
} as const satisfies Record<string, Entrance>;

/** Whether somebody works for the scheme: everybody but members and relatives who are nothing else. */
export const isStaff = (person: Pick<Person, 'roles'>): boolean =>
  person.roles.some(role => role !== 'member' && role !== 'family');

/** Whether somebody is helped by the scheme or writes for one who is. */
export const isMemberOrFamily = (person: Pick<Person, 'roles'>): boolean =>
  hasRole(person, 'member', 'family');

/** A member for somebody who works for the scheme: 张老（张德厚）. Never used towards outsiders. */
export const memberInFull = (member: Pick<Person, 'name' | 'member'>, today: string): string =>
  `${addressOf(member, today)}（${member.name}）`;

/** The first `limit` characters; no character is cut in two. */
export const firstOf = (text: string, limit: number): string => [...text].slice(0, limit).join('');

/** “…”, on one line, no longer than `limit` characters, and without a full stop before the one that follows. */
export function quoted(text: string, limit = 80): string {
  const characters = [
    ...text
      .trim()
      .replaceAll(/\s+/g, ' ')
      .replace(/[。.，,；;]+$/u, ''),
  ];
  return `“${characters.length > limit ? `${characters.slice(0, limit).join('')}…` : characters.join('')}”`;
}

/** "，电话 139…", or nothing where none is known. */
export const phoneOf = ({ phone }: Pick<Person, 'phone'>, label = '电话'): string =>
  phone === null || phone.trim() === '' ? '' : `，${label} ${phone.trim()}`;

const hourMs = 60 * 60 * 1000;
/** Whom an alarm or an urgent word has not reached by then is to be phoned by somebody else. */
const windowHours: Readonly<Record<'alarm' | 'urgent' | 'notice', number>> = {
  alarm: 12,
  urgent: 24,
  notice: 48,
};

/** When a message written now may leave: not in quiet hours unless it is an alarm, and until when it still makes sense. */
export function timely(
  ctx: Pick<BotContext, 'now'>,
  purpose: keyof typeof windowHours,
): Required<Pick<Telling, 'purpose' | 'notBefore' | 'notAfter'>> {
  const notBefore = gentleTime(purpose, ctx.now);
  return { purpose, notBefore, notAfter: new Date(notBefore.getTime() + windowHours[purpose] * hourMs) };
}

/** Somebody of the staff and what they are called: 书记王强. */
export interface Called {
  readonly person: Person;
  readonly name: string;
}

/**
 * Who of the staff answers for an organisation when there is nobody nearer: the secretary, else the clerk, else the leader,
 * each the nearest upwards (S2-4.4a) whom messages reach; null when there is none but those in `except`.
 */
export async function staffToCall(
  { db }: Pick<BotContext, 'db'>,
  organisationId: string,
  except: readonly string[] = [],
): Promise<Called | null> {
  for (const role of ['secretary', 'clerk', 'leader'] as const) {
    const people = await staffFor(db, organisationId, role, { reachable: true });
    const person = people.find(each => !except.includes(each.id));
    if (person) return { person, name: `${labelOf(roles, role)}${person.name}` };
  }
  return null;
}

/** 帮扶人李明, 书记王强: somebody who was told about a member, for others. */
export function calledFor(person: Person, helper: Pick<Person, 'id'> | null): string {
  if (person.id === helper?.id) return `帮扶人${person.name}`;
  const role = (['secretary', 'leader', 'clerk'] as const).find(each => hasRole(person, each));
  return `${labelOf(roles, role)}${person.name}`;
}

/** Writes the scheme's notices; they leave if and only if the turn is kept. */
export async function tellAll(notices: readonly Notice[], { tell }: Pick<BotContext, 'tell'>): Promise<void> {
  for (const { personId, userId, ...message } of notices)
    await tell({ to: { id: personId, userId }, ...message });
}

/** Does the work; what the scheme refuses is said in the scheme's own calm words, anything else stays an error. */
export async function calmly<T>(work: () => Promise<T>, say: (sentence: string) => T): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof AppError && error.expose !== undefined) return say(error.expose);
    throw error;
  }
}
