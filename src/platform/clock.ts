/** Rules take the time as an argument; this is the one place that reads it. */
export const now = (): Date => new Date()

export type Clock = () => Date
