/**
 * Every conversation there is. The order decides between equally sure ones; what must be heard in any state comes first, what
 * only shows something comes last.
 */
import { shanghaiTime } from '../src/calendar/dates.ts';
import type { Conversation } from '../src/chat/form.ts';
import { isQuiet } from '../src/scheme/quiet-hours.ts';
import { agreePairing } from './agree-pairing.ts';
import { answerPrompt } from './answer-prompt.ts';
import { answerCorrectionForm } from './answer-correction.ts';
import { askForHelp } from './ask-for-help.ts';
import { careFile } from './care-file.ts';
import { changeVisitForm } from './change-visit.ts';
import { changeCareFile } from './change-care-file.ts';
import { changeFileState } from './change-file-state.ts';
import { changeRuleForm } from './change-rule.ts';
import { giveConsent, takeBackConsent } from './consent.ts';
import { confirmPairing } from './confirm-pairing.ts';
import type { BotContext } from './context.ts';
import { despair } from './despair.ts';
import { dutyHistory } from './duty-history.ts';
import { digest } from './digest.ts';
import { bindRelativeForm, unbindRelativeForm } from './bind-relative.ts';
import { changeAccountForm } from './change-account.ts';
import { correctDeathForm } from './correct-death.ts';
import { endNearbyForm, fourNearbyForm } from './four-nearby.ts';
import { keepFamily, showFamily } from './keep-family.ts';
import { survivorList, survivorsForm } from './survivors.ts';

import { closeRequestForm, noteProgress } from './handle-request.ts';
import { exportRegister } from './export-register.ts';
import { handOver } from './hand-over.ts';
import { helperLeaves } from './helper-leaves.ts';
import { help } from './help.ts';
import { holidaysForm } from './holidays.ts';
import { confirmImport, importWorkbook } from './import-workbook.ts';
import { localFestivalForm } from './local-festival.ts';
import { lookUp } from './look-up.ts';
import { correctInformation, myInformation } from './my-information.ts';
import { myMembers } from './my-members.ts';
import { myRequests } from './my-requests.ts';
import { myTasks } from './my-tasks.ts';
import { openCareFile } from './open-care-file.ts';
import { recordConsentForm } from './record-consent.ts';
import { noteReview, reviewCareFiles } from './review-care-files.ts';
import { pair } from './pair.ts';
import { recordSignature } from './record-signature.ts';
import { recordVisit } from './record-visit.ts';
import { reportHappening } from './report-happening.ts';
import { ruleRecord, showRules } from './rules.ts';
import { changeStandard, standards } from './standards.ts';
import { noteSurvey, survey } from './survey.ts';
import { signLetterForm } from './sign-letter.ts';
import { answerOffer } from './answer-offer.ts';
import { handBack } from './hand-back.ts';
import { endLeave } from './end-leave.ts';
import { takeLeave } from './take-leave.ts';
import { unpair } from './unpair.ts';
import { isMemberOrFamily, isStaff, memberInFull, phoneOf, staffToCall, timely } from './words.ts';

export { welcome } from './help.ts';
export { fallback, unknownPerson } from './unknown-person.ts';

/** The conversations, in order. */
export const conversations: readonly Conversation<BotContext>[] = [
  despair,
  answerOffer,
  handBack,
  answerPrompt,
  changeVisitForm,
  recordVisit,
  askForHelp,
  reportHappening,
  noteProgress,
  closeRequestForm,
  correctDeathForm,
  noteReview,
  changeCareFile,
  changeFileState,
  openCareFile,
  reviewCareFiles,
  careFile,
  noteSurvey,
  survey,
  standards,
  changeStandard,
  changeRuleForm,
  localFestivalForm,
  holidaysForm,
  showRules,
  ruleRecord,
  answerCorrectionForm,
  correctInformation,
  giveConsent,
  takeBackConsent,
  recordConsentForm,
  survivorsForm,
  bindRelativeForm,
  unbindRelativeForm,
  keepFamily,
  fourNearbyForm,
  endNearbyForm,
  changeAccountForm,
  showFamily,
  survivorList,
  lookUp,
  pair,
  handOver,
  unpair,
  helperLeaves,
  takeLeave,
  endLeave,
  agreePairing,
  confirmPairing,
  signLetterForm,
  recordSignature,
  dutyHistory,
  myTasks,
  myMembers,
  myRequests,
  myInformation,
  digest,
  importWorkbook,
  confirmImport,
  exportRegister,
  help,
];

/** 人工: asks the nearest of the staff upwards (S2-4.4a) to call the writer; resolves to the sentence that says who will. */
export async function onHuman(ctx: BotContext): Promise<string> {
  const { me, now, today } = ctx;
  const staff = await staffToCall(ctx, me.organisation.id, [me.id]);
  if (!staff) return '眼下没有找到能给您回电话的同志，请您直接给单位打个电话。';
  const who = me.member ? memberInFull(me, today) : `${me.name}同志`;
  await ctx.tell({
    to: staff.person,
    text: `${who}想请工作人员联系一下${phoneOf(me) || '，没有登记电话'}。请您尽快回个电话。`,
    ...timely(ctx, 'urgent'),
    dedupeKey: `human:${me.id}:${today}-${shanghaiTime(now).hour}`,
  });
  const when = isQuiet(now)
    ? `现在是休息时间，早上八点以后就请${staff.name}联系您。`
    : `已告诉${staff.name}，很快联系您。`;
  const danger = isMemberOrFamily(me) && !isStaff(me) ? '要是人不舒服，请先打 120。' : '';
  return `好的，${when}${phoneOf(staff.person) ? `急的话也可以自己打过去${phoneOf(staff.person)}。` : ''}${danger}`;
}
