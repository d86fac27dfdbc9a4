import { runServer } from './serve.ts'

/** `npm start`: the real server. */
await runServer(process.env)
