/** What a person sends to the app. `raw` is the whole inner XML, sent as it is. */
export type Saying =
  | { text: string }
  | { image: Buffer }
  | { voice: Buffer; format?: 'amr' | 'speex' }
  | { video: Buffer }
  | {
      location: { latitude: number; longitude: number; scale?: number; label?: string; fromWechat?: boolean };
    }
  | { link: { title: string; description: string; url: string; picUrl?: string } }
  | { raw: string };

/** Fields of an event; nested objects become nested elements, arrays repeated ones. */
export interface EventFields {
  [name: string]: string | number | EventFields | (string | EventFields)[];
}

/** What a test may fix in a message that is otherwise made up. */
export interface SayOverrides {
  /** Seconds since 1970. */
  createTime?: number;
  msgId?: string;
  toUserName?: string;
  agentId?: number;
}

/** What every inner XML starts with. */
export interface Head {
  toUserName: string;
  fromUserName: string;
  createTime: number;
  agentId: number;
}

/** Writes text as CDATA; the end mark inside it is split over two sections. */
export const cdata = (text: string): string => `<![CDATA[${text.replaceAll(']]>', ']]]]><![CDATA[>')}]]>`;

/** The inner XML of a message. */
export function messageXml(head: Head, msgtype: string, msgId: string, fields: EventFields): string {
  const tail = `<MsgId>${msgId}</MsgId><AgentID>${head.agentId}</AgentID>`;
  return `<xml>${headXml(head, msgtype)}${fieldsXml(fields)}${tail}</xml>`;
}

/** The inner XML of an event. */
export function eventXml(head: Head, name: string, fields: EventFields): string {
  const event = fieldsXml({ Event: name, ...fields });
  return `<xml>${headXml(head, 'event')}${event}<AgentID>${head.agentId}</AgentID></xml>`;
}

function headXml(head: Head, msgtype: string): string {
  const names = fieldsXml({ ToUserName: head.toUserName, FromUserName: head.fromUserName });
  return `${names}<CreateTime>${head.createTime}</CreateTime>${fieldsXml({ MsgType: msgtype })}`;
}

function fieldsXml(fields: EventFields): string {
  return Object.entries(fields)
    .flatMap(([name, value]) => (Array.isArray(value) ? value : [value]).map(one => elementXml(name, one)))
    .join('');
}

function elementXml(name: string, value: string | number | EventFields): string {
  if (typeof value === 'string') return `<${name}>${cdata(value)}</${name}>`;
  return `<${name}>${typeof value === 'number' ? String(value) : fieldsXml(value)}</${name}>`;
}
