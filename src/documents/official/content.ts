/** What an official document is made of: data, with no layout in it and no rule of any scheme. */
import type { IsoDate } from '../../calendar/dates.ts';

/**
 * A document as it is read, and signed. Text may come from people and may hold anything: see text.ts for what is kept.
 * Numbers of headings, items and attachments are given by the writer, never typed by the caller.
 */
export interface OfficialDocument {
  /**
   * `issued`: a paper sent by an office; its number stands in the middle above the title. `agreement`: a paper signed by
   * several parties; its number stands at the right.
   */
  readonly kind: 'issued' | 'agreement';
  /** 发文字号 or 编号, whole and as it shall be read: '清老发〔2026〕12号', '编号：清老帮〔2026〕12号'. */
  readonly number?: string;
  /** 标题; a line break parts it where the office wants it parted. */
  readonly title: string;
  /** 主送机关, without the colon at its end. */
  readonly recipients?: string;
  /** 正文. */
  readonly blocks: readonly Block[];
  /** 附件, in order; numbered when there are several. */
  readonly attachments?: readonly Attachment[];
  /** 发文机关署名. */
  readonly signedBy?: string;
  /** 成文日期. */
  readonly date?: IsoDate;
  /** 附注, without its brackets: '此件公开发布', '联系人：王敏，电话：…'. */
  readonly remark?: string;
  /** 版记. */
  readonly imprint?: Imprint;
}

/** A piece of the text. A block without any text is left out. */
export type Block = Heading | Paragraph | Item | Table | Signatures;

/** 一、 · （一） · 1.; a level begins again at 1 below every heading of a higher level. */
export interface Heading {
  readonly type: 'heading';
  readonly level: 1 | 2 | 3;
  readonly text: string;
}

/** A paragraph, its first line two characters in; line breaks in its text stay. */
export interface Paragraph {
  readonly type: 'paragraph';
  readonly text: string;
}

/** An entry of a numbered list: 1. 2. 3., below a heading of level 3 （1）（2）（3）; every heading begins a new list. */
export interface Item {
  readonly type: 'item';
  readonly text: string;
}

/** A table as wide as the text, its header repeated on every page. */
export interface Table {
  readonly type: 'table';
  readonly header: readonly string[];
  /** Cells in the order of the header; missing ones are empty, further ones get a column without a header. */
  readonly rows: readonly (readonly string[])[];
  /** Shares of the width, in any unit; by default as the contents ask. */
  readonly widths?: readonly number[];
}

/** 签名: the parties under one another, never parted by a page. */
export interface Signatures {
  readonly type: 'signatures';
  readonly signatures: readonly Signature[];
}

/** A party, and what it signed, if it did. An unsigned party gets a line to sign on. */
export interface Signature {
  /** '甲方（党支部）'. */
  readonly party: string;
  /** The person or office bound by it. */
  readonly name: string;
  readonly signed?: {
    /** As it shall be read: '微信确认', '手写签名（照片存档）', '代签'. */
    readonly how: string;
    /** Who signed in the party's place, if somebody did. */
    readonly proxy?: string;
    readonly date: IsoDate;
  };
}

/** 附件: named below the text; with blocks it is also written out on pages of its own. */
export interface Attachment {
  readonly title: string;
  readonly blocks?: readonly Block[];
}

/** 版记, at the foot of the last page. */
export interface Imprint {
  /** 抄送机关, separated as they shall be read, without the full stop. */
  readonly copiesTo?: string;
  /** 印发机关. */
  readonly office: string;
  /** 印发日期. */
  readonly date: IsoDate;
}
