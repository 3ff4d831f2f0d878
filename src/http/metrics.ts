/** Figures for Prometheus: what this process counted, and what the database knows, asked when somebody looks. */
import { Counter, Gauge, Histogram, Registry } from 'prom-client';

export interface Metrics {
  readonly registry: Registry;
  /** A callback was answered, after so many seconds. */
  callback(outcome: 'kept' | 'known' | 'spooled' | 'refused' | 'unavailable', seconds: number): void;
}

/** What the database is asked for at each look. */
export interface Figures {
  readonly inboundWaiting: number;
  readonly inboundOldestSeconds: number;
  readonly outboundByState: Readonly<Record<string, number>>;
  readonly outboundOldestSeconds: number;
  readonly obligationsOpen: number;
  readonly obligationsOverdue: number;
  readonly attachmentsPending: number;
  readonly spooled: number;
  readonly workerSilentSeconds: number;
}

export function createMetrics(readFigures: () => Promise<Figures>): Metrics {
  const registry = new Registry();
  const callbacks = new Counter({
    name: 'bangfu_callbacks_total',
    help: 'Callbacks of the platform by outcome, in this process',
    labelNames: ['outcome'],
    registers: [registry],
  });
  const ack = new Histogram({
    name: 'bangfu_callback_ack_seconds',
    help: 'Time until a callback was acknowledged',
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
    registers: [registry],
  });
  databaseGauges(registry, readFigures);
  return {
    registry,
    callback(outcome, seconds) {
      callbacks.inc({ outcome });
      ack.observe(seconds);
    },
  };
}

const gauges: readonly { name: string; help: string; of: (figures: Figures) => number }[] = [
  { name: 'bangfu_inbound_waiting', help: 'Messages kept and not yet handled', of: f => f.inboundWaiting },
  {
    name: 'bangfu_inbound_oldest_seconds',
    help: 'Age of the oldest of them',
    of: f => f.inboundOldestSeconds,
  },
  {
    name: 'bangfu_outbound_oldest_seconds',
    help: 'Age of the oldest message due and not sent',
    of: f => f.outboundOldestSeconds,
  },
  { name: 'bangfu_obligations_open', help: 'Duties open', of: f => f.obligationsOpen },
  { name: 'bangfu_obligations_overdue', help: 'Duties overdue', of: f => f.obligationsOverdue },
  {
    name: 'bangfu_attachments_pending',
    help: 'Photos and voice messages to be fetched',
    of: f => f.attachmentsPending,
  },
  { name: 'bangfu_spooled', help: 'Callbacks kept on disk while the database was away', of: f => f.spooled },
  {
    name: 'bangfu_worker_silent_seconds',
    help: 'Seconds since a worker last gave a sign of life',
    of: f => f.workerSilentSeconds,
  },
];

/** All gauges are set from one look at the database, taken by the first of them. */
function databaseGauges(registry: Registry, readFigures: () => Promise<Figures>): void {
  const made = gauges.map(({ name, help, of }) => ({
    of,
    gauge: new Gauge({ name, help, registers: [registry] }),
  }));
  new Gauge({
    name: 'bangfu_outbound_messages',
    help: 'Messages to people by state, written in the last 24 hours',
    labelNames: ['state'],
    registers: [registry],
    async collect() {
      const figures = await readFigures();
      for (const { gauge, of } of made) gauge.set(of(figures));
      for (const [state, count] of Object.entries(figures.outboundByState)) this.set({ state }, count);
    },
  });
}
