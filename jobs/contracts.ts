/**
 * Every job there is: its payload, its queue and how often it is tried. Imports zod only, so that anything may know
 * the contracts without knowing the work. Payloads are ids and nothing else: no text, no name, no token.
 */
import { z } from 'zod';

const id = z.string().min(1).max(64);
const nothing = z.object({});

export const jobContracts = {
  'handle-inbound-message': { payload: z.object({ inboundId: id }), queue: 'inbound' },
  'send-outbound-message': { payload: z.object({ outboundId: id }), queue: 'outbound' },
  'handle-incoming-file': { payload: z.object({ fileId: id }), queue: 'inbound' },
  'export-register': { payload: z.object({ orderId: id }), queue: 'outbound' },
  'fetch-attachment': { payload: z.object({ attachmentId: id }), queue: 'outbound' },
  'plan-obligations': { payload: nothing, queue: 'duties' },
  'send-prompts': { payload: nothing, queue: 'duties' },
  escalate: { payload: nothing, queue: 'duties' },
  'pass-on-offers': { payload: nothing, queue: 'duties' },
  'send-digests': { payload: nothing, queue: 'duties' },
  'send-audit-heads': { payload: nothing, queue: 'duties' },
  'forget-old': { payload: nothing, queue: 'duties' },
  sweep: { payload: nothing, queue: 'sweeps' },
} as const satisfies Record<string, { payload: z.ZodType; queue: string }>;

export type JobName = keyof typeof jobContracts;
export type JobPayload<Name extends JobName> = z.infer<(typeof jobContracts)[Name]['payload']>;
export type QueueName = (typeof jobContracts)[JobName]['queue'];

/** Rings the bell for a job; losing one is harmless, the row it names is swept up later. */
export type Enqueue = <Name extends JobName>(
  name: Name,
  payload: JobPayload<Name>,
  options?: { delayMs?: number },
) => Promise<void>;
