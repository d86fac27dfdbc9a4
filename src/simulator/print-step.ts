import type { Step } from './device/walk.ts'

export const toStdout = (line: string): void => void process.stdout.write(`${line}\n`)

/** A step of a walk as a line: for people, or as JSON. */
export const lineOf = (step: Step, json = false): string =>
  json
    ? JSON.stringify(step)
    : `${step.at.toISOString().slice(11, 19)}  ${step.name.padEnd(13)} ${step.detail}`
