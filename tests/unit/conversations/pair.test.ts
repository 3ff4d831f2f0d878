import { expect, test } from 'vitest';
import { agreedIn, startIn } from '../../../conversations/pair/heard.ts';

test.each([
  [
    '李明和张老结对，方向生活照料，项目：就医陪护，任务每月陪诊一次，目标是病情平稳，每月走访一次',
    {
      direction: '生活照料',
      project: '就医陪护',
      task: '每月陪诊一次',
      goal: '病情平稳',
      frequency: 'monthly',
    },
  ],
  ['帮扶目标改成病情平稳，项目改为家务', { goal: '病情平稳', project: '家务' }],
  ['每月检查一次水电燃气', {}],
  ['任务每周上门做饭', { task: '每周上门做饭' }],
  ['走访频次每季度', { frequency: 'quarterly' }],
  ['每个星期看望一次', { frequency: 'weekly' }],
  ['老张昨天住院了', {}],
])('%s', (said, agreed) => expect(agreedIn(said)).toEqual(agreed));

test.each([
  ['从12月1日起由李明帮扶张老', '2026-12-01'],
  ['从今天开始，李明和张老结对', '2026-11-23'],
  ['李明和张老结对', undefined],
])('%s begins on %s', (said, day) => expect(startIn(said, '2026-11-23')).toBe(day));
