/** What is remembered of a person between two messages: plain JSON, small, and safe across a deploy. */
import type { DoubtOption } from './form.ts';
import type { Json } from './fields/field.ts';
import type { AttachmentInput, Input } from './input.ts';

/** An open form. Everything in it survives JSON. */
export type FormState = {
  readonly conversation: string;
  readonly version: number;
  /** Kept here so that the form can still be named when its conversation is gone. */
  readonly title: string;
  /** Instants as ISO strings. */
  readonly startedAt: string;
  readonly touchedAt: string;
  readonly answers: { readonly [field: string]: Json };
  /** Optional fields the person passed over. */
  readonly skipped: readonly string[];
  /** Fields asked and answered so far, oldest first: the way back. */
  readonly asked: readonly string[];
  /** The field being asked; null while the review is shown. */
  readonly asking: string | null;
  /** The field is asked out of the review and leads back to it. */
  readonly editing?: boolean;
  /** The numbered list shown with the question. */
  readonly shown?: readonly ShownChoice[];
  /** "Which of these do you mean", asked in the question's place: numbers pick among these. */
  readonly doubt?: StoredDoubt;
  /** Narrower questions still to be asked before all others. */
  readonly doubts?: { readonly [field: string]: StoredDoubt };
  /** What the question being asked has gathered so far, photo after photo. */
  readonly gathered?: Json;
  /** Photos and the like that came before their question was asked. */
  readonly early?: { readonly [field: string]: Json };
  /** Wrong answers in a row. */
  readonly misses: number;
};

/** A choice as it is kept with the question that showed it. */
export type ShownChoice = {
  readonly value: Json;
  readonly label: string;
  readonly words?: readonly string[];
};

/** A narrower question as it is kept until it is asked. */
export type StoredDoubt = {
  readonly question: string;
  readonly options: readonly DoubtOption<Json>[];
};

/** A form put aside. */
export type Draft = {
  readonly form: FormState;
  /** It has been offered again once. */
  readonly offered: boolean;
  /** What was sent after a long pause, not yet used: an answer once the form goes on. */
  readonly held?: readonly Input[];
};

/** Something saved that can still be taken back. */
export type Undoable = {
  readonly conversation: string;
  readonly ref: Json;
  readonly label: string;
  /** ISO instant. */
  readonly at: string;
};

/** A question of the dispatcher's own that the next message may answer. */
export type Pending =
  /** Go on with a draft? `draft` is the `startedAt` of its form. */
  | { readonly kind: 'resume'; readonly draft: string }
  /** Really take this back? */
  | { readonly kind: 'undo'; readonly item: Undoable }
  /** What are these photos about? `names` are the conversations offered. */
  | { readonly kind: 'sort'; readonly held: readonly AttachmentInput[]; readonly names: readonly string[] };

/** Everything remembered of one person. */
export type Session = {
  readonly active?: FormState;
  /** Newest last. */
  readonly drafts: readonly Draft[];
  /** Newest last. */
  readonly recent: readonly Undoable[];
  readonly pending?: Pending;
};

const hourMs = 60 * 60 * 1000;
/** How long an untouched draft is kept. */
export const draftKeptMs = 7 * 24 * hourMs;
/** How long something saved can be taken back. */
export const undoKeptMs = 24 * hourMs;
/** After so long a silence the person is asked whether to go on. */
export const pauseMs = 2 * hourMs;
/** More drafts than this only confuse: the oldest goes. */
const draftsKept = 5;

/** A person of whom nothing is remembered. */
export const emptySession: Session = { drafts: [], recent: [] };

/** Milliseconds from an ISO instant to now. */
export const msSince = (at: string, now: Date): number => now.getTime() - new Date(at).getTime();

/** Forgets what is too old: forms and drafts untouched for 7 days, what was saved more than 24 h ago. */
export function pruneSession(session: Session, now: Date): Session {
  const { active, pending, ...rest } = session;
  const drafts = rest.drafts.filter(draft => msSince(draft.form.touchedAt, now) <= draftKeptMs);
  const recent = rest.recent.filter(item => msSince(item.at, now) <= undoKeptMs);
  const kept = active && msSince(active.touchedAt, now) <= draftKeptMs ? { active } : {};
  return { ...kept, drafts: drafts.slice(-draftsKept), recent, ...livePending(pending, drafts, recent) };
}

function livePending(pending: Pending | undefined, drafts: readonly Draft[], recent: readonly Undoable[]) {
  if (pending === undefined) return {};
  switch (pending.kind) {
    case 'resume':
      return drafts.some(draft => draft.form.startedAt === pending.draft) ? { pending } : {};
    case 'undo':
      return recent.some(item => item.at === pending.item.at) ? { pending } : {};
    case 'sort':
      return { pending };
  }
}
