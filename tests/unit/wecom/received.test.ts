import { describe, expect, it } from 'vitest';
import { readMessage } from '../../../src/wecom/read-message.ts';
import type { ReceivedMessage } from '../../../src/wecom/received.ts';
import { parseXml } from '../../../src/wecom/xml.ts';
import { agentId, corpId, messageXml } from './support/callback.ts';

const common = { fromUserId: 'ZhangSan', toUserName: corpId, agentId, sentAtMs: 1348831860000 };
const msgId = '7459035031717794886';

/** Reads an inner XML, and checks on the way that nothing of it is lost in JSON. */
function read(xml: string): ReceivedMessage {
  const message = readMessage(parseXml(xml));
  expect(JSON.parse(JSON.stringify(message))).toEqual(message);
  return message;
}

const message = (msgType: string, rest: string) =>
  read(messageXml(msgType, `${rest}<MsgId>${msgId}</MsgId>`));
const event = (name: string, rest = '') =>
  read(messageXml('event', `<Event><![CDATA[${name}]]></Event>${rest}`));

describe('messages', () => {
  it('text, with its white space', () => {
    expect(message('text', '<Content><![CDATA[ 今天去看了老张 \n他很好 ]]></Content>')).toEqual({
      kind: 'text',
      ...common,
      msgId,
      content: ' 今天去看了老张 \n他很好 ',
    });
  });

  it('image', () => {
    const rest =
      '<PicUrl><![CDATA[https://example.invalid/a?b=1&c=2]]></PicUrl><MediaId><![CDATA[media-1]]></MediaId>';
    expect(message('image', rest)).toEqual({
      kind: 'image',
      ...common,
      msgId,
      picUrl: 'https://example.invalid/a?b=1&c=2',
      mediaId: 'media-1',
    });
  });

  it('voice', () => {
    const rest = '<MediaId><![CDATA[media-2]]></MediaId><Format><![CDATA[amr]]></Format>';
    expect(message('voice', rest)).toEqual({
      kind: 'voice',
      ...common,
      msgId,
      mediaId: 'media-2',
      format: 'amr',
    });
  });

  it('video', () => {
    const rest = '<MediaId><![CDATA[media-3]]></MediaId><ThumbMediaId><![CDATA[thumb-3]]></ThumbMediaId>';
    expect(message('video', rest)).toEqual({
      kind: 'video',
      ...common,
      msgId,
      mediaId: 'media-3',
      thumbMediaId: 'thumb-3',
    });
  });

  it('location', () => {
    const rest =
      '<Location_X>23.134</Location_X><Location_Y>-113.358</Location_Y><Scale>15</Scale><Label><![CDATA[广州市]]></Label><AppType><![CDATA[wxwork]]></AppType>';
    expect(message('location', rest)).toEqual({
      kind: 'location',
      ...common,
      msgId,
      latitude: 23.134,
      longitude: -113.358,
      scale: 15,
      label: '广州市',
    });
  });

  it.each(['', '<Location_X>23.1</Location_X>', '<Location_X>x</Location_X><Location_Y>1</Location_Y>'])(
    'a location without two numbers is no place: %s',
    rest =>
      expect(message('location', rest)).toEqual({ kind: 'unknown', ...common, msgId, msgType: 'location' }),
  );

  it('link', () => {
    const rest =
      '<Title><![CDATA[题]]></Title><Description><![CDATA[说明]]></Description><Url><![CDATA[https://example.invalid/]]></Url><PicUrl><![CDATA[]]></PicUrl>';
    expect(message('link', rest)).toEqual({
      kind: 'link',
      ...common,
      msgId,
      title: '题',
      description: '说明',
      url: 'https://example.invalid/',
      picUrl: '',
    });
  });

  it('file, which no document lists: typed with whatever came', () => {
    expect(message('file', '<MediaId>m</MediaId><FileName><![CDATA[名册.xlsx]]></FileName>')).toEqual({
      kind: 'file',
      ...common,
      msgId,
      mediaId: 'm',
      fileName: '名册.xlsx',
    });
    expect(message('file', '')).toMatchObject({ kind: 'file', mediaId: '', fileName: '' });
  });

  it.each(['sticker', 'mixed', '', 'constructor', '__proto__'])(
    'of the unlisted type "%s" are unknown',
    msgType => {
      expect(message(msgType, '<MediaId>m</MediaId>')).toEqual({
        kind: 'unknown',
        ...common,
        msgId,
        msgType,
      });
    },
  );

  it('keep a MsgId above 2^53 to the last digit', () => {
    expect(message('text', '<Content>x</Content>').msgId).toBe('7459035031717794886');
    expect(String(Number(msgId))).not.toBe(msgId);
  });

  it.each(['', 'soon', '-5', '1e3'])('with the time "%s" have none', seconds => {
    const xml = messageXml('text', '<Content>x</Content>').replace('1348831860', seconds);
    expect(read(xml).sentAtMs).toBe(0);
  });
});

describe('events', () => {
  it.each(['subscribe', 'unsubscribe', 'enter_agent'])('%s', name => {
    expect(event(name, '<EventKey><![CDATA[]]></EventKey>')).toEqual({
      kind: 'event',
      ...common,
      event: name,
      eventKey: '',
    });
  });

  it('click', () => {
    expect(event('click', '<EventKey><![CDATA[我的待办]]></EventKey>')).toEqual({
      kind: 'event',
      ...common,
      event: 'click',
      eventKey: '我的待办',
    });
  });

  it.each([
    ['CLICK', 'click'],
    ['location', 'LOCATION'],
    ['Enter_Agent', 'enter_agent'],
    ['something_new', 'something_new'],
    ['Something_New', 'Something_New'],
  ])('%s is called %s', (sent, name) => expect(event(sent)).toMatchObject({ kind: 'event', event: name }));

  const card = (
    items: string,
  ) => `<EventKey><![CDATA[button-1]]></EventKey><TaskId><![CDATA[task-1]]></TaskId>
    <CardType><![CDATA[multiple_interaction]]></CardType><ResponseCode><![CDATA[code-1]]></ResponseCode>
    <SelectedItems>${items}</SelectedItems>`;
  const item = (question: string, ...options: string[]) =>
    `<SelectedItem><QuestionKey><![CDATA[${question}]]></QuestionKey><OptionIds>${options
      .map(option => `<OptionId><![CDATA[${option}]]></OptionId>`)
      .join('')}</OptionIds></SelectedItem>`;

  it('template_card_event with several answers', () => {
    expect(event('template_card_event', card(item('q1', 'a', 'b') + item('q2', 'c')))).toEqual({
      kind: 'event',
      ...common,
      event: 'template_card_event',
      eventKey: 'button-1',
      taskId: 'task-1',
      cardType: 'multiple_interaction',
      responseCode: 'code-1',
      selectedItems: [
        { questionKey: 'q1', optionIds: ['a', 'b'] },
        { questionKey: 'q2', optionIds: ['c'] },
      ],
    });
  });

  it.each([
    ['one answer', item('q1', 'a'), [{ questionKey: 'q1', optionIds: ['a'] }]],
    ['an answer with nothing chosen', item('q1'), [{ questionKey: 'q1', optionIds: [] }]],
    ['no answer', '', []],
  ])('template_card_event with %s still has lists', (_, items, expected) => {
    expect(event('template_card_event', card(items))).toMatchObject({ selectedItems: expected });
  });

  it('LOCATION', () => {
    const rest = '<Latitude>23.104</Latitude><Longitude>113.320</Longitude><Precision>65.000</Precision>';
    expect(event('LOCATION', rest)).toMatchObject({
      place: { latitude: 23.104, longitude: 113.32, label: '' },
    });
  });

  it('location_select', () => {
    const rest =
      '<SendLocationInfo><Location_X>23</Location_X><Location_Y>113</Location_Y><Scale>15</Scale><Label>广州</Label></SendLocationInfo>';
    expect(event('location_select', rest)).toMatchObject({
      place: { latitude: 23, longitude: 113, scale: 15, label: '广州' },
    });
  });

  it('scancode_waitmsg', () => {
    const rest =
      '<ScanCodeInfo><ScanType>qrcode</ScanType><ScanResult><![CDATA[a&b]]></ScanResult></ScanCodeInfo>';
    expect(event('scancode_waitmsg', rest)).toMatchObject({ scan: { type: 'qrcode', result: 'a&b' } });
  });

  it.each([
    ['<item><PicMd5Sum>aa</PicMd5Sum></item>', ['aa']],
    ['<item><PicMd5Sum>aa</PicMd5Sum></item><item><PicMd5Sum>bb</PicMd5Sum></item>', ['aa', 'bb']],
    ['', []],
  ])('pic_weixin with %s', (items, expected) => {
    const rest = `<SendPicsInfo><Count>1</Count><PicList>${items}</PicList></SendPicsInfo>`;
    expect(event('pic_weixin', rest)).toMatchObject({ pictureMd5s: expected });
  });

  it.each(['UserID', 'UserId', 'userid'])('change_contact, with the member as %s', name => {
    const rest = `<ChangeType>update_user</ChangeType><${name}>zhangsan</${name}><NewUserID>zhangsan2</NewUserID>`;
    expect(event('change_contact', rest)).toMatchObject({
      contactChange: { changeType: 'update_user', userId: 'zhangsan', newUserId: 'zhangsan2' },
    });
  });
});
