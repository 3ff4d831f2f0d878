import { createCallbackCrypto } from '../../../../src/wecom/crypto.ts';

/** A made-up app. */
export const corpId = 'ww0123456789abcdef';
export const agentId = '1000002';
export const token = 'QDG6eK';
export const encodingAesKey = 'jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C';
export const nowMs = Date.parse('2026-11-23T08:00:00+08:00');
export const crypto = createCallbackCrypto({ token, encodingAesKey, receiveId: corpId });

/** Query and body of a callback with this plaintext, as the platform would sign and send it. */
export function signedCallback(plaintext: string, options: { atMs?: number; receiveId?: string } = {}) {
  const sealer = createCallbackCrypto({ token, encodingAesKey, receiveId: options.receiveId ?? corpId });
  const timestamp = String(Math.floor((options.atMs ?? nowMs) / 1000));
  const nonce = '1372623149';
  const { encrypted, signature } = sealer.seal(plaintext, { timestamp, nonce });
  return {
    query: { msg_signature: signature, timestamp, nonce },
    encrypted,
    body: `<xml><ToUserName><![CDATA[${corpId}]]></ToUserName><AgentID><![CDATA[${agentId}]]></AgentID><Encrypt><![CDATA[${encrypted}]]></Encrypt></xml>`,
  };
}

/** The XML of something a member sent; `rest` follows the common elements. */
export function messageXml(msgType: string, rest: string): string {
  return `<xml><ToUserName><![CDATA[${corpId}]]></ToUserName>
<FromUserName><![CDATA[ZhangSan]]></FromUserName>
<CreateTime>1348831860</CreateTime>
<MsgType><![CDATA[${msgType}]]></MsgType>
${rest}
<AgentID>${agentId}</AgentID>
</xml>`;
}
