/**
 * Every conversation there is. The order decides between equally sure ones; what must be heard in any state comes first, what
 * only shows something comes last.
 */
import type { Conversation } from '../src/chat/form.ts';
import { addToHappeningForm } from './add-to-happening.ts';
import { agreePairing } from './agree-pairing.ts';
import { answerPrompt } from './answer-prompt.ts';
import { answerCorrectionForm } from './answer-correction.ts';
import { askForHelp } from './ask-for-help.ts';
import { callHuman } from './call-human.ts';
import { careFile } from './care-file.ts';
import { changeVisitForm } from './change-visit.ts';
import { changeCareFile } from './change-care-file.ts';
import { changeFileState } from './change-file-state.ts';
import { changeRuleForm } from './change-rule.ts';
import { giveConsent, takeBackConsent } from './consent.ts';
import { confirmPairing } from './confirm-pairing.ts';
import type { BotContext } from './context.ts';
import { coverage } from './coverage.ts';
import { despair } from './despair.ts';
import { dutyHistory } from './duty-history.ts';
import { digest } from './digest.ts';
import { bindRelativeForm } from './bind-relative.ts';
import { changeAccountForm } from './change-account.ts';
import { correctDeathForm } from './correct-death.ts';
import { endNearbyForm, fourNearbyForm } from './four-nearby.ts';
import { keepFamily, showFamily } from './keep-family.ts';
import { survivorList, survivorsForm } from './survivors.ts';

import { closeRequestForm, noteProgress } from './handle-request.ts';
import { excuseForm, undoExcuseForm } from './excuse.ts';
import { exportRegister } from './export-register.ts';
import { handOver } from './hand-over.ts';
import { helperLeaves } from './helper-leaves.ts';
import { help } from './help.ts';
import { holidaysForm, undoHolidaysForm } from './holidays.ts';
import { confirmImport, importWorkbook } from './import-workbook.ts';
import { kindWords } from './kind-words.ts';
import { localFestivalForm } from './local-festival.ts';
import { lookUp } from './look-up.ts';
import { correctInformation, myInformation } from './my-information.ts';
import { moveVisitForm } from './move-visit.ts';
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
import { staffLists } from './staff-lists.ts';
import { answerOffer } from './answer-offer.ts';
import { handBack } from './hand-back.ts';
import { endLeave } from './end-leave.ts';
import { takeLeave } from './take-leave.ts';
import { unbindRelativeForm } from './unbind-relative.ts';
import { unpair } from './unpair.ts';
import { toldForm, unreached } from './unreached.ts';
import { whoChangesRules } from './who-changes-rules.ts';
import { whoComes } from './who-comes.ts';

export { onHuman } from './call-human.ts';
export { welcome } from './help.ts';
export { fallback, unknownPerson } from './unknown-person.ts';

/** The conversations, in order. */
export const conversations: readonly Conversation<BotContext>[] = [
  despair,
  answerOffer,
  handBack,
  excuseForm,
  undoExcuseForm,
  answerPrompt,
  toldForm,
  moveVisitForm,
  changeVisitForm,
  recordVisit,
  askForHelp,
  reportHappening,
  addToHappeningForm,
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
  whoChangesRules,
  localFestivalForm,
  holidaysForm,
  undoHolidaysForm,
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
  whoComes,
  kindWords,
  callHuman,
  myInformation,
  digest,
  coverage,
  unreached,
  staffLists,
  importWorkbook,
  confirmImport,
  exportRegister,
  help,
];
