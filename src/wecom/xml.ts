import { XMLParser } from 'fast-xml-parser';
import { CallbackRefused } from './refused.ts';

/** One element of a callback's XML: a plain tree, so that no element's name ever becomes an object's key. */
export interface XmlElement {
  name: string;
  /** The element's own text, entities and CDATA resolved; not trimmed. */
  text: string;
  children: XmlElement[];
}

/** What fast-xml-parser gives with `preserveOrder`: one key per node, its children or its text. */
type OrderedNode = Record<string, OrderedNode[] | string>;

const TEXT = '#text';
const CDATA = '#cdata';

// CDATA is kept apart from plain text because only the latter has entities in it: a person who writes
// `&lt;` has written these four characters. Entities are resolved below, by us, and can never be defined by
// the document.
const parser = new XMLParser({
  preserveOrder: true,
  processEntities: false,
  parseTagValue: false,
  parseAttributeValue: false,
  ignoreAttributes: true,
  ignoreDeclaration: true,
  trimValues: false,
  jPath: false,
  textNodeName: TEXT,
  cdataPropName: CDATA,
});

/**
 * Reads the one root element. Throws {@link CallbackRefused} with `doctype` for markup that no callback has
 * (DOCTYPE, ENTITY, comments, processing instructions), seen before the parser runs, and with `envelope` for
 * anything else that is not well-formed. The same words inside CDATA are what a person wrote, and are left
 * alone.
 */
export function parseXml(xml: string): XmlElement {
  const document = xml.replace(/^\uFEFF?\s*(?:<\?xml\s[^<>?]*\?>)?/, '');
  checkMarkup(document);
  const [root, ...more] = elementsOf(parseOrdered(document));
  if (!root || more.length > 0) throw new CallbackRefused('envelope');
  return root;
}

/**
 * Every `<` outside CDATA must open a plain tag that holds no other `<`; so this scan and the parser cannot
 * disagree about where CDATA begins and ends. The parser itself takes nearly anything, so tags are matched
 * here.
 */
function checkMarkup(xml: string): void {
  const open: string[] = [];
  for (const [token] of xml.matchAll(/<!\[CDATA\[[^]*?\]\]>|<[^<>]*>|</g)) {
    if (token.startsWith('<![CDATA[') && token.endsWith(']]>')) continue;
    if (/^<[!?]/.test(token)) throw new CallbackRefused('doctype');
    if (token === '<') throw new CallbackRefused(/<!(doctype|entity)/i.test(xml) ? 'doctype' : 'envelope');
    if (!takeTag(open, token)) throw new CallbackRefused('envelope');
  }
  // PostgreSQL cannot hold NUL, and XML may not.
  if (open.length > 0 || xml.includes('\0')) throw new CallbackRefused('envelope');
}

/** Keeps the list of open elements; false for a tag that closes what is not open. */
function takeTag(open: string[], token: string): boolean {
  const name = /^<\/?([^\s/>]+)/.exec(token)?.[1];
  if (!name) return false;
  if (token.startsWith('</')) return open.pop() === name;
  if (!token.endsWith('/>')) open.push(name);
  return true;
}

function parseOrdered(xml: string): OrderedNode[] {
  try {
    return parser.parse(xml) as OrderedNode[];
  } catch {
    throw new CallbackRefused('envelope');
  }
}

function elementsOf(nodes: OrderedNode[]): XmlElement[] {
  return nodes.flatMap(node =>
    Object.entries(node)
      .filter(([name]) => name !== TEXT && name !== CDATA)
      .map(([name, children]) => toElement(name, Array.isArray(children) ? children : [])),
  );
}

function toElement(name: string, nodes: OrderedNode[]): XmlElement {
  return { name, text: nodes.map(textOf).join(''), children: elementsOf(nodes) };
}

function textOf(node: OrderedNode): string {
  const { [TEXT]: plain, [CDATA]: cdata } = node;
  if (typeof plain === 'string') return unescapeXml(plain);
  return Array.isArray(cdata)
    ? cdata.map(({ [TEXT]: raw }) => (typeof raw === 'string' ? raw : '')).join('')
    : '';
}

const named: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

/** Resolves XML's five entities and character references, each once: `&amp;lt;` becomes `&lt;`. */
export function unescapeXml(text: string): string {
  return text.replace(
    /&(?:(lt|gt|amp|quot|apos)|#(\d{1,7})|#x([0-9a-fA-F]{1,6}));/g,
    (whole, name?: string, decimal?: string, hex?: string) => {
      if (name) return named[name] ?? whole;
      return characterOf(decimal ? Number(decimal) : parseInt(hex ?? '', 16)) ?? whole;
    },
  );
}

/** The character of a code point that XML allows; no NUL, no half surrogate. */
function characterOf(code: number): string | undefined {
  const allowed =
    [0x9, 0xa, 0xd].includes(code) ||
    (code >= 0x20 && code <= 0xd7ff) ||
    (code >= 0xe000 && code <= 0xfffd) ||
    (code >= 0x10000 && code <= 0x10ffff);
  return allowed ? String.fromCodePoint(code) : undefined;
}

/** The first child of that name, whatever its case: the platform writes AgentID here and AgentId there. */
export function child(element: XmlElement | undefined, name: string): XmlElement | undefined {
  return childrenOf(element, name)[0];
}

/** All children of that name, whatever its case; none for an absent element. */
export function childrenOf(element: XmlElement | undefined, name: string): XmlElement[] {
  const wanted = name.toLowerCase();
  return element?.children.filter(one => one.name.toLowerCase() === wanted) ?? [];
}

/** The trimmed text of the first child of that name; undefined where it is absent or empty. */
export function field(element: XmlElement | undefined, name: string): string | undefined {
  return child(element, name)?.text.trim() || undefined;
}
