/** What a field of a form is: a question, a parser, and a way to show the answer. */
import type { IsoDate } from '../../calendar/dates.ts';
import type { Input, Media } from '../input.ts';

/** What may be kept between two messages. */
export type Json =
  | string
  | number
  | boolean
  | null
  | readonly Json[]
  | { readonly [key: string]: Json | undefined };

/** What a turn of talk knows from outside; the product's own context adds the sender and the database. */
export interface TurnContext {
  /** The present instant. */
  readonly now: Date;
  /** Today in the people's time zone. */
  readonly today: IsoDate;
  /** Asks a person to step in; resolves to the sentence that tells the writer so. */
  callHuman?(): Promise<string>;
}

/** One thing to choose: the number comes from its place in the list, `words` are other ways to say it. */
export interface Choice<T = unknown> {
  readonly value: T;
  readonly label: string;
  readonly words?: readonly string[];
}

/** The answers given so far, as a field sees them: it does not know its neighbours' types. */
export type Known = Readonly<Record<string, unknown>>;

/**
 * What a parser made of an answer. A refusal carries one kind sentence; `options` asks "which of these do you mean",
 * and the next message may be a number out of them. With `more`, the value is kept but the question stays open.
 */
export type Parsed<T> =
  | { readonly ok: true; readonly value: T; readonly more?: string }
  | { readonly ok: false; readonly hint: string; readonly options?: readonly Choice<T>[] };

/** What a parser may look at beside the message. */
export interface Asked {
  readonly answers: Known;
  /** The numbered list shown with the question. */
  readonly shown: readonly Choice[];
  /** What this question has gathered so far (photo after photo). */
  readonly gathered?: unknown;
}

/** A fixed question, or one made from the answers so far and the turn's context. */
export type Question<C> = string | ((answers: Known, ctx: C) => string | Promise<string>);

/** What makes an answer possibly missing when the form is saved. */
export interface Presence {
  /** The question is asked, and may be skipped. */
  readonly optional?: boolean;
  /** Never asked: kept when somebody says it, and to be added in the review. Implies optional. */
  readonly onlyIfSaid?: boolean;
  /** Asked, and kept, only while this holds for the answers so far. */
  readonly when?: (answers: Known) => boolean;
}

/** True where the options allow the answer to be missing. */
export type MayLack<P> = P extends { readonly optional: true }
  ? true
  : P extends { readonly onlyIfSaid: true }
    ? true
    : P extends { readonly when: (answers: Known) => boolean }
      ? true
      : false;

/** What every field is told by its conversation. */
export interface CommonOptions<C> {
  /** Its name in the review, two to six characters. */
  readonly label: string;
  readonly question: Question<C>;
  /** An answer as a person would say it; quoted to somebody whose answer was not understood. */
  readonly example?: string;
  /** Said when somebody wants to skip a required question: why it is needed. */
  readonly why?: string;
  /** Not named among what was not filled in: only a check asks for it. */
  readonly quiet?: boolean;
}

/** A field whose answer is a `T`; `L` is true where the answer may be missing. */
export interface Field<T, C extends TurnContext = TurnContext, L extends boolean = boolean> {
  readonly label: string;
  readonly question: Question<C>;
  readonly example: string;
  readonly why?: string;
  readonly mayLack: L;
  readonly optional: boolean;
  readonly onlyIfSaid: boolean;
  readonly quiet?: boolean;
  readonly when?: (answers: Known) => boolean;
  /** The numbered list to show with the question. */
  readonly choices?: (answers: Known, ctx: C) => Promise<readonly Choice[]>;
  /** A list of exactly one is taken as the answer without asking. */
  readonly takeOnlyOne?: boolean;
  /** What it keeps besides text. */
  readonly keeps: readonly Media[];
  readonly parse: (input: Input, ctx: C, asked: Asked) => Parsed<T> | Promise<Parsed<T>>;
  /** The answer as it reads in the review. */
  show(value: T, ctx: C): string;
  /** One kind sentence if the value must not stand; used for answers understood from a free sentence too. */
  refuse(value: T, ctx: C): string | undefined;
  /** Any words are an answer: one line, or as much as one likes. */
  readonly words?: 'short' | 'long';
  /** It holds nothing but what was sent; a field of words that also keeps photos comes second when one arrives early. */
  readonly filesOnly?: boolean;
  /** Adds what was sent late (a photo during another question); only where `keeps` is not empty. */
  add?(this: void, value: T | undefined, media: Media, attachmentId: string): T;
}
