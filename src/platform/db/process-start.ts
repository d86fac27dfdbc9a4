import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'

/**
 * When a process started, as a text to compare, since pids are used again: the kernel's own count (proc(5), stat, field 22),
 * elsewhere what ps prints. Undefined: there is no such process.
 */
export function processStart(pid: number): string | undefined {
  try {
    process.kill(pid, 0)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return undefined
  }
  return existsSync('/proc/self/stat') ? startInProc(pid) : startByPs(pid)
}

/** The dead that nobody has collected yet. */
export const isZombie = (pid: number): boolean => statOf(pid)?.[0] === 'Z'

function startInProc(pid: number): string | undefined {
  const fields = statOf(pid)
  return fields?.[0] === 'Z' ? undefined : fields?.[19]
}

/** From field 3 on, which is the state; the name before ") " may hold anything. */
function statOf(pid: number): string[] | undefined {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)!.split(' ')
  } catch {
    return undefined
  }
}

export function startByPs(pid: number): string | undefined {
  const { stdout } = spawnSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' })
  return stdout?.trim() || undefined
}
