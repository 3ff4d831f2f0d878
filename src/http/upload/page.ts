/**
 * The pages behind an upload link, in the browser of a phone or a desk. Everything is in the one answer: no script, font or
 * picture comes from anywhere, and the browser is told to allow none.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

const read = (name: string): string => readFileSync(new URL(name, import.meta.url), 'utf8').trim();
const style = read('./page.css');
const script = read('./page.js');
const hashOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

const policy = [
  "default-src 'none'",
  `style-src ${hashOf(style)}`,
  `script-src ${hashOf(script)}`,
  'img-src data:',
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Headers of every answer behind an upload link: kept nowhere, told to nobody, nothing from elsewhere. */
export const pageHeaders: Readonly<Record<string, string>> = {
  'content-security-policy': policy,
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-robots-tag': 'noindex, nofollow',
  'cross-origin-opener-policy': 'same-origin',
};

/** What the form page says. */
export interface FormPage {
  /** What is to be handed in: "人员名册". */
  readonly title: string;
  /** The kinds that will do, in words and for the file chooser. */
  readonly labels: readonly string[];
  readonly accept: string;
  readonly maxBytes: number;
  /** Until when the link works, as "10:35". */
  readonly until: string;
  /** What was wrong with the last try. */
  readonly problem?: string;
}

/** Said of a file beyond the limit. */
export const tooLarge = (maxBytes: number): string =>
  `这个文件超过 ${megabytes(maxBytes)} MB 了。请删去里面的图片或用不着的内容，另存一份再上传。`;

const megabytes = (bytes: number): number => Math.floor(bytes / 1024 / 1024);

/** The page with the one file input. */
export function formPage({ title, labels, accept, maxBytes, until, problem = '' }: FormPage): string {
  return page(
    `上传${title}`,
    `<h1>上传${escape(title)}</h1>
<p>格式：${escape(labels.join('或'))}，不超过 ${megabytes(maxBytes)} MB。</p>
<form method="post" enctype="multipart/form-data" data-most="${maxBytes}" data-too-large="${escape(tooLarge(maxBytes))}">
<div class="pick">
<label for="file">选择文件</label>
<input id="file" name="file" type="file" required accept="${escape(accept)}">
</div>
<p class="problem" role="alert">${escape(problem)}</p>
<button type="submit">上传</button>
</form>
<p class="small">这个链接只能用一次，${escape(until)} 前有效，请不要转给别人。文件加密保存，办完几天后自动删除。</p>
<script>${script}</script>`,
  );
}

/** The page after it worked. */
export const donePage = (name: string): string =>
  page(
    '收到了',
    `<div class="sign" aria-hidden="true">✓</div>
<h1>收到了</h1>
<p class="name">${name === '' ? '文件已经收到。' : `“${escape(name)}”已经收到。`}</p>
<p>请回到企业微信，处理好了机器人会在聊天里告诉您结果。</p>
<p class="small">这个页面可以关掉了。</p>`,
  );

/** The page of a link that is used, too old, or never was: nobody learns which. */
export const gonePage = (): string =>
  page(
    '链接已失效',
    `<div class="sign gone" aria-hidden="true">!</div>
<h1>这个链接用不了了</h1>
<p>链接只能用一次，过了时间也会失效。请回到企业微信，跟机器人再要一个新的。</p>
<p class="small">要是刚才已经上传成功，就不用再传了，结果会发到聊天里。</p>`,
  );

/** The page of a moment at which too much is going on. */
export const busyPage = (): string =>
  page(
    '请稍等',
    `<div class="sign gone" aria-hidden="true">…</div>
<h1>请稍等一会儿</h1>
<p>现在打开这里的人太多。请过几分钟再点一次聊天里的链接。</p>
<p class="small">刚才选的文件还没有上传。</p>`,
  );

function page(title: string, main: string): string {
  return `<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${escape(title)}</title>
<link rel="icon" href="data:,">
<style>${style}</style>
</head>
<body>
<main>
${main}
</main>
</body>
</html>
`;
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escape = (text: string): string => text.replace(/[&<>"']/g, character => entities[character] ?? '');
