import { run } from './run.ts'

/** `npm run dev:console`: the console with hot reload, over a server started with `npm start`. */
process.exit(run('vite', ['console', ...process.argv.slice(2)]) ? 0 : 1)
