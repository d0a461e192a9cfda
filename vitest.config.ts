import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/global-setup.ts'],
    // Real sockets, threads and SDKs on machines of two cores: slow is not wrong.
    testTimeout: 30_000,
    sequence: { shuffle: true },
  },
});
