/** Simulated time: the clock it is given, moved forward by hand. */
export type SimulatedClock = {
  now: () => Date
  /** The clock it was given, unmoved. What a client on the same machine sees. */
  wall: () => Date
  /** Never backwards: the event log and the cursors rely on it. */
  advance: (milliseconds: number) => Date
}

export function simulatedClock(wall: () => Date): SimulatedClock {
  let ahead = 0
  const now = () => new Date(wall().getTime() + ahead)
  return {
    now,
    wall,
    advance: (milliseconds) => {
      if (!(milliseconds >= 0)) throw new RangeError('Simulated time moves forward only')
      ahead += milliseconds
      return now()
    },
  }
}
