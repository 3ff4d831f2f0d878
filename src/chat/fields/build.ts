import type { CommonOptions, Field, MayLack, Presence, TurnContext } from './field.ts';

/** The parts of a field that are its own; the rest comes from the common options. */
type Own<T, C extends TurnContext> = Pick<Field<T, C>, 'parse' | 'show'> &
  Partial<
    Pick<
      Field<T, C>,
      'keeps' | 'words' | 'filesOnly' | 'refuse' | 'add' | 'choices' | 'takeOnlyOne' | 'example'
    >
  >;

/** Puts a field together. */
export function buildField<T, C extends TurnContext, P extends Presence>(
  options: CommonOptions<C> & P,
  own: Own<T, C>,
): Field<T, C, MayLack<P>> {
  const { label, question, why, when } = options;
  const onlyIfSaid = options.onlyIfSaid ?? false;
  const optional = onlyIfSaid || (options.optional ?? false);
  return {
    refuse: () => undefined,
    keeps: [],
    ...own,
    label,
    question,
    example: options.example ?? own.example ?? '',
    optional,
    onlyIfSaid,
    mayLack: (optional || when !== undefined) as MayLack<P>,
    ...(options.quiet ? { quiet: true } : {}),
    ...(why === undefined ? {} : { why }),
    ...(when === undefined ? {} : { when }),
  };
}
