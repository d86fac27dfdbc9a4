import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  plugins: [react()],
  build: {
    outDir: '../dist/console',
    emptyOutDir: true,
    // Browsers that know light-dark() and nesting; older ones are not kept alive by rewriting.
    target: ['chrome125', 'edge125', 'firefox128', 'safari17.5'],
    // Data addresses would need a wider content security policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rollupOptions: { output: { manualChunks } },
  },
  server: { proxy: { '/api': process.env['MUSTER_URL'] ?? 'http://127.0.0.1:8080' } },
})

/** What every page needs changes only with the packages, so browsers may keep it over releases. */
function manualChunks(id: string): string | undefined {
  if (/node_modules\/(react|react-dom|scheduler|@tanstack)\//.test(id)) return 'framework'
  if (/node_modules\/(@mantine\/(core|hooks|notifications|store)|@floating-ui|clsx)\//.test(id))
    return 'mantine'
  return undefined
}
