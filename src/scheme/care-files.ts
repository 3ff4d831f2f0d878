/**
 * 关爱档案: the file of each person helped (S1-3.1). This is its door; the parts are in care-file/.
 */
export { changeState, type Changing, type StateChange, type StateChanged } from './care-file/change-state.ts';
export { completenessOf, missingLines, type Completeness } from './care-file/completeness.ts';
export {
  ageBand,
  contactClassOf,
  perCapitaMonthlyFen,
  riskFlagsOf,
  wantsStudyAtHome,
  yearlyIncomeFen,
} from './care-file/derive.ts';
export { eligibilityOf, isWithinScope, type Eligibility, type Thresholds } from './care-file/eligibility.ts';
export {
  evidenceInWords,
  evidenceOf,
  evidenceText,
  readEvidence,
  storedEvidence,
  withEvidence,
  type Evidence,
} from './care-file/evidence.ts';
export {
  careFilesOf,
  findCareFile,
  recordSurvey,
  updateCareFile,
  writeCareFile,
  type CareFile,
  type CareFilePatch,
  type Editing,
} from './care-file/file.ts';
export { byPriority, priorityOf, priorityText, type Priority } from './care-file/priority.ts';
export {
  reassess,
  reviewCareFile,
  reviewsDue,
  reviewsOverdue,
  stampReview,
  undoReview,
  type Reviewed,
} from './care-file/reviews.ts';
export {
  closedStates,
  isRecognised,
  openTransitions,
  recognised,
  transitions,
  type StateVerb,
  type Transition,
} from './care-file/states.ts';
export { enrolledCounts, notSurveyed, stateCounts, surveyCoverage } from './care-file/statistics.ts';
export {
  fieldAtStart,
  fieldCalled,
  fileField,
  fileFields,
  mayChange,
  oneOutOf,
  patchFrom,
  sections,
  severalOutOf,
  shownValue,
  valueOf,
  type FieldName,
  type FileField,
  type Section,
} from './care-file/fields.ts';
export { namesakesOf, openFile, takeFileBack, type Namesake } from './care-file/open-file.ts';
