import { Gauge, type Registry } from 'prom-client'

/** Numbers of a feature by one label, read when somebody asks for the metrics. */
export type LiveGauge = {
  name: string
  help: string
  label: string
  read(): Promise<Record<string, number>>
}

export function addGauge(registry: Registry, { name, help, label, read }: LiveGauge): void {
  const gauge = new Gauge({
    name,
    help,
    labelNames: [label],
    registers: [registry],
    async collect() {
      for (const [value, number] of Object.entries(await read())) gauge.set({ [label]: value }, number)
    },
  })
}
