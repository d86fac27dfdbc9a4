import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts', 'console/**/*.test.ts'],
    globalSetup: ['test/support/global-setup.ts'],
    pool: 'forks',
    maxWorkers: 2,
    // Servers, browsers and kills share two cores: what fails once is tried again and told as such.
    retry: 1,
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
})
