/** What became of the understanding of a message: nobody knew what it meant, or its writer had to correct it. */
import type { FormState, Session } from './session.ts';

/** Kept with the message, for the corpus of sentences; a message that was understood has none. */
export type Outcome = 'not-understood' | 'corrected';

/**
 * The form of which, by this turn, its writer changed an answer or gave it up unsaved: whatever sentence opened it was not
 * understood as it was meant. Undefined where that did not happen.
 */
export function correctedForm(before: Session, after: Session): FormState | undefined {
  const form = before.active;
  if (!form) return undefined;
  const open = [after.active, ...after.drafts.map(draft => draft.form)].find(
    other => other?.startedAt === form.startedAt && other.conversation === form.conversation,
  );
  const saved = after.recent.length > before.recent.length;
  if (!open) return saved ? undefined : form;
  return isChanged(form, open) ? form : undefined;
}

const isChanged = ({ answers }: FormState, { answers: now }: FormState): boolean =>
  Object.entries(answers).some(([field, value]) => JSON.stringify(value) !== JSON.stringify(now[field]));
