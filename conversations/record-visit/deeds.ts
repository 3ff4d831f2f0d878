/** What was done, in words: 上门看望张老. */
import type { VisitWay } from '../../src/scheme/labels.ts';

/** A visit or a contact, by its way and whom it was to. */
export const deeds: Readonly<Record<VisitWay, (who: string) => string>> = {
  home: who => `上门看望${who}`,
  hospital: who => `到医院看望${who}`,
  phone: who => `给${who}打电话`,
  video: who => `和${who}视频（微信）联系`,
  meeting: who => `座谈时见到${who}`,
  other: who => `看望${who}`,
};
