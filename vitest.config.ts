import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['tests/unit/**/*.test.ts'],
          // Functions of what they are given: files may share a thread and its modules, which halves the time
          // (docs/decisions/0009). A test that replaces a module or a global belongs to the integration tests.
          pool: 'threads',
          isolate: false,
          maxWorkers: '100%',
          // The longest takes two seconds alone; beside the compiler on a busy machine it takes several times that.
          testTimeout: 30_000,
        },
      },
      {
        test: {
          name: 'integration',
          include: ['tests/{integration,stories,faults,browser}/**/*.test.ts'],
          globalSetup: ['tests/support/global-setup.ts'],
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        // Some seven minutes: npm run year.
        test: {
          name: 'year',
          include: ['tests/year/**/*.test.ts'],
          globalSetup: ['tests/support/global-setup.ts'],
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
