/** A look of `npx bangfu doctor` at the pages that people's browsers open. */
import { fine, note, type Finding } from './doctor-findings.ts';
import type { Env } from './env.ts';
import { gonePage } from './http/upload/page.ts';

/** Files come in on a page of ours, which people's browsers must reach; everything else works without it. */
export async function lookAtPublicUrl(env: Env): Promise<readonly Finding[]> {
  if (!env.wecom) return [];
  const { publicUrl } = env;
  if (publicUrl === undefined) {
    const advice =
      '要让经办同志在聊天里上传名册，把反向代理的 https:// 地址填到 PUBLIC_URL；不填就在命令行导入。';
    return [note('上传页面：没有设置 PUBLIC_URL，聊天里不能上传文件', advice)];
  }
  // A link that never was is answered with our own page; a proxy's "not found" is not.
  const answered = await fetch(`${publicUrl}/files/doctor`, { signal: AbortSignal.timeout(5_000) })
    .then(response => response.text())
    .then(
      page => page === gonePage(),
      () => false,
    );
  if (answered) return [fine(`上传页面：${publicUrl}/files/ 能打开`)];
  const advice =
    '检查反向代理有没有把 /files/ 转到本机服务；服务没有启动，或者这台机器访问不了自己的外网地址，也会看到这一条。';
  return [note(`上传页面：${publicUrl}/files/ 没有打开`, advice)];
}
