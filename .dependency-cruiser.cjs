// Which room may look at which. A forbidden import fails `npm run check`; the table in README.md says the same in words.
const room = name => `^src/${name}/`;
const base = '^src/(clock|errors|log)\\.ts$';
const appFiles =
  '^src/(app|main|start|cli|bot-context|converse|delivery-rules|token-store|worker|vital-signs|moved-clock|readiness|menu|own-field-keys|sandbox-mode|shutdown|embedded-postgres|env|doctor|doctor-findings|doctor-clock|doctor-pages)\\.ts$|^src/bin\\.mjs$';

/** `from` may import only what matches one of `to` (besides itself, node and packages). */
const only = (name, from, to) => ({
  name,
  severity: 'error',
  from: { path: from },
  to: { path: '^(src|jobs|conversations|prisma)/', pathNot: [from, ...to] },
});

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    only('vault-stands-alone', room('vault'), [base]),
    only('wecom-stands-alone', room('wecom'), []),
    only('calendar-stands-alone', room('calendar'), [base]),
    only('chat-knows-no-scheme', room('chat'), [
      room('calendar'),
      room('vault'),
      base,
      '^src/database\\.ts$',
    ]),
    only('scheme-knows-no-chat', room('scheme'), [
      room('calendar'),
      room('documents'),
      room('vault'),
      base,
      '^src/database\\.ts$',
    ]),
    only('documents-are-formats', room('documents'), [room('calendar'), base]),
    only('queue-knows-contracts', room('queue'), ['^jobs/contracts\\.ts$', base]),
    only('http-is-transport', room('http'), [
      room('wecom'),
      '^src/chat/(inbox|spool|incoming-files)\\.ts$',
      // Kinds of files, known by their bytes; and the time of day on the upload page.
      '^src/documents/file-kinds\\.ts$',
      room('calendar'),
      '^jobs/contracts\\.ts$',
      base,
    ]),
    only('sandbox-is-a-platform', room('sandbox'), [room('wecom'), room('calendar'), base]),
    only('conversations-use-forms-and-rules', '^conversations/', [
      room('chat'),
      room('scheme'),
      room('documents'),
      room('calendar'),
      base,
      '^src/database\\.ts$',
    ]),
    {
      name: 'conversations-know-only-their-index-and-context',
      severity: 'error',
      from: { path: '^conversations/(?!index)[^/]+\\.ts$' },
      to: { path: '^conversations/(?!(context|words)\\.ts$)[^/]+\\.ts$' },
    },
    only('jobs-use-rules', '^jobs/', [
      room('chat'),
      room('scheme'),
      room('documents'),
      room('calendar'),
      // Data and classes of errors, so that what the platform refuses can be told apart.
      '^src/wecom/errors\\.ts$',
      // Its types only; see the next rule.
      '^src/wecom/client\\.ts$',
      base,
      '^src/database\\.ts$',
      '^src/clock-skew\\.ts$',
    ]),
    {
      name: 'jobs-know-the-client-by-type',
      severity: 'error',
      from: { path: '^jobs/' },
      to: { path: '^src/wecom/client\\.ts$', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'contracts-import-zod-only',
      severity: 'error',
      from: { path: '^jobs/contracts\\.ts$' },
      to: { pathNot: '^node_modules/zod' },
    },
    {
      name: 'bullmq-and-ioredis-live-in-queue',
      severity: 'error',
      from: { pathNot: room('queue') },
      to: { path: '^node_modules/(bullmq|ioredis)/' },
    },
    {
      name: 'prisma-client-has-one-door',
      severity: 'error',
      from: { pathNot: '^src/(database\\.ts$|generated/)' },
      to: { path: '^src/generated/' },
    },
    {
      name: 'app-is-imported-by-nobody',
      severity: 'error',
      from: { pathNot: appFiles },
      to: { path: appFiles },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^src/(generated|sandbox/phone)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
};
