/** Photos, voice messages and videos that come while something else is asked. */
import type { FormConversation, TurnContext } from './form.ts';
import { mediaName, type AttachmentInput } from './input.ts';
import type { FormState } from './session.ts';
import { applicable, put } from './steps.ts';

/** Said for a photo that was not asked for just now. */
export const receivedText = (input: AttachmentInput): string =>
  `${mediaName(input.media)}收到了，会和这次的内容一起保存。`;

/** A voice message may have been meant as the answer. */
export const stillAsked = ({ media }: AttachmentInput): string =>
  media === 'voice' ? '不过这一问还得请您打几个字。' : '';

/**
 * Keeps what was sent while another question was asked: with the answer last given that takes such things, so that
 * the second photo of three follows the first, else with the field it will belong to. Null where there is none.
 * A question still to come is asked all the same, unless `voiceAnswers`: then a voice message has answered it.
 */
export function keepElsewhere<C extends TurnContext>(
  conversation: FormConversation<C>,
  state: FormState,
  input: AttachmentInput,
  voiceAnswers = false,
): FormState | null {
  const homes = applicable(conversation, state.answers).filter(({ field }) =>
    field.keeps.includes(input.media),
  );
  const lastAsked = [...state.asked].reverse().map(name => homes.find(home => home.name === name));
  const given = homes.find(({ name }) => state.answers[name] !== undefined);
  const home =
    lastAsked.find(found => found) ?? given ?? homes.find(({ field }) => field.filesOnly) ?? homes[0];
  if (!home?.field.add) return null;
  const { name, field } = home;
  const known = state.answers[name];
  const value = field.add?.(known ?? state.early?.[name], input.media, input.attachmentId);
  const complete = voiceAnswers && input.media === 'voice';
  if (complete || known !== undefined || field.onlyIfSaid || state.skipped.includes(name)) {
    return put(state, name, value);
  }
  return { ...state, early: { ...state.early, [name]: value as FormState['answers'][string] } };
}
