import { byteLength, isRecord, PlatformError } from './answers.ts';

const TEXT_LIMIT = 2048;
const MEDIA_TYPES = new Set(['image', 'voice', 'video', 'file']);
const CARD_TYPES = new Set([
  'text_notice',
  'news_notice',
  'button_interaction',
  'vote_interaction',
  'multiple_interaction',
]);

/** What a phone will show of one message/send request. */
export interface Showing {
  msgtype: string;
  text: string;
  truncated?: true;
  mediaId?: string;
  /** Cards that answer: the platform gives a response_code for these. */
  interactive?: true;
}

/** Reads the part of message/send named by `msgtype`; throws what the platform refuses. */
export function readShowing(body: Record<string, unknown>): Showing {
  const msgtype = body['msgtype'];
  if (typeof msgtype !== 'string') throw new PlatformError(40008);
  const part = body[msgtype];
  const fields = isRecord(part) ? part : {};
  if (msgtype === 'text' || msgtype === 'markdown')
    return { msgtype, ...cut(required(fields, 'content', 44004)) };
  if (MEDIA_TYPES.has(msgtype)) return readMedia(msgtype, fields);
  if (msgtype === 'textcard') return readTextCard(fields);
  if (msgtype === 'news' || msgtype === 'mpnews') return readNews(msgtype, fields);
  if (msgtype === 'template_card') return readTemplateCard(fields);
  if (msgtype === 'miniprogram_notice') return { msgtype, text: required(fields, 'title', 40058) };
  throw new PlatformError(40008);
}

function required(fields: Record<string, unknown>, name: string, errcode: number): string {
  const value = fields[name];
  if (typeof value !== 'string' || value === '') throw new PlatformError(errcode, `${name} missing`);
  return value;
}

/** Cuts at 2048 bytes as the platform does, at the end of a character. */
function cut(text: string): { text: string; truncated?: true } {
  if (byteLength(text) <= TEXT_LIMIT) return { text };
  const bytes = Buffer.from(text, 'utf8');
  let end = TEXT_LIMIT;
  while (((bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  return { text: bytes.subarray(0, end).toString('utf8'), truncated: true };
}

function readMedia(msgtype: string, fields: Record<string, unknown>): Showing {
  const mediaId = required(fields, 'media_id', 40007);
  const title = typeof fields['title'] === 'string' ? fields['title'] : '';
  return { msgtype, text: title, mediaId };
}

function readTextCard(fields: Record<string, unknown>): Showing {
  const title = required(fields, 'title', 40058);
  const description = required(fields, 'description', 40058).replaceAll(/<br\s*\/?>/g, '\n');
  required(fields, 'url', 40058);
  return { msgtype: 'textcard', text: `${title}\n${description.replaceAll(/<\/?div[^>]*>/g, '')}` };
}

function readNews(msgtype: string, fields: Record<string, unknown>): Showing {
  const articles = fields['articles'];
  if (!Array.isArray(articles) || articles.length < 1 || articles.length > 8) throw new PlatformError(45008);
  const titles = articles.map(article => required(isRecord(article) ? article : {}, 'title', 40058));
  return { msgtype, text: titles.join('\n') };
}

function readTemplateCard(fields: Record<string, unknown>): Showing {
  const type = fields['card_type'];
  if (typeof type !== 'string' || !CARD_TYPES.has(type)) throw new PlatformError(42031, 'invalid card_type');
  const answers = type.endsWith('_interaction') || isRecord(fields['action_menu']);
  if (answers) checkTaskId(fields['task_id']);
  const text = cardLines(fields).join('\n');
  if (text === '') throw new PlatformError(42033, 'invalid title');
  return { msgtype: 'template_card', text, ...(answers ? { interactive: true as const } : {}) };
}

function checkTaskId(taskId: unknown): void {
  if (typeof taskId !== 'string' || !/^[\w\-@]{1,128}$/.test(taskId)) throw new PlatformError(42014);
}

function cardLines(fields: Record<string, unknown>): string[] {
  const title = isRecord(fields['main_title']) ? fields['main_title'] : {};
  const rows = Array.isArray(fields['horizontal_content_list']) ? fields['horizontal_content_list'] : [];
  const buttons = Array.isArray(fields['button_list']) ? fields['button_list'] : [];
  if (rows.length > 6) throw new PlatformError(42035, 'invalid horizontal_content_list length');
  return [
    textOf(title, 'title'),
    textOf(title, 'desc'),
    textOf(fields, 'sub_title_text'),
    ...rows.map(row => `${textOf(row, 'keyname')}：${textOf(row, 'value')}`),
    ...buttons.map(button => `[${textOf(button, 'text')}]`),
  ].filter(line => line !== '');
}

function textOf(fields: unknown, name: string): string {
  const value = isRecord(fields) ? fields[name] : undefined;
  return typeof value === 'string' ? value : '';
}
