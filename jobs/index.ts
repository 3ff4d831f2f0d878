/** The handlers, one for each contract; a job without a handler does not compile. */
import type { JobHandler } from './context.ts';
import type { JobName } from './contracts.ts';
import { escalate } from './escalate.ts';
import { exportRegister } from './export-register.ts';
import { fetchAttachment } from './fetch-attachment.ts';
import { handleIncomingFile } from './handle-incoming-file.ts';
import { forgetOld } from './forget-old.ts';
import { handleInboundMessage } from './handle-inbound-message.ts';
import { passOnOffers } from './pass-on-offers.ts';
import { planObligations } from './plan-obligations.ts';
import { sendAuditHeads } from './send-audit-heads.ts';
import { sendDigests } from './send-digests.ts';
import { sendOutboundMessage } from './send-outbound-message.ts';
import { sendPrompts } from './send-prompts.ts';
import { sweep } from './sweep.ts';

export const jobHandlers: { readonly [Name in JobName]: JobHandler<Name> } = {
  'handle-inbound-message': handleInboundMessage,
  'send-outbound-message': sendOutboundMessage,
  'handle-incoming-file': handleIncomingFile,
  'export-register': exportRegister,
  'fetch-attachment': fetchAttachment,
  'plan-obligations': planObligations,
  'send-prompts': sendPrompts,
  escalate,
  'pass-on-offers': passOnOffers,
  'send-digests': sendDigests,
  'send-audit-heads': sendAuditHeads,
  'forget-old': forgetOld,
  sweep,
};
